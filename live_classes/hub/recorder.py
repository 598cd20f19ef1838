"""Keeps the voice of a room: collects relayed frames and stores them a stretch at a time, away from the event loop.

A stretch is one person's frames for one audience. It ends after ten seconds, at 64 KB, or when that person has been
silent for three. Storage that fails is tried again and never stops the class; what waits meanwhile is bounded.
"""

import asyncio
import logging
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache

from channels.db import database_sync_to_async

from live_classes.frames import at_moment, media_ms_of
from live_classes.services.recording import store_voice

logger = logging.getLogger(__name__)

STRETCH_MS = 10_000
STRETCH_BYTES = 64_000
IDLE_SECONDS = 3.0
FLUSH_SECONDS = 10.0  # flushing waits for the store so long; writing goes on behind it
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
THREADS = 2  # of its own for all rooms: storage that hangs must not hold up the log
MAX_WAITING = 400  # stretches: over an hour of one voice
EARLIEST_MS, LATEST_MS = 60_000, 2_000  # how far the moment a device claims may be from the server's own


@dataclass
class Stretch:
    """Frames of one person, in the order they came."""

    number: int
    audience: str
    starts_ms: int
    ends_ms: int = 0
    size_bytes: int = 0
    heard_at: float = 0.0
    frames: list[bytes] = field(default_factory=list)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="recorder")


class Recorder:
    """The recorder of one room in this process; all calls come from the event loop."""

    def __init__(self, live_class_id: int):
        self._live_class_id = live_class_id
        self._open: dict[tuple[int, str], Stretch] = {}
        self._waiting: deque[Stretch] = deque()
        self._writer: asyncio.Task | None = None
        self._clock: asyncio.TimerHandle | None = None

    def add(self, frame: bytes, number: int, clock_ms: int, audience: str) -> None:
        """Take a frame as it was relayed, with its header."""
        now = asyncio.get_running_loop().time()
        key = (number, audience)
        stretch = self._open.get(key)
        if stretch and (clock_ms - stretch.starts_ms >= STRETCH_MS or stretch.size_bytes >= STRETCH_BYTES):
            self._finish(key)
            stretch = None
        if stretch is None:
            stretch = self._open[key] = Stretch(number, audience, clock_ms)
        stretch.frames.append(_placed(frame, clock_ms))
        stretch.size_bytes += len(frame)
        stretch.ends_ms, stretch.heard_at = clock_ms, now
        if self._clock is None:
            self._clock = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._end_idle)

    def _end_idle(self) -> None:
        loop = asyncio.get_running_loop()
        for key, stretch in list(self._open.items()):
            if loop.time() - stretch.heard_at >= IDLE_SECONDS:
                self._finish(key)
        self._clock = loop.call_later(IDLE_SECONDS / 2, self._end_idle) if self._open else None

    def _finish(self, key: tuple[int, str]) -> None:
        self._waiting.append(self._open.pop(key))
        if len(self._waiting) > MAX_WAITING:
            lost = self._waiting.popleft()
            logger.error("Voice of class %s at %d ms is lost: storage fails", self._live_class_id, lost.starts_ms)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())

    async def _write(self) -> None:
        pause = FIRST_PAUSE
        while self._waiting:
            try:
                await self._store(self._waiting[0])
            except Exception:  # a broken store or database must not end the recording
                logger.exception("Voice of class %s is not stored yet; trying again", self._live_class_id)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            self._waiting.popleft()
            pause = FIRST_PAUSE

    async def _store(self, stretch: Stretch) -> None:
        store = database_sync_to_async(store_voice, thread_sensitive=False, executor=_threads())
        await store(live_class_id=self._live_class_id, stretch=stretch)

    async def flush(self, seconds: float = FLUSH_SECONDS) -> bool:
        """Store all there is; tells whether that was done in time. What was not goes on being tried."""
        for key in list(self._open):
            self._finish(key)
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
        if self._writer is None:
            return True
        done, _ = await asyncio.wait({self._writer}, timeout=seconds)
        return bool(done)


def _placed(frame: bytes, clock_ms: int) -> bytes:
    """Return the frame at the moment it claims, or at the server's where that can't be: replay goes by these."""
    is_likely = clock_ms - EARLIEST_MS <= media_ms_of(frame) <= clock_ms + LATEST_MS
    return bytes(frame) if is_likely else at_moment(frame, clock_ms)
