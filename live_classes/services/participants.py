"""Who has a place in a room: numbers, the waiting room, being let in and being asked to leave."""

import uuid as uuids

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from live_classes.choices import LEADING_ROLES, Admission, AuditAction, LiveClassState, RoomRole
from live_classes.events import NotAllowed
from live_classes.models import LiveClass, Participant
from live_classes.permissions import room_role
from live_classes.services.audit import record_audit
from live_classes.services.effects import person_data
from live_classes.services.log import append_event

LAST_NUMBER = 65_535  # frames of voice name their sender in 16 bits
ANNOUNCED_AS = {Admission.ADMITTED: "person", Admission.WAITING: "knock"}


class NoPlace(Exception):  # noqa: N818 - an answer, not an error of ours
    """The user has no place in this room, and holds no invitation that gives one."""


class ClassLocked(NoPlace):
    """The class is locked: only those who have been in come back."""


def lock_live_class(live_class: LiveClass) -> LiveClass:
    """Return the row under a lock, as it is now; to be called inside a transaction."""
    return LiveClass.objects.select_for_update().get(pk=live_class.pk)


@transaction.atomic
def ensure_participant(*, live_class: LiveClass, user: User) -> Participant:
    """Return the user's place in the room; made on the first visit of a member, and kept in step with the membership.

    Guests get theirs by :func:`knock`; here they only find it again. Repeating changes nothing.

    :raises ClassLocked: the class is locked and the user has not been in.
    :raises NoPlace: the user is neither a member nor a guest.
    """
    locked = lock_live_class(live_class)
    role = room_role(user, live_class)
    known = Participant.objects.filter(live_class=locked, user=user).first()
    if known is None:
        if role is None:
            raise NoPlace
        if locked.is_locked and role not in LEADING_ROLES:
            raise ClassLocked
        known = _new_participant(locked, user, role, Admission.ADMITTED)
    elif role is None and known.role != RoomRole.GUEST:
        raise NoPlace  # no longer of the class or the school
    elif role is not None and known.role != role:
        _take_role(known, role)
    announce(locked, known)
    return known


def _take_role(participant: Participant, role: RoomRole) -> None:
    """Follow a membership that has changed; who was a guest and is a member now need not wait."""
    participant.role = role
    if participant.admission == Admission.WAITING:
        participant.admission = Admission.ADMITTED
    participant.save(update_fields=["role", "admission"])


@transaction.atomic
def knock(*, live_class: LiveClass, user: User) -> Participant:
    """Let a guest who holds the invitation wait at the door; one who waits or was answered stays as they are.

    :raises NoPlace: this class takes no guests. :raises ClassLocked: the class is locked.
    """
    locked = lock_live_class(live_class)
    known = Participant.objects.filter(live_class=locked, user=user).first()
    if known is None:
        if not locked.admits_guests:
            raise NoPlace
        if locked.is_locked:
            raise ClassLocked
        known = _new_participant(locked, user, RoomRole.GUEST, Admission.WAITING)
    announce(locked, known)
    return known


def _new_participant(live_class: LiveClass, user: User, role: RoomRole, admission: Admission) -> Participant:
    number = (live_class.participants.aggregate(last=Max("number"))["last"] or 0) + 1
    if number > LAST_NUMBER:
        raise NoPlace
    return Participant.objects.create(live_class=live_class, user=user, number=number, role=role, admission=admission)


def announce(live_class: LiveClass, participant: Participant, *, again: bool = False) -> None:
    """Tell the room, while it is open, who somebody is or that they wait; once, unless it is to hear it ``again``."""
    if live_class.state != LiveClassState.OPEN:
        return  # those who come earlier are announced when the class opens
    kind = ANNOUNCED_AS.get(Admission(participant.admission))
    if kind is None:
        return
    data = person_data(participant)
    if kind == "knock":
        del data["role"]  # those who wait are guests
    cid = None if again else uuids.uuid5(live_class.epoch, f"{kind}:{participant.number}:{participant.role}")
    append_event(live_class=live_class, kind=kind, data=data, cid=cid)


@transaction.atomic
def admit(*, live_class: LiveClass, participant: Participant, by: User) -> Participant:
    """Let one in who waits, was refused or was asked to leave."""
    return _answer(live_class, participant, by, Admission.ADMITTED, AuditAction.ADMITTED)


@transaction.atomic
def refuse(*, live_class: LiveClass, participant: Participant, by: User) -> Participant:
    """Don't let one in who waits; who is in already is asked to leave by :func:`remove`."""
    return _answer(live_class, participant, by, Admission.REFUSED, AuditAction.REFUSED)


@transaction.atomic
def remove(*, live_class: LiveClass, participant: Participant, by: User) -> Participant:
    """Ask one to leave who is in.

    :raises NotAllowed: who leads is not sent away.
    """
    return _answer(live_class, participant, by, Admission.REMOVED, AuditAction.REMOVED)


def _answer(live_class, participant: Participant, by: User, admission: Admission, action: AuditAction) -> Participant:
    locked = lock_live_class(live_class)
    now = Participant.objects.select_related("user").get(pk=participant.pk)
    if admission != Admission.ADMITTED and now.is_leading:
        raise NotAllowed
    before = now.admission
    if before == admission or (admission == Admission.REFUSED and before != Admission.WAITING):
        return now
    now.admission = admission
    now.save(update_fields=["admission"])
    record_audit(live_class=locked, by=by, action=action, number=now.number, name=str(now.user))
    if locked.state == LiveClassState.OPEN:
        _tell_room(locked, now, was_waiting=before == Admission.WAITING)
    return now


def _tell_room(live_class: LiveClass, participant: Participant, *, was_waiting: bool) -> None:
    if participant.admission == Admission.REMOVED:
        append_event(live_class=live_class, kind="remove", data={"person": participant.number})
    elif was_waiting:
        is_in = participant.admission == Admission.ADMITTED
        append_event(live_class=live_class, kind="admit", data={"person": participant.number, "on": is_in})
    announce(live_class, participant, again=True)
