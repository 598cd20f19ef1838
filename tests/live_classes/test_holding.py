"""Opening and ending a class, and ending those that everybody has left."""

import datetime as dt

import pytest
from django.utils import timezone

from live_classes.choices import AuditAction, LiveClassState
from live_classes.models import LiveClass, LiveEvent, PresenceSpan
from live_classes.permissions import can_open
from live_classes.services.holding import NotNow, end_forgotten_classes, end_live_class, open_live_class
from live_classes.services.log import fold_state
from live_classes.services.participants import ensure_participant, knock
from tests.factories.live_classes import make_live_class, make_participant

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def meeting(teacher, school_class):
    """A meeting of 6A in ten minutes."""
    return make_live_class(teacher=teacher, school_class=school_class)


def test_opening_starts_the_clock_and_says_how_the_class_was_planned(meeting, teacher, pupil):
    LiveClass.objects.update(chat_mode="questions")
    ensure_participant(live_class=meeting, user=pupil)
    for _tap in range(2):
        open_live_class(live_class=meeting, by=teacher)
    assert meeting.state == LiveClassState.OPEN and meeting.opened_at
    state = fold_state(meeting)
    assert {person["role"] for person in state["people"].values()} == {"host", "pupil"}
    assert state["chatMode"] == "questions" and state["recording"] == "on"
    assert meeting.audit.filter(action=AuditAction.OPENED).count() == 1


def test_a_class_that_is_not_recorded_says_nothing_of_recording(meeting, teacher):
    LiveClass.objects.update(is_recorded=False)
    open_live_class(live_class=meeting, by=teacher)
    assert fold_state(meeting)["recording"] == "off"


def test_a_guest_who_came_early_waits_in_the_room_that_opens(meeting, teacher, stranger):
    LiveClass.objects.update(admits_guests=True)
    guest = knock(live_class=meeting, user=stranger)
    assert not LiveEvent.objects.exists()
    open_live_class(live_class=meeting, by=teacher)
    assert fold_state(meeting)["waiting"] == [guest.number]


def test_ending_is_said_in_the_log_once(meeting, teacher):
    with pytest.raises(NotNow):
        end_live_class(live_class=meeting, by=teacher)
    open_live_class(live_class=meeting, by=teacher)
    for _tap in range(2):
        end_live_class(live_class=meeting, by=teacher)
    assert meeting.state == LiveClassState.ENDED and meeting.ended_at
    assert LiveEvent.objects.filter(kind="end").count() == 1
    assert fold_state(meeting)["phase"] == "ended"
    with pytest.raises(NotNow):
        open_live_class(live_class=meeting, by=teacher)


@pytest.mark.parametrize(
    ("minutes_until_start", "opens"), [(-106, False), (-104, True), (0, True), (59, True), (61, False)]
)
def test_a_class_opens_from_an_hour_before_until_an_hour_after_its_time(
    teacher, school_class, minutes_until_start, opens
):
    start = timezone.now() + minutes_until_start * MINUTE
    meeting = make_live_class(teacher=teacher, school_class=school_class, starts_at=start)
    assert can_open(teacher, meeting) is opens


def test_only_who_leads_opens(meeting, teacher, pupil, manager, colleague):
    assert [can_open(user, meeting) for user in (teacher, pupil, manager, colleague)] == [True, False, False, False]


def open_for(teacher, school_class, minutes: int) -> LiveClass:
    """Return a class of 45 minutes that has been open for some minutes."""
    start = timezone.now() - minutes * MINUTE
    return make_live_class(teacher=teacher, school_class=school_class, state="open", starts_at=start, opened_at=start)


def test_a_class_that_its_leader_left_ends_half_an_hour_after_its_time(teacher, pupil, school_class):
    forgotten, fresh = open_for(teacher, school_class, 76), open_for(teacher, school_class, 74)
    now = timezone.now()
    for meeting in (forgotten, fresh):
        participant = make_participant(meeting, pupil)  # pupils alone keep no class open
        PresenceSpan.objects.create(participant=participant, started_at=now, last_seen_at=now)
    assert end_forgotten_classes(now=now) == [forgotten]
    forgotten.refresh_from_db()
    assert forgotten.state == LiveClassState.ENDED
    assert forgotten.audit.get(action=AuditAction.ENDED).by is None
    assert end_forgotten_classes(now=now) == []


def test_a_class_goes_on_as_long_as_its_leader_is_there_or_was_a_moment_ago(teacher, school_class):
    meeting, now = open_for(teacher, school_class, 200), timezone.now()
    host = make_participant(meeting, teacher)
    span = PresenceSpan.objects.create(participant=host, started_at=meeting.opened_at, last_seen_at=now - 9 * MINUTE)
    assert end_forgotten_classes(now=now) == []
    PresenceSpan.objects.filter(pk=span.pk).update(last_seen_at=now - 11 * MINUTE)
    assert end_forgotten_classes(now=now) == [meeting]
