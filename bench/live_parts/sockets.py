"""Clients of the peers: one class a dialect. The messages of all of them carry eight digits that number them."""

import asyncio

from picows import WSCloseCode, WSListener, WSMsgType, ws_connect

DIGITS = 8
AT_ONCE = 100  # handshakes


class Ear(WSListener):
    """A client that counts numbered messages; ``ready`` resolves once it is in."""

    path = "/"
    offset = 0  # of the digits
    kind = WSMsgType.BINARY

    def __init__(self, tally):
        super().__init__()
        self.tally = tally
        self.transport = None
        self.ready = asyncio.get_running_loop().create_future()

    def on_ws_connected(self, transport):
        """Keep the way to send."""
        self.transport = transport
        self.greet()

    def greet(self) -> None:
        """Say what the dialect asks for first."""
        self.let_in()

    def let_in(self) -> None:
        """Note that the server counts this client among its own."""
        if not self.ready.done():
            self.ready.set_result(None)

    def on_ws_disconnected(self, transport):
        """Tell whoever waits."""
        if not self.ready.done():
            self.ready.set_exception(ConnectionError(f"{type(self).__name__}: {transport.close_handshake}"))

    def on_ws_frame(self, transport, frame):
        """Count."""
        if frame.msg_type == self.kind:
            start = self.offset
            self.tally.take(int(frame.get_payload_as_bytes()[start : start + DIGITS]))
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()

    def say(self, number: int, size: int) -> None:
        """Send a numbered message of so many bytes to everybody."""
        self.transport.send(self.kind, self.message(number, size))

    def message(self, number: int, size: int) -> bytes:
        """Return a message of the dialect."""
        return b"%08d" % number + b"x" * (size - DIGITS)

    def bye(self) -> None:
        """End the connection."""
        if self.transport:
            self.transport.send_close(WSCloseCode.OK)
            self.transport.disconnect()


class TutorialEar(Ear):
    """The chat of the tutorial of Channels."""

    path = "/ws/chat/lop/"
    kind = WSMsgType.TEXT
    offset = len('{"message": "')

    def message(self, number: int, size: int) -> bytes:
        """Return JSON as the tutorial's page sends it."""
        return b'{"message": "%b"}' % super().message(number, size)


class SocketIoEar(Ear):
    """Socket.IO over its websocket transport (protocol 5 on Engine.IO 4)."""

    path = "/socket.io/?EIO=4&transport=websocket"
    kind = WSMsgType.TEXT
    offset = len('42["m","')

    def greet(self) -> None:
        """The server speaks first."""

    def on_ws_frame(self, transport, frame):
        """Count events, answer the protocol."""
        data = frame.get_payload_as_bytes()
        if data.startswith(b"42"):
            self.tally.take(int(data[self.offset : self.offset + DIGITS]))
        elif data.startswith(b"40"):
            self.let_in()
        elif data.startswith(b"0"):
            transport.send(WSMsgType.TEXT, b"40")
        elif data == b"2":
            transport.send(WSMsgType.TEXT, b"3")

    def message(self, number: int, size: int) -> bytes:
        """Return an event ``m``."""
        return b'42["m","%b"]' % super().message(number, size)


async def connect(ear: Ear, port: int, headers=()) -> Ear:
    """Connect one client and wait until it is in."""
    await ws_connect(lambda: ear, f"ws://127.0.0.1:{port}{ear.path}", extra_headers=list(headers))
    await asyncio.wait_for(ear.ready, 60)
    return ear


async def connect_all(ears: list[Ear], port: int) -> None:
    """Connect clients, some at a time."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(ear: Ear) -> None:
        async with turn:
            await connect(ear, port, getattr(ear, "headers", ()))

    await asyncio.gather(*(one(ear) for ear in ears))


def leave_all(ears) -> None:
    """Disconnect clients."""
    for ear in ears:
        ear.bye()
