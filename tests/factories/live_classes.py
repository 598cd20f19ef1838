"""Live classes and the people in them."""

import datetime as dt

from django.utils import timezone

from live_classes.choices import LiveClassState
from live_classes.models import LiveClass, Participant
from live_classes.permissions import room_role


def make_live_class(*, teacher, school_class=None, course=None, **fields) -> LiveClass:
    """Return a live class that starts in ten minutes; ``state="open"`` for one that has begun."""
    defaults = {
        "title": "Ôn tập: Phân số bằng nhau",
        "school": school_class.school if school_class else course.school,
        "starts_at": timezone.now() + dt.timedelta(minutes=10),
    }
    if fields.get("state") == LiveClassState.OPEN:
        defaults |= {"starts_at": timezone.now(), "opened_at": timezone.now()}
    return LiveClass.objects.create(teacher=teacher, school_class=school_class, course=course, **(defaults | fields))


def make_participant(live_class: LiveClass, user, **fields) -> Participant:
    """Return the user's place in a live class."""
    number = live_class.participants.count() + 1
    defaults = {"number": number, "role": room_role(user, live_class)}
    return Participant.objects.create(live_class=live_class, user=user, **(defaults | fields))
