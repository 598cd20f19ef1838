"""Uvicorn's websockets with one extension more: frames that were encoded once go to many sockets as they are.

``uvicorn --ws elearn.websocket_protocol:RawWriteProtocol`` gives each websocket a :class:`RawWriter`, as
``scope["extensions"]["elearn.raw_write"]``. Other servers leave it out; applications then use the ordinary ``send``.
"""

import asyncio
from collections.abc import Callable
from weakref import WeakKeyDictionary

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request
from websockets.streams import StreamReader

RAW_WRITE = "elearn.raw_write"
SHORT_BYTES = 32  # payloads of up to so many bytes are short
_BINARY, _MASKED, _HEADER_BYTES = 0x82, 0x80, 6


class Outbox:
    """Sockets with something to send, until the loop has run what is ready: a busy room costs fewer system calls."""

    def __init__(self):
        self._waiting: list[RawWriter] = []

    def add(self, writer: "RawWriter", loop: asyncio.AbstractEventLoop) -> None:
        """Note a socket; everything that waits leaves soon."""
        if not self._waiting:
            loop.call_soon(self._flush)
        self._waiting.append(writer)

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        for writer in waiting:
            writer.flush()


class RawWriter:
    """The way past the server's own framing, for an accepted websocket.

    ``on_short``, if set, is offered each short binary message that comes alone, before ``receive`` would give it:
    acknowledgements come by the thousand, and a queue and a task for each cost several times what reading them does.
    It returns whether it took the message, and must neither wait nor raise. Not all short messages come this way.
    """

    __slots__ = ("_frames", "_outbox", "_protocol", "on_short")

    def __init__(self, protocol: "RawWriteProtocol", outbox: Outbox):
        self._protocol = protocol
        self._outbox = outbox
        self._frames: list[bytes] = []
        self.on_short: Callable[[bytes], bool] | None = None

    def write(self, frame: bytes) -> None:
        """Send whole websocket frames, already framed; nothing may follow a close frame, so it is dropped then.

        Never waits: the caller looks at :meth:`pending` and holds back what a slow reader can't take.
        """
        if not self._frames:
            self._outbox.add(self, self._protocol.loop)
        self._frames.append(frame)

    def flush(self) -> None:
        """Hand all frames to the transport."""
        frames = self._frames
        if not frames:
            return
        protocol = self._protocol
        if protocol.handshake_complete and not protocol.close_sent and not protocol.transport.is_closing():
            protocol.transport.write(frames[0] if len(frames) == 1 else b"".join(frames))
        frames.clear()

    def pending(self) -> int:
        """Return how many bytes wait in this process because the reader is slow."""
        return self._protocol.transport.get_write_buffer_size() + sum(map(len, self._frames))

    def is_closing(self) -> bool:
        """Return whether the connection is lost or saying goodbye."""
        return self._protocol.close_sent or self._protocol.disconnected or self._protocol.transport.is_closing()


_outboxes: WeakKeyDictionary[asyncio.AbstractEventLoop, Outbox] = WeakKeyDictionary()


class RawWriteProtocol(WebSocketsSansIOProtocol):
    """Offers :class:`RawWriter` in the scope."""

    _writer: RawWriter | None = None

    def handle_connect(self, event: Request) -> None:
        """Begin the handshake; the application starts only after this has returned."""
        super().handle_connect(event)
        if not self.close_sent:
            outbox = _outboxes.setdefault(self.loop, Outbox())
            self._writer = self.scope["extensions"][RAW_WRITE] = RawWriter(self, outbox)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of the application's function with the connection."""
        super().connection_lost(exc)
        if self._writer is not None:
            self._writer.on_short = None

    async def send(self, message: ASGISendEvent) -> None:
        """Send in the order in which the application said it."""
        if self._writer is not None:
            self._writer.flush()
        await super().send(message)

    def shutdown(self) -> None:
        """Say what was said before the goodbye."""
        if self._writer is not None:
            self._writer.flush()
        super().shutdown()

    def data_received(self, data: bytes) -> None:
        """Hand a short message to who asked for it; all else is for the parser."""
        writer = self._writer
        if writer is not None and writer.on_short is not None:
            length = len(data) - _HEADER_BYTES
            is_whole = 0 < length <= SHORT_BYTES and data[0] == _BINARY and data[1] == _MASKED | length
            if is_whole and self._is_between_frames() and writer.on_short(_unmasked(data, length)):
                return
        super().data_received(data)

    def _is_between_frames(self) -> bool:
        """Whether the parser waits for the first byte of a frame, and no message in parts is on its way."""
        place = self.conn.parser
        while place.gi_yieldfrom is not None:
            place = place.gi_yieldfrom
        is_first = place.gi_code is StreamReader.at_eof.__code__ and not self.conn.reader.buffer
        return is_first and self.conn.current_size is None and not self.close_sent and not self.transport.is_closing()


def _unmasked(data: bytes, length: int) -> bytes:
    """Return the payload of a short masked frame."""
    mask = (data[2:_HEADER_BYTES] * (length // 4 + 1))[:length]
    masked = int.from_bytes(data[_HEADER_BYTES:], "big")
    return (masked ^ int.from_bytes(mask, "big")).to_bytes(length, "big")
