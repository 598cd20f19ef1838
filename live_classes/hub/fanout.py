"""What the processes of a room tell each other: one subscription of the channel layer a room and process.

The layer may lose messages or be away: the log in the database is the truth, and every process looks at it anyway.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from uuid import uuid4

from channels.layers import InMemoryChannelLayer, get_channel_layer

from live_classes.services.log import room_group

logger = logging.getLogger(__name__)

PROCESS = uuid4().hex  # names this process to the others
_QUEUED_MOST = 200
_SEND_SECONDS = 2.0
_PAUSE_SECONDS = 2.0
_STAY_SECONDS = 20.0  # the subscription is made anew if a message to ourselves is not heard for so long


class Fanout:
    """Sends to the other processes and hands on what they send."""

    def __init__(self, live_class_pk: int, on_message: Callable[[dict], None]):
        self.group = room_group(live_class_pk)
        self._on_message = on_message
        self._queue: deque[dict] = deque(maxlen=_QUEUED_MOST)
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task] = []
        self._layer = get_channel_layer()
        self.is_shared = self._layer is not None and not isinstance(self._layer, InMemoryChannelLayer)
        self._is_failing = False
        self._heard_at = 0.0

    def start(self) -> None:
        """Subscribe and begin to send."""
        if self._layer is None:
            return
        self._tasks = [asyncio.create_task(self._listen())]
        if self.is_shared:
            self._tasks.append(asyncio.create_task(self._send_all()))

    async def stop(self) -> None:
        """Unsubscribe."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def publish(self, message: dict) -> None:
        """Send to the other processes, soon; the oldest are dropped where the layer does not keep up."""
        if self.is_shared:
            self._queue.append({**message, "process": PROCESS})
            self._wake.set()

    async def _send_all(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._queue:
                message = self._queue.popleft()
                try:
                    async with asyncio.timeout(_SEND_SECONDS):
                        await self._layer.group_send(self.group, message)
                    self._is_failing = False
                except Exception as error:
                    self._queue.clear()  # late voice is no voice, and events are in the log
                    self._say(error)
                    await asyncio.sleep(_PAUSE_SECONDS)

    async def _listen(self) -> None:
        while True:
            channel = None
            try:
                channel = await self._layer.new_channel()
                await self._layer.group_add(self.group, channel)
                await self._receive(channel)
            except Exception as error:
                self._say(error)
            finally:
                if channel:
                    await self._unsubscribe(channel)
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _receive(self, channel: str) -> None:
        """Hand on messages; return once nothing at all is heard, not even what this process says to itself."""
        while True:
            try:
                async with asyncio.timeout(_STAY_SECONDS if self.is_shared else None):
                    message = await self._layer.receive(channel)
            except TimeoutError:
                return
            if message.get("process") == PROCESS:
                continue
            try:
                self._on_message(message)
            except Exception:
                logger.exception("%s: a message of type %s cannot be read", self.group, message.get("type"))

    async def _unsubscribe(self, channel: str) -> None:
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                await self._layer.group_discard(self.group, channel)
        except Exception as error:
            self._say(error)

    def _say(self, error: Exception) -> None:
        """Log the first failure of a row."""
        if not self._is_failing:
            logger.warning(
                "%s: the channel layer fails (%r); other processes are heard by the log only", self.group, error
            )
        self._is_failing = True
