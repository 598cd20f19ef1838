"""A class that has ended, its pupils and their connections."""

import datetime as dt

from django.utils import timezone

from live_classes.models import LiveClass, Participant, PresenceSpan
from schools.choices import Role
from tests.factories.accounts import UserFactory
from tests.factories.live_classes import make_live_class, make_participant
from tests.factories.schools import MembershipFactory

MINUTE = dt.timedelta(minutes=1)


def make_ended(*, teacher, **fields) -> LiveClass:
    """Return a class of forty minutes that ended an hour ago."""
    end = timezone.now() - dt.timedelta(hours=1)
    times = {"starts_at": end - 40 * MINUTE, "opened_at": end - 40 * MINUTE, "ended_at": end}
    return make_live_class(teacher=teacher, state="ended", **(times | fields))


def new_pupil(school_class, first_name: str, last_name: str = "Hồ Văn"):
    """Return another pupil of a class."""
    user = UserFactory(last_name=last_name, first_name=first_name)
    MembershipFactory(user=user, role=Role.PUPIL, school=school_class.school, school_class=school_class)
    return user


def was_there(live_class: LiveClass, user, start: float, end: float, *, has_left=True, **fields) -> Participant:
    """Note that someone was connected from one minute of a class to another, and was cut off or left."""
    participant = live_class.participants.filter(user=user).first() or make_participant(live_class, user, **fields)
    started_at, last_at = live_class.opened_at + start * MINUTE, live_class.opened_at + end * MINUTE
    PresenceSpan.objects.create(
        participant=participant, started_at=started_at, last_seen_at=last_at, ended_at=last_at if has_left else None
    )
    return participant
