"""Voice is kept stretch by stretch, and no failure of the store stops a class."""

import asyncio
import datetime as dt
import io
import logging

import pytest
from channels.db import database_sync_to_async
from django.core.management import call_command
from django.utils import timezone

from live_classes.frames import Frame, media_ms_of, pack_frame, read_frame, split_frames
from live_classes.hub import recorder as recorders
from live_classes.hub.recorder import Recorder
from live_classes.models import AuditEntry, VoiceChunk
from live_classes.services.recording import complete_until, delete_recording, missed_voice
from media.delivery import delivery_url
from media.models import Blob
from media.problems import StoreDown
from media.queries import preview_of, used_bytes
from media.stores import object_store
from media.sweeping import sweep
from tests.factories.live_classes import make_live_class, make_participant

pytestmark = pytest.mark.django_db(transaction=True)


def frame(media_ms: int, *, stream: int = 1, size: int = 120) -> bytes:
    """Return a frame of voice whose payload is its own moment."""
    return pack_frame(
        Frame(2, 0, stream, media_ms // 60, media_ms, b"\x18" + media_ms.to_bytes(4, "big") * (size // 4))
    )


@pytest.fixture
def live_class(teacher, school_class):
    """A class that has run for an hour."""
    begun = timezone.now() - dt.timedelta(hours=1)
    live_class = make_live_class(teacher=teacher, school_class=school_class, state="open", opened_at=begun)
    make_participant(live_class, teacher)
    return live_class


@pytest.fixture
def recorder(live_class):
    """The recorder of its room."""
    return Recorder(live_class.pk)


def speak(recorder: Recorder, moments, *, number: int = 1, audience: str = "") -> None:
    for moment in moments:
        recorder.add(frame(moment, stream=number), number, moment, audience)


def stored(live_class) -> list[tuple]:
    chunks = live_class.voice_chunks.order_by("starts_ms", "pk").select_related("participant")
    return [(c.participant.number, c.starts_ms, c.ends_ms, c.frames_count, c.audience) for c in chunks]


def heard(live_class, from_ms=0, to_ms=10**9, number=0, is_leading=False) -> list[int]:
    span = {"from_ms": from_ms, "to_ms": to_ms}
    frames = missed_voice(live_class=live_class, number=number, is_leading=is_leading, **span)
    return [media_ms_of(frame) for frame in frames]


async def test_a_stretch_ends_after_ten_seconds_and_flushing_keeps_the_rest(recorder, live_class):
    speak(recorder, range(0, 12_000, 60))
    assert await recorder.flush()
    chunks = await database_sync_to_async(stored)(live_class)
    assert chunks == [(1, 0, 9_960, 167, ""), (1, 10_020, 11_940, 33, "")]
    moments = await database_sync_to_async(heard)(live_class)
    assert moments == list(range(0, 12_000, 60))


async def test_a_stretch_ends_at_its_bytes(recorder, live_class):
    for number in range(100):
        recorder.add(frame(number * 60, size=1_400), 1, number * 60, "")
    await recorder.flush()
    sizes = await database_sync_to_async(lambda: [c.blob.size_bytes for c in live_class.voice_chunks.all()])()
    assert len(sizes) == 3 and max(sizes) < recorders.STRETCH_BYTES + 2_000


async def test_who_stops_speaking_is_kept_soon(recorder, live_class, monkeypatch):
    monkeypatch.setattr(recorders, "IDLE_SECONDS", 0.01)
    speak(recorder, range(0, 600, 60))
    async with asyncio.timeout(20):
        while not await database_sync_to_async(stored)(live_class):
            await asyncio.sleep(0.02)


async def test_people_and_groups_are_kept_apart(recorder, live_class, pupil):
    await database_sync_to_async(make_participant)(live_class, pupil)
    speak(recorder, range(0, 300, 60))
    speak(recorder, range(30, 330, 60), number=2, audience="2,3")
    await recorder.flush()
    chunks = await database_sync_to_async(stored)(live_class)
    assert chunks == [(1, 0, 240, 5, ""), (2, 30, 270, 5, "2,3")]
    hear = database_sync_to_async(heard)
    assert await hear(live_class) == list(range(0, 300, 60))
    assert await hear(live_class, is_leading=True) == list(range(0, 300, 30))
    for number in (2, 3):
        assert await hear(live_class, number=number) == list(range(0, 300, 30))
    assert await hear(live_class, number=23) == list(range(0, 300, 60))
    assert await hear(live_class, 60, 181) == [60, 120, 180]


async def test_voice_of_nobody_in_the_class_is_not_kept(recorder, live_class):
    speak(recorder, range(0, 300, 60), number=99)
    assert await recorder.flush()
    assert await database_sync_to_async(stored)(live_class) == []
    assert not await database_sync_to_async(Blob.objects.exists)()


async def test_a_store_that_is_down_is_tried_again(recorder, live_class, monkeypatch, caplog):
    monkeypatch.setattr(recorders, "FIRST_PAUSE", 0.01)
    real, failures = recorders.store_voice, iter(range(3))

    def unsteady(**values):
        if next(failures, None) is not None:
            raise StoreDown("no answer")
        return real(**values)

    monkeypatch.setattr(recorders, "store_voice", unsteady)
    with caplog.at_level(logging.ERROR, logger="live_classes.hub.recorder"):
        speak(recorder, range(0, 25_000, 60))
        assert await recorder.flush()
    chunks = await database_sync_to_async(stored)(live_class)
    assert sum(count for *_, count, _ in chunks) == len(range(0, 25_000, 60))
    assert "not stored yet" in caplog.text


async def test_what_waits_for_a_dead_store_is_bounded(recorder, live_class, monkeypatch, caplog):
    monkeypatch.setattr(recorders, "MAX_WAITING", 2)

    def dead(**values):
        raise StoreDown("no answer")

    monkeypatch.setattr(recorders, "store_voice", dead)
    speak(recorder, range(0, 60_000, 60))
    assert not await recorder.flush(seconds=0.05)
    assert len(recorder._waiting) == 2 and "is lost" in caplog.text
    recorder._writer.cancel()


async def test_a_moment_that_cannot_be_is_put_right(recorder, live_class):
    recorder.add(frame(4_000_000_000), 1, 120_000, "")
    recorder.add(frame(0), 1, 120_060, "")
    recorder.add(frame(119_000), 1, 120_120, "")
    await recorder.flush()
    assert await database_sync_to_async(heard)(live_class) == [119_000, 120_000, 120_060]


def keep(live_class, moments=range(0, 600, 60), number=1) -> VoiceChunk:
    """Store one stretch without a room."""
    stretch = recorders.Stretch(number, "", 0, frames=[frame(moment) for moment in moments])
    return recorders.store_voice(live_class_id=live_class.pk, stretch=stretch)


def test_storing_the_same_stretch_again_changes_nothing(live_class):
    assert keep(live_class) == keep(live_class)
    assert VoiceChunk.objects.count() == Blob.objects.count() == 1


def test_voice_has_no_address_no_preview_and_no_quota(live_class):
    blob = keep(live_class).blob
    assert delivery_url(blob, name="a.opus") == delivery_url(blob, name="a.opus", inline=True) == ""
    preview = preview_of(blob)
    assert preview.kind == "none" and preview.is_ready
    assert used_bytes(live_class.school) == 0


def test_stored_bytes_are_the_frames_as_they_were(live_class):
    chunk = keep(live_class)
    with object_store().open(chunk.blob.key) as parts:
        frames = [read_frame(data) for data in split_frames(b"".join(parts))]
    assert [one.media_ms for one in frames] == list(range(0, 600, 60))
    assert all(one.kind == 2 and one.payload.startswith(b"\x18") for one in frames)


def test_frames_with_a_cut_end_are_read_up_to_it():
    whole = frame(60)
    assert list(split_frames(len(whole).to_bytes(2, "big") + whole + b"\0\x50abc")) == [whole]
    assert list(split_frames(b"\0\x03abc")) == list(split_frames(b"\0")) == list(split_frames(b"")) == []


def test_a_deleted_recording_is_gone_for_all_and_swept(live_class, teacher):
    chunk = keep(live_class)
    assert not delete_recording(live_class=live_class, by=teacher)  # it still runs
    live_class.state, live_class.ended_at = "ended", timezone.now()
    live_class.save()
    assert delete_recording(live_class=live_class, by=teacher)
    assert not delete_recording(live_class=live_class, by=teacher)
    live_class.refresh_from_db()
    assert live_class.recording_deleted_at and not live_class.voice_chunks.exists()
    assert AuditEntry.objects.get(action="recording_deleted").by == teacher
    assert keep(live_class) is None  # a late writer
    assert not live_class.voice_chunks.exists()
    Blob.objects.update(created_at=timezone.now() - dt.timedelta(days=2))
    assert sweep(is_dry_run=False)["blobs deleted"] == 1
    assert object_store().stat(chunk.blob.key) is None


def test_the_sweep_leaves_voice_that_is_in_use(live_class):
    keep(live_class)
    Blob.objects.update(created_at=timezone.now() - dt.timedelta(days=200))
    assert not sweep(is_dry_run=False)


def test_recordings_are_deleted_after_the_days_chosen(live_class, teacher, school_class):
    now = timezone.now()
    kept = make_live_class(
        teacher=teacher, school_class=school_class, state="ended", ended_at=now - dt.timedelta(days=59), keep_days=60
    )
    due = make_live_class(
        teacher=teacher, school_class=school_class, state="ended", ended_at=now - dt.timedelta(days=8), keep_days=7
    )
    call_command("sweep_recordings", "--dry-run", stdout=io.StringIO())
    due.refresh_from_db()
    assert due.recording_deleted_at is None
    call_command("sweep_recordings", stdout=(out := io.StringIO()))
    for one in (live_class, kept, due):
        one.refresh_from_db()
    assert due.recording_deleted_at and not kept.recording_deleted_at and not live_class.recording_deleted_at
    assert out.getvalue() == "recordings deleted: 1\n"
    assert AuditEntry.objects.get(live_class=due).by is None
    call_command("sweep_recordings", stdout=(out := io.StringIO()))
    assert out.getvalue() == "Nothing to sweep.\n"


def test_what_was_just_said_is_not_complete_yet(live_class):
    assert complete_until(live_class=live_class, to_ms=60_000) == 60_000
    until = complete_until(live_class=live_class, to_ms=10**8)
    assert 3_500_000 < until < 3_600_000 - 10_000
    live_class.state = "ended"
    assert complete_until(live_class=live_class, to_ms=10**8) == 10**8
