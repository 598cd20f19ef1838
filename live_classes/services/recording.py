"""Voice that is kept: storing it stretch by stretch, giving back what somebody missed, deleting recordings."""

import datetime as dt
import heapq
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from live_classes.choices import AuditAction, LiveClassState
from live_classes.frames import join_frames, media_ms_of, split_frames
from live_classes.models import LiveClass, Participant, VoiceChunk
from live_classes.services.audit import record_audit
from media.keeping import keep_bytes
from media.stores import object_store

MEDIA_TYPE = "application/x-live-voice"
STORED_WITHIN_MS = 15_000  # what was said longer ago than this lies in storage


def store_voice(*, live_class_id: int, stretch) -> VoiceChunk | None:
    """Keep a stretch of a person's voice (:class:`live_classes.hub.recorder.Stretch`); harmless to repeat.

    Nothing is kept of who is not in the class or of a class whose recording was deleted meanwhile.
    """
    speaker = Participant.objects.filter(live_class_id=live_class_id, number=stretch.number).first()
    if speaker is None or not stretch.frames:
        return None
    blob = keep_bytes(data=join_frames(stretch.frames), media_type=MEDIA_TYPE, kind="voice")
    with transaction.atomic():
        live_class = LiveClass.objects.select_for_update().get(pk=live_class_id)
        if live_class.recording_deleted_at is not None:
            return None
        moments = [media_ms_of(frame) for frame in stretch.frames]
        chunk, _is_new = VoiceChunk.objects.get_or_create(
            live_class=live_class,
            participant=speaker,
            blob=blob,
            defaults={
                "starts_ms": min(moments),
                "ends_ms": max(moments),
                "frames_count": len(moments),
                "audience": stretch.audience,
            },
        )
        return chunk


def heard_voice(*, live_class: LiveClass, number: int, is_leading: bool, from_ms: int, to_ms: int) -> QuerySet:
    """Return the stretches of a time that a person may hear: those for all, for them, or by themselves."""
    chunks = VoiceChunk.objects.filter(live_class=live_class, starts_ms__lt=to_ms, ends_ms__gte=from_ms)
    if not is_leading:
        own = Q(audience=str(number)) | Q(audience__startswith=f"{number},")
        own |= Q(audience__endswith=f",{number}") | Q(audience__contains=f",{number},")
        chunks = chunks.filter(Q(audience="") | own | Q(participant__number=number))
    return chunks.select_related("blob").order_by("starts_ms", "id")


def missed_voice(*, live_class: LiveClass, number: int, is_leading: bool, from_ms: int, to_ms: int) -> Iterator[bytes]:
    """Give the frames of a time that a person may hear, in the order in which they were said.

    :raises StoreTrouble: storage can't be read now.
    """
    chunks = heard_voice(live_class=live_class, number=number, is_leading=is_leading, from_ms=from_ms, to_ms=to_ms)
    return _in_order(list(chunks), from_ms, to_ms)


def _in_order(chunks: list[VoiceChunk], from_ms: int, to_ms: int) -> Iterator[bytes]:
    """Give the frames of stretches that are in order of their beginnings; only those of one time are in memory."""
    waiting: list[tuple[int, int, bytes]] = []
    for number, chunk in enumerate(chunks):
        while waiting and waiting[0][0] < chunk.starts_ms:
            yield heapq.heappop(waiting)[2]
        for frame in _frames_of(chunk, from_ms, to_ms):
            heapq.heappush(waiting, (media_ms_of(frame), number, frame))
    while waiting:
        yield heapq.heappop(waiting)[2]


def _frames_of(chunk: VoiceChunk, from_ms: int, to_ms: int) -> list[bytes]:
    with object_store().open(chunk.blob.key) as parts:
        data = b"".join(parts)
    wanted = (frame for frame in split_frames(data) if from_ms <= media_ms_of(frame) < to_ms)
    return sorted(wanted, key=media_ms_of)  # a device's clock may have been put right in between


def complete_until(*, live_class: LiveClass, to_ms: int) -> int:
    """Return up to which moment all voice lies in storage: a class that runs keeps the last seconds in memory."""
    if live_class.state != LiveClassState.OPEN or live_class.opened_at is None:
        return to_ms
    now_ms = int((timezone.now() - live_class.opened_at).total_seconds() * 1000)
    return max(0, min(to_ms, now_ms - STORED_WITHIN_MS))


@transaction.atomic
def delete_recording(*, live_class: LiveClass, by) -> bool:
    """Delete the voice and close the replay for good; tells whether there was one.

    The log stays, for attendance and the results of questions rest on it; nobody reads it any more
    (:func:`live_classes.permissions.can_replay`). Bytes go with the next sweep. ``by`` is ``None`` for the server.
    """
    locked = LiveClass.objects.select_for_update().get(pk=live_class.pk)
    if locked.recording_deleted_at is not None or locked.state != LiveClassState.ENDED:
        return False
    chunks, _ = locked.voice_chunks.all().delete()
    locked.recording_deleted_at = live_class.recording_deleted_at = timezone.now()
    locked.save(update_fields=["recording_deleted_at"])
    record_audit(live_class=locked, by=by, action=AuditAction.RECORDING_DELETED, chunks=chunks)
    return True


def recordings_to_delete(*, now: dt.datetime | None = None) -> Iterator[LiveClass]:
    """Give the ended classes whose recordings were kept as long as was said."""
    now = now or timezone.now()
    kept = LiveClass.objects.filter(state=LiveClassState.ENDED, recording_deleted_at=None, ended_at__isnull=False)
    for live_class in kept.order_by("pk").iterator():
        if live_class.ended_at and live_class.ended_at + dt.timedelta(days=live_class.keep_days) < now:
            yield live_class
