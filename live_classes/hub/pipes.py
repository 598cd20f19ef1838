"""Two ways to give a frame to a socket without waiting for it."""

import types
from collections.abc import Callable


class RawPipe:
    """The server takes websocket bytes as they are (``elearn.raw_write``): the same ones for every socket."""

    __slots__ = ("_writer", "push_wire")
    is_blocked = False

    def __init__(self, writer):
        self._writer = writer
        self.push_wire: Callable[[bytes], None] | None = writer.write

    def push(self, frame) -> None:
        """Send a frame."""
        self._writer.write(frame.wire)

    def pending(self) -> int:
        """Return the bytes that wait in this process."""
        return self._writer.pending()


class PlainPipe:
    """Any ASGI server: its ``send`` is driven at once, and becomes a task only where it would wait."""

    __slots__ = ("_on_free", "_send", "_spawn", "is_blocked", "is_dead", "push_wire")

    def __init__(self, send, spawn: Callable, on_free: Callable[[], None]):
        self._send = send
        self._spawn = spawn
        self._on_free = on_free
        self.is_blocked = False
        self.is_dead = False
        self.push_wire = None

    def push(self, frame) -> None:
        """Send a frame; while an earlier one waits, this one is for the caller to keep or to drop."""
        if self.is_blocked or self.is_dead:
            return
        coroutine = self._send(frame.message)
        try:
            awaited = coroutine.send(None)
        except StopIteration:
            return
        except Exception:  # the socket is gone; its own task is told so by ``receive``
            self.is_dead = True
            return
        self.is_blocked = True
        self._spawn(self._finish(coroutine, awaited))

    def pending(self) -> int:
        """Return the bytes that wait in this process, as far as it can be known."""
        return 0

    async def _finish(self, coroutine, awaited) -> None:
        try:
            await _resume(coroutine, awaited)
        except Exception:
            self.is_dead = True
        finally:
            self.is_blocked = False
            self._on_free()


@types.coroutine
def _resume(coroutine, awaited):
    """Go on with a coroutine that has begun and waits for ``awaited``."""
    while True:
        try:
            value = yield awaited
        except BaseException as error:
            step = (coroutine.throw, error)
        else:
            step = (coroutine.send, value)
        try:
            awaited = step[0](step[1])
        except StopIteration as end:
            return end.value
