"""Rows that follow what somebody did in the room."""

import pytest

from live_classes.choices import Admission, AuditAction, LiveClassState
from live_classes.events import BadEvent
from live_classes.models import AuditEntry, LiveEvent
from live_classes.services.log import append_event, append_events, fold_state, new_event
from tests.factories.live_classes import make_live_class, make_participant

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(teacher, school_class):
    """An open class."""
    return make_live_class(teacher=teacher, school_class=school_class, state=LiveClassState.OPEN)


@pytest.fixture
def host(meeting, teacher):
    """The place of its teacher."""
    return make_participant(meeting, teacher)


def told(participant, *, kind="person") -> None:
    """Say who somebody is, as the server does."""
    data = {"number": participant.number, "name": str(participant.user), "initials": participant.user.initials}
    data |= {"role": str(participant.role)} if kind == "person" else {}
    append_event(live_class=participant.live_class, kind=kind, data=data)


def audited(meeting) -> list[tuple]:
    return [(entry.action, entry.by) for entry in AuditEntry.objects.filter(live_class=meeting).order_by("id")]


def kinds(meeting) -> list[str]:
    return list(LiveEvent.objects.filter(live_class=meeting).order_by("seq").values_list("kind", flat=True))


def test_a_lock_in_the_room_locks_the_class(meeting, host):
    append_event(live_class=meeting, kind="lock", data={"on": True}, author=host)
    meeting.refresh_from_db()
    assert meeting.is_locked
    append_event(live_class=meeting, kind="lock", data={"on": False}, author=host)
    meeting.refresh_from_db()
    assert not meeting.is_locked
    assert audited(meeting) == [(AuditAction.LOCKED, host.user), (AuditAction.UNLOCKED, host.user)]


def test_who_is_let_in_from_the_room_is_told_to_all(meeting, host, stranger):
    guest = make_participant(meeting, stranger, role="guest", admission=Admission.WAITING)
    told(guest, kind="knock")
    append_event(live_class=meeting, kind="admit", data={"person": guest.number, "on": True}, author=host)
    guest.refresh_from_db()
    assert guest.admission == Admission.ADMITTED
    assert kinds(meeting) == ["knock", "admit", "person"]
    person = LiveEvent.objects.get(live_class=meeting, kind="person")
    assert (person.author, person.audience, person.data["role"]) == (None, "", "guest")
    assert fold_state(meeting)["people"][str(guest.number)]["admission"] == "admitted"
    assert audited(meeting) == [(AuditAction.ADMITTED, host.user)]


def test_who_is_refused_from_the_room_does_not_come_in(meeting, host, stranger):
    guest = make_participant(meeting, stranger, role="guest", admission=Admission.WAITING)
    told(guest, kind="knock")
    append_event(live_class=meeting, kind="admit", data={"person": guest.number, "on": False}, author=host)
    guest.refresh_from_db()
    assert guest.admission == Admission.REFUSED
    assert kinds(meeting) == ["knock", "admit"]


def test_who_is_removed_in_the_room_is_removed(meeting, host, pupil):
    participant = make_participant(meeting, pupil)
    told(participant)
    append_event(live_class=meeting, kind="remove", data={"person": participant.number}, author=host)
    participant.refresh_from_db()
    assert participant.admission == Admission.REMOVED
    assert audited(meeting) == [(AuditAction.REMOVED, host.user)]


def test_who_leads_ends_the_class_in_the_room(meeting, host):
    batch = [new_event(kind="end", data={}, author=host), new_event(kind="chat", data={"text": "a"}, author=host)]
    ended, late = append_events(live_class=meeting, batch=batch)
    meeting.refresh_from_db()
    assert meeting.state == LiveClassState.ENDED
    assert meeting.ended_at is not None
    assert (late.code, kinds(meeting)) == ("closed", ["end"])
    assert audited(meeting) == [(AuditAction.ENDED, host.user)]
    assert ended.seq == meeting.log_head == 1


def test_what_is_refused_changes_no_rows(meeting, host, pupil):
    participant = make_participant(meeting, pupil)
    told(participant)
    for kind, data in (("lock", {"on": True}), ("end", {}), ("remove", {"person": host.number})):
        with pytest.raises(BadEvent):
            append_event(live_class=meeting, kind=kind, data=data, author=participant)
    meeting.refresh_from_db()
    assert (meeting.is_locked, meeting.state) == (False, LiveClassState.OPEN)
    assert audited(meeting) == []


def test_the_same_event_sent_again_takes_effect_once(meeting, host):
    cid = "0b6f2f0e-1111-4222-8333-444455556666"
    for _ in range(2):
        append_event(live_class=meeting, kind="lock", data={"on": True}, author=host, cid=cid)
    assert kinds(meeting) == ["lock"]
    assert len(audited(meeting)) == 1
