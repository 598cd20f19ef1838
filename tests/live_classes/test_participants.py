"""Places in a room: numbers, guests at the door, locks, memberships that change."""

import pytest

from live_classes.choices import Admission, AuditAction, RoomRole
from live_classes.models import LiveClass, LiveEvent
from live_classes.services.log import fold_state
from live_classes.services.participants import (
    ClassLocked,
    NoPlace,
    admit,
    ensure_participant,
    knock,
    refuse,
    remove,
)
from schools.choices import Role
from schools.models import Membership
from schools.permissions import forget_memberships
from tests.factories.live_classes import make_live_class
from tests.factories.schools import MembershipFactory


@pytest.fixture
def room(teacher, school_class):
    """A class of 6A that is open and takes guests."""
    return make_live_class(teacher=teacher, school_class=school_class, state="open", admits_guests=True)


@pytest.fixture
def guest(room, stranger):
    """A guest at its door."""
    return knock(live_class=room, user=stranger)


def kinds() -> list[str]:
    return list(LiveEvent.objects.order_by("seq").values_list("kind", flat=True))


def test_each_person_gets_one_number_and_is_said_once(room, teacher, pupil):
    people = [ensure_participant(live_class=room, user=user) for user in (teacher, pupil, pupil, teacher)]
    assert [person.number for person in people] == [1, 2, 2, 1]
    assert [person.role for person in people[:2]] == [RoomRole.HOST, RoomRole.PUPIL]
    assert kinds() == ["person", "person"]


@pytest.mark.parametrize("who", ["colleague", "stranger", "officer", "reviewer"])
def test_those_without_a_place_get_none(room, request, who):
    with pytest.raises(NoPlace):
        ensure_participant(live_class=room, user=request.getfixturevalue(who))
    assert not room.participants.exists()


def test_a_locked_class_takes_back_only_those_who_were_in(room, teacher, pupil, school_class):
    ensure_participant(live_class=room, user=pupil)
    LiveClass.objects.update(is_locked=True)
    late = MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class).user
    with pytest.raises(ClassLocked):
        ensure_participant(live_class=room, user=late)
    assert ensure_participant(live_class=room, user=pupil).number == 1
    assert ensure_participant(live_class=room, user=teacher).role == RoomRole.HOST


def test_a_pupil_who_left_the_class_of_the_school_has_no_place_any_more(room, pupil):
    ensure_participant(live_class=room, user=pupil)
    Membership.objects.filter(user=pupil).delete()
    forget_memberships(pupil)
    with pytest.raises(NoPlace):
        ensure_participant(live_class=room, user=pupil)


def test_a_guest_waits_and_who_leads_is_told(room, guest):
    assert guest.admission == Admission.WAITING and guest.role == RoomRole.GUEST
    assert knock(live_class=room, user=guest.user) == guest
    assert kinds() == ["knock"]
    assert fold_state(room)["waiting"] == [guest.number]


def test_a_class_without_guests_or_locked_has_no_door_for_them(room, stranger):
    LiveClass.objects.update(is_locked=True)
    with pytest.raises(ClassLocked):
        knock(live_class=room, user=stranger)
    LiveClass.objects.update(is_locked=False, admits_guests=False)
    with pytest.raises(NoPlace):
        knock(live_class=room, user=stranger)


def test_an_admitted_guest_is_in_and_may_be_asked_to_leave_and_come_back(room, guest, teacher):
    admit(live_class=room, participant=guest, by=teacher)
    assert fold_state(room)["people"][str(guest.number)]["admission"] == "admitted"
    assert fold_state(room)["waiting"] == []
    remove(live_class=room, participant=guest, by=teacher)
    assert fold_state(room)["people"][str(guest.number)]["admission"] == "removed"
    for _tap in range(2):
        admit(live_class=room, participant=guest, by=teacher)
    assert fold_state(room)["people"][str(guest.number)]["admission"] == "admitted"
    acts = list(room.audit.order_by("id").values_list("action", flat=True))
    assert acts == [AuditAction.ADMITTED, AuditAction.REMOVED, AuditAction.ADMITTED]
    assert ensure_participant(live_class=room, user=guest.user).admission == Admission.ADMITTED


def test_a_refused_guest_stays_out_however_often_they_knock(room, guest, teacher):
    refuse(live_class=room, participant=guest, by=teacher)
    assert fold_state(room)["waiting"] == []
    assert knock(live_class=room, user=guest.user).admission == Admission.REFUSED
    assert kinds() == ["knock", "admit"]


def test_before_the_class_opens_answers_are_kept_without_a_log(teacher, school_class, stranger):
    meeting = make_live_class(teacher=teacher, school_class=school_class, admits_guests=True)
    early = knock(live_class=meeting, user=stranger)
    assert admit(live_class=meeting, participant=early, by=teacher).admission == Admission.ADMITTED
    assert not LiveEvent.objects.exists() and meeting.audit.count() == 1


def test_a_guest_who_becomes_a_pupil_of_the_class_need_not_wait(room, guest, school_class):
    MembershipFactory(user=guest.user, role=Role.PUPIL, school=school_class.school, school_class=school_class)
    forget_memberships(guest.user)
    known = ensure_participant(live_class=room, user=guest.user)
    assert (known.number, known.role, known.admission) == (guest.number, RoomRole.PUPIL, Admission.ADMITTED)
