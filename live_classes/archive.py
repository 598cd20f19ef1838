"""A class as one ZIP to keep: a page to read without scripts, the voice, the pictures of the pages.

It leaves the school, so nothing private is in it, whoever downloads: only what everybody in the room saw and heard.
Pupils stand in it by their given name, as they are called in class; guests as guests.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.names import split_full_name
from live_classes.frames import read_frame
from live_classes.models import LiveClass
from live_classes.ogg import ogg_pages
from live_classes.replay_reading import LAST_MS, NOBODY, Replay, kept_until, public_replay
from live_classes.services.recording import missed_voice
from live_classes.story import Moment, Person
from media.stores import object_store

PAGE_NAME, STYLE_NAME, VOICE_NAME = "buoi-hoc.html", "buoi-hoc.css", "tieng.ogg"
OVERHEAD_BYTES = 20_000  # the page, its style and the list of the ZIP


def archive_bytes(replay: Replay) -> int:
    """Return about how large the ZIP will be."""
    return replay.voice_bytes + replay.slide_bytes + OVERHEAD_BYTES


def voice_file(live_class: LiveClass) -> Iterator[bytes]:
    """Give the voice of a class that all heard, as Ogg Opus; the database is asked at once, storage when it is read."""
    return _ogg(live_class.title, missed_voice(live_class=live_class, **NOBODY, from_ms=0, to_ms=LAST_MS))


def _ogg(title: str, frames: Iterable[bytes]) -> Iterator[bytes]:
    sound = ((frame.media_ms, frame.payload) for frame in map(read_frame, frames))
    return ogg_pages(sound, starts_ms=0, title=title)


def archive(live_class: LiveClass) -> Iterator[bytes]:
    """Give the ZIP piece by piece; all that the database knows is read before the first one."""
    replay = public_replay(live_class)
    members: list[tuple[str, Iterable[bytes]]] = [
        (PAGE_NAME, [_page(replay).encode()]),
        (STYLE_NAME, [_style()]),
    ]
    if replay.voice:
        members.append((VOICE_NAME, voice_file(live_class)))
    members += [(picture_name(*key), _object(page.blob.key)) for key, page in replay.shown_pages.items()]
    return zip_stream(members, timezone.localtime(live_class.ended_at))


def picture_name(deck: str, page: int) -> str:
    """Return where the picture of a page lies in the ZIP."""
    return f"trang/{deck[:8]}-{page}.webp"


def name_in_archive(person: Person | None) -> str:
    """Return how a person is called outside the school: who led by the full name, pupils by the given one."""
    if person is None:
        return _("Lớp học")
    if person.is_leading:
        return person.name
    return _("Khách") if person.role == "guest" else split_full_name(person.name)[1]


def _page(replay: Replay) -> str:
    shown: set[tuple[str, int]] = set()
    rows = [_row(replay, moment, shown) for moment in replay.story.moments]
    context = {
        "live_class": replay.live_class,
        "replay": replay,
        "rows": rows,
        "voice_name": VOICE_NAME if replay.voice else "",
        "style_name": STYLE_NAME,
        "kept_until": kept_until(replay.live_class),
    }
    return render_to_string("live_classes/replay_archive.html", context)


def _row(replay: Replay, moment: Moment, shown: set[tuple[str, int]]) -> dict:
    key = (moment.deck, moment.page)
    picture = replay.shown_pages.get(key) if moment.kind == "slide" else None
    is_first = key not in shown
    shown.add(key)
    return {
        "moment": moment,
        "name": name_in_archive(moment.by),
        "picture": picture_name(*key) if picture else "",
        "words": picture.text if picture and is_first else "",
    }


def _style() -> bytes:
    return Path(finders.find("live_classes/replay/archive.css")).read_bytes()


def _object(key: str) -> Iterator[bytes]:
    with object_store().open(key) as parts:
        yield from parts


def zip_stream(members: Iterable[tuple[str, Iterable[bytes]]], at: dt.datetime) -> Iterator[bytes]:
    """Give a ZIP of members piece by piece; their sizes need not be known. Pictures and voice are small already."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as file:
        for name, parts in members:
            info = zipfile.ZipInfo(name, at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED if name.endswith((".html", ".css")) else zipfile.ZIP_STORED
            with file.open(info, "w") as member:
                for part in parts:
                    member.write(part)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """A file that can only be written, and gives away what was written."""

    def __init__(self):
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """Return what has been written since."""
        parts, self._parts = self._parts, []
        return b"".join(parts)
