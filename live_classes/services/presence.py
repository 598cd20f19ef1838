"""Spans of presence: from when to when each connection of a participant was there."""

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
    """Note that these connections are still there; a span that ended stays as it is."""
    PresenceSpan.objects.filter(uuid__in=list(uuids), ended_at=None).update(last_seen_at=timezone.now())


@transaction.atomic
def close_spans(*, ended: dict[UUID, dt.datetime]) -> None:
    """End spans at the moment each connection was last heard."""
    spans = list(PresenceSpan.objects.select_for_update().filter(uuid__in=ended, ended_at=None))
    for span in spans:
        span.ended_at = span.last_seen_at = max(span.started_at, ended[span.uuid])
    PresenceSpan.objects.bulk_update(spans, ["ended_at", "last_seen_at"])
