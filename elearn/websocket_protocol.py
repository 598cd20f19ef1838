"""Uvicorn's websockets with one extension more: frames that were encoded once go to many sockets as they are.

``uvicorn --ws elearn.websocket_protocol:RawWriteProtocol`` gives each websocket a :class:`RawWriter`, as
``scope["extensions"]["elearn.raw_write"]``. Other servers leave it out; applications then use the ordinary ``send``.
"""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

RAW_WRITE = "elearn.raw_write"


class RawWriter:
    """The way past the server's own framing, for an accepted websocket."""

    __slots__ = ("_protocol",)

    def __init__(self, protocol: "RawWriteProtocol"):
        self._protocol = protocol

    def write(self, frame: bytes) -> None:
        """Send whole websocket frames, already framed; nothing may follow a close frame, so it is dropped then.

        Never waits: the caller looks at :meth:`pending` and holds back what a slow reader can't take.
        """
        protocol = self._protocol
        if protocol.handshake_complete and not protocol.close_sent and not protocol.transport.is_closing():
            protocol.transport.write(frame)

    def pending(self) -> int:
        """Return how many bytes wait in this process because the reader is slow."""
        return self._protocol.transport.get_write_buffer_size()

    def is_closing(self) -> bool:
        """Return whether the connection is lost or saying goodbye."""
        return self._protocol.close_sent or self._protocol.disconnected or self._protocol.transport.is_closing()


class RawWriteProtocol(WebSocketsSansIOProtocol):
    """Offers :class:`RawWriter` in the scope."""

    def handle_connect(self, event: Request) -> None:
        """Begin the handshake; the application starts only after this has returned."""
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["extensions"][RAW_WRITE] = RawWriter(self)
