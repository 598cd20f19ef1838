"""From the sockets to the log: what comes within some milliseconds is stored in one transaction."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable

from django.db import InterfaceError, OperationalError

from live_classes.events import BadEvent, Event
from live_classes.hub.database import in_database
from live_classes.services.log import NewEvent, RoomLog

logger = logging.getLogger(__name__)

GROUP_SECONDS = 0.015
BATCH_MOST = 400
QUEUED_MOST = 5_000
_PAUSES = (0.1, 0.5, 2.0)  # before trying again while the database is away

Answer = Callable[[Event | BadEvent | None], None]  # None: not stored, come back later


class LogWriter:
    """The one task of a process that writes to a room's log, and the lock around the log's folded state."""

    def __init__(self, log: RoomLog, on_news: Callable[[list[Event]], None]):
        self.log = log
        self.lock = asyncio.Lock()
        self._on_news = on_news
        self._queue: deque[tuple[NewEvent, Answer]] = deque()
        self._wake = asyncio.Event()
        self._task: asyncio.Task | None = None
        self._is_busy = False

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._write())

    async def stop(self) -> None:
        """Store what has been taken, then end."""
        while self._queue or self._is_busy:
            await asyncio.sleep(0.01)
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def submit(self, new: NewEvent, answer: Answer) -> None:
        """Take an event; ``answer`` is called once it is stored and shown to all, or refused."""
        if len(self._queue) >= QUEUED_MOST:
            answer(BadEvent("rate_limited"))
            return
        self._queue.append((new, answer))
        self._wake.set()

    async def refresh(self) -> None:
        """Read what other processes have stored."""
        async with self.lock:
            self._on_news(await in_database(self.log.catch_up))

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        written_at = 0.0
        while True:
            await self._wake.wait()
            self._wake.clear()
            if (pause := written_at + GROUP_SECONDS - loop.time()) > 0:
                await asyncio.sleep(pause)
            self._is_busy = True
            try:
                while self._queue:
                    count = min(len(self._queue), BATCH_MOST)
                    await self._store([self._queue.popleft() for _ in range(count)])
            finally:
                self._is_busy = False
            written_at = loop.time()

    async def _store(self, batch: list[tuple[NewEvent, Answer]]) -> None:
        """Store a batch, show the news to the room, and answer the senders."""
        async with self.lock:
            outcomes = await self._append([new for new, _ in batch])
        for (_, answer), outcome in zip(batch, outcomes, strict=True):
            answer(outcome)

    async def _append(self, batch: list[NewEvent]) -> list[Event | BadEvent | None]:
        """Return an outcome each; a batch that fails as a whole is tried one by one, so that one fails alone."""
        for pause in (*_PAUSES, None):
            try:
                outcomes, news = await in_database(self.log.append, batch)
            except (OperationalError, InterfaceError) as error:
                logger.warning("room %s: the database takes nothing: %r", self.log.live_class_pk, error)
                if pause is None:
                    return [None] * len(batch)
                await asyncio.sleep(pause)
            except Exception:
                if len(batch) == 1:
                    logger.exception("room %s: an event of kind %s fails", self.log.live_class_pk, batch[0].kind)
                    return [BadEvent()]
                return [outcome for new in batch for outcome in await self._append([new])]
            else:
                self._on_news(news)
                return list(outcomes)
        raise AssertionError("unreachable")
