"""Much of it: what hours of voice cost who asks for them."""

import struct

import pytest

from live_classes.frames import join_frames
from live_classes.ogg import ogg_opus, ogg_pages
from live_classes.services.recording import MEDIA_TYPE, missed_voice
from media.keeping import keep_bytes
from media.stores import object_store
from tests.factories.live_classes import make_live_class, make_participant

STRETCH_MS, FRAME_MS = 10_000, 60
SPEECH = bytes([11 << 3]) + bytes(40)  # SILK, 60 ms


def frame(number: int, media_ms: int) -> bytes:
    """Return a frame of voice."""
    return struct.pack("!BBHII", 2, 0, number, 0, media_ms) + SPEECH


def keep_stretch(live_class, speaker, starts_ms: int) -> None:
    """Keep ten seconds of somebody's voice."""
    moments = range(starts_ms, starts_ms + STRETCH_MS, 1_000)
    frames = [frame(speaker.number, moment) for moment in moments]
    blob = keep_bytes(data=join_frames(frames), media_type=MEDIA_TYPE, kind="voice")
    times = {"starts_ms": moments[0], "ends_ms": moments[-1], "frames_count": len(frames)}
    live_class.voice_chunks.create(participant=speaker, blob=blob, **times)


@pytest.fixture
def spoken(teacher, pupil, school_class):
    """A class of which twelve stretches of two voices were kept, told in turn and over each other."""
    live_class = make_live_class(teacher=teacher, school_class=school_class, state="open")
    speakers = [make_participant(live_class, user) for user in (teacher, pupil)]
    for turn in range(6):
        keep_stretch(live_class, speakers[0], turn * STRETCH_MS)
        keep_stretch(live_class, speakers[1], turn * STRETCH_MS + 4_500)
    return live_class


@pytest.mark.django_db
def test_voice_is_read_as_it_is_given_and_in_order(spoken, monkeypatch):
    read = []
    store = object_store()
    opened = store.open
    monkeypatch.setattr(type(store), "open", lambda _self, key: read.append(key) or opened(key))
    frames = missed_voice(live_class=spoken, number=1, is_leading=True, from_ms=0, to_ms=10**9)
    assert read == []
    given = [next(frames)]
    assert len(read) <= 2
    given += frames
    moments = [int.from_bytes(one[8:12], "big") for one in given]
    assert moments == sorted(moments)
    assert len(moments) == 120


def test_a_sound_file_of_hours_is_given_page_by_page():
    taken = []

    def frames():
        for number in range(60_000):  # an hour
            taken.append(number)
            yield number * FRAME_MS, SPEECH

    pages = ogg_pages(frames())
    for _ in range(4):
        next(pages)
    assert len(taken) < 300


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 100])
def test_the_pages_together_are_the_file(count):
    frames = [(number * FRAME_MS, SPEECH) for number in range(count)]
    whole = ogg_opus(frames, title="Phân số")
    assert b"".join(ogg_pages(frames, title="Phân số")) == whole
    last = whole.rindex(b"OggS")
    assert whole[last + 5] == 4
    assert sum(whole[at + 5] == 4 for at in range(len(whole)) if whole.startswith(b"OggS", at)) == 1
