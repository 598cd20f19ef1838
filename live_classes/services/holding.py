"""Holding a class: opening its room, ending it, and ending those that everybody has left."""

import datetime as dt
import uuid as uuids

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from live_classes.choices import LEADING_ROLES, AuditAction, ChatMode, LiveClassState
from live_classes.models import LiveClass, PresenceSpan
from live_classes.services.audit import record_audit
from live_classes.services.files import announce_files
from live_classes.services.log import append_event
from live_classes.services.participants import announce, ensure_participant, lock_live_class

FORGOTTEN_AFTER = dt.timedelta(minutes=30)  # after the planned end
LEADER_GONE_AFTER = dt.timedelta(minutes=10)  # a teacher on a bad link comes back within this time


class NotNow(Exception):  # noqa: N818 - an answer, not an error of ours
    """What was asked does not go with the state the class is in."""


@transaction.atomic
def open_live_class(*, live_class: LiveClass, by: User) -> LiveClass:
    """Open the room: from now the class clock runs and the log is written. Opening again changes nothing.

    :raises NotNow: the class has ended or was cancelled.
    """
    locked = lock_live_class(live_class)
    if locked.state == LiveClassState.OPEN:
        return _as_it_is(live_class)
    if locked.state != LiveClassState.SCHEDULED:
        raise NotNow
    locked.state = LiveClassState.OPEN
    locked.opened_at = timezone.now()
    locked.save(update_fields=["state", "opened_at"])
    record_audit(live_class=locked, by=by, action=AuditAction.OPENED)
    ensure_participant(live_class=locked, user=by)
    _first_events(locked)
    return _as_it_is(live_class)


def _first_events(live_class: LiveClass) -> None:
    """Write into the log how the class was planned, and who came before it opened."""
    for participant in live_class.participants.select_related("user"):
        announce(live_class, participant)
    if live_class.chat_mode != ChatMode.OPEN:
        append_event(live_class=live_class, kind="chat_mode", data={"mode": live_class.chat_mode})
    if live_class.is_recorded:
        append_event(live_class=live_class, kind="recording", data={"state": "on"})
    announce_files(live_class=live_class)


def _as_it_is(live_class: LiveClass) -> LiveClass:
    live_class.refresh_from_db()
    return live_class


@transaction.atomic
def end_live_class(*, live_class: LiveClass, by: User | None) -> LiveClass:
    """End the class for all; ``by`` is ``None`` where nobody did. Ending again changes nothing.

    :raises NotNow: the class has not begun.
    """
    locked = lock_live_class(live_class)
    if locked.state == LiveClassState.ENDED:
        return _as_it_is(live_class)
    if locked.state != LiveClassState.OPEN:
        raise NotNow
    append_event(live_class=locked, kind="end", data={}, cid=uuids.uuid5(locked.epoch, "end"))
    LiveClass.objects.filter(pk=locked.pk).update(state=LiveClassState.ENDED, ended_at=timezone.now())
    record_audit(live_class=locked, by=by, action=AuditAction.ENDED)
    return _as_it_is(live_class)


def forgotten_classes(now: dt.datetime) -> list[LiveClass]:
    """Return open classes past their planned end by half an hour in which no leader has been for ten minutes."""
    is_open = LiveClass.objects.filter(state=LiveClassState.OPEN, starts_at__lt=now - FORGOTTEN_AFTER)
    late = [live_class for live_class in is_open if live_class.planned_end + FORGOTTEN_AFTER <= now]
    led = PresenceSpan.objects.filter(
        participant__live_class__in=late,
        participant__role__in=LEADING_ROLES,
        last_seen_at__gt=now - LEADER_GONE_AFTER,
    )
    present = set(led.values_list("participant__live_class_id", flat=True))
    return [live_class for live_class in late if live_class.pk not in present]


def end_forgotten_classes(*, now: dt.datetime) -> list[LiveClass]:
    """End the classes that everybody who leads has left; return them."""
    return [end_live_class(live_class=live_class, by=None) for live_class in forgotten_classes(now)]
