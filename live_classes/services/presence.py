"""Spans of presence: from when to when each connection of a participant was there (docs/live_protocol.md)."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from live_classes.models import PresenceSpan

TOUCH_SECONDS = 15


@transaction.atomic
def open_spans(*, participants: dict[UUID, int]) -> None:
    """Begin a span for each new connection: its UUID and the key of its participant."""
    now = timezone.now()
    spans = [
        PresenceSpan(uuid=uuid, participant_id=participant_id, started_at=now, last_seen_at=now)
        for uuid, participant_id in participants.items()
    ]
    PresenceSpan.objects.bulk_create(spans, ignore_conflicts=True)


@transaction.atomic
def touch_spans(*, uuids: Iterable[UUID]) -> None:
    """Note that these connections are still there."""
    PresenceSpan.objects.filter(uuid__in=list(uuids), ended_at=None).update(last_seen_at=timezone.now())


@transaction.atomic
def close_spans(*, left: Iterable[UUID] = (), cut: dict[UUID, dt.datetime] | None = None) -> None:
    """Settle spans of connections that are gone: those who left are ended, those cut off were seen until a moment."""
    now = timezone.now()
    PresenceSpan.objects.filter(uuid__in=list(left), ended_at=None).update(ended_at=now, last_seen_at=now)
    seen = cut or {}
    spans = list(PresenceSpan.objects.filter(uuid__in=list(seen), ended_at=None))
    for span in spans:
        span.last_seen_at = max(span.last_seen_at, seen[span.uuid])
    PresenceSpan.objects.bulk_update(spans, ["last_seen_at"])
