"""Rows that follow the log: what an event that came through the room changes beside it, in the same transaction.

``EventKind.effect`` names one of these. They hold for events of participants; services that append an event as the
server change their rows themselves.
"""

import unicodedata

from django.utils import timezone

from live_classes.choices import Admission, AuditAction, LiveClassState
from live_classes.events import EVENT_KINDS, Event
from live_classes.models import LiveClass, Participant
from live_classes.services.audit import record_audit

FollowUps = list[tuple[str, dict]]  # kinds and data of what the server says after the event


def take_effect(live_class: LiveClass, event: Event) -> FollowUps:
    """Change the rows that an event is about; return what the server has to append after it.

    ``live_class`` is the locked row; it is changed in memory too.
    """
    effect = EVENT_KINDS[event.kind].effect
    return EFFECTS[effect](live_class, event) if effect else []


def person_data(participant: Participant) -> dict:
    """Return what a room may know of somebody, as ``person`` says it."""
    user = participant.user
    return {
        "number": participant.number,
        "name": _plain(str(user)[:150]) or f"{participant.number}",
        "initials": _plain(user.initials)[:8] or f"{participant.number}",
        "role": str(participant.role),
    }


def _plain(text: str) -> str:
    """Return text without the signs that no event takes: a name from some list must not keep a class from opening."""
    return "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cs")).strip()


def _lock(live_class: LiveClass, event: Event) -> FollowUps:
    live_class.is_locked = event.data["on"]
    live_class.save(update_fields=["is_locked"])
    _record(live_class, event, AuditAction.LOCKED if event.data["on"] else AuditAction.UNLOCKED)
    return []


def _admit(live_class: LiveClass, event: Event) -> FollowUps:
    if not event.data["on"]:
        _set_admission(live_class, event, Admission.REFUSED, AuditAction.REFUSED)
        return []
    participant = _set_admission(live_class, event, Admission.ADMITTED, AuditAction.ADMITTED)
    return [("person", person_data(participant))]


def _remove(live_class: LiveClass, event: Event) -> FollowUps:
    _set_admission(live_class, event, Admission.REMOVED, AuditAction.REMOVED)
    return []


def _set_admission(live_class: LiveClass, event: Event, admission: Admission, action: AuditAction) -> Participant:
    participant = live_class.participants.select_related("user").get(number=event.data["person"])
    participant.admission = admission
    participant.save(update_fields=["admission"])
    _record(live_class, event, action, number=participant.number, name=str(participant.user))
    return participant


def _end(live_class: LiveClass, event: Event) -> FollowUps:
    live_class.state = LiveClassState.ENDED
    live_class.ended_at = timezone.now()
    live_class.save(update_fields=["state", "ended_at"])
    _record(live_class, event, AuditAction.ENDED)
    return []


def _record(live_class: LiveClass, event: Event, action: AuditAction, **detail) -> None:
    author = live_class.participants.select_related("user").get(number=event.by)
    record_audit(live_class=live_class, by=author.user, action=action, **detail)


EFFECTS = {"admit": _admit, "end": _end, "lock": _lock, "remove": _remove}
