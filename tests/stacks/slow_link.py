"""A slow, far and unreliable link in front of a server of this machine: a TCP proxy that tests and benches cut.

Both ways have a rate, which all connections share in turn, and half of the round trip. A cut link is silent, as a phone
behind a hill is: nothing arrives, nobody is told; what was sent arrives once the link is back. ``cut(is_noticed=True)``
ends the connections as well, as a phone does that leaves its network.
"""

import asyncio
import contextlib
import socket
import threading
from collections import deque
from dataclasses import dataclass

PACKET_BYTES = 1400
PACKET_OVERHEAD_BYTES = 62  # IPv4 and TCP 40, a record of TLS 1.3 22
RECEIVE_BUFFER_BYTES = 16_384  # small, so that senders feel the link and not the memory of this machine


@dataclass
class Traffic:
    """What has passed one way."""

    bytes: int = 0
    packets: int = 0


class Way:
    """One direction of the link: packets leave it in order, at its rate, and arrive after its delay."""

    def __init__(self, link: "SlowLink"):
        self._link = link
        self._free_at = 0.0
        self._turn = asyncio.Lock()
        self._flying: deque = deque()
        self._has_flying = asyncio.Event()
        self.traffic = Traffic()
        self.task = asyncio.create_task(self._land())

    async def send(self, writer: asyncio.StreamWriter, data: bytes | None) -> None:
        """Put a packet (``None``: the end of the stream) on the way; returns once the next may follow."""
        loop = asyncio.get_running_loop()
        async with self._turn:
            await self._link.is_up.wait()
            if data:
                self.traffic.bytes += len(data)
                self.traffic.packets += 1
                self._free_at = max(self._free_at, loop.time()) + self._link.seconds_of(len(data))
                await asyncio.sleep(self._free_at - loop.time())
            self._flying.append((loop.time() + self._link.rtt_ms / 2000, writer, data))
            self._has_flying.set()

    async def _land(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._has_flying.wait()
            due, writer, data = self._flying[0]
            await asyncio.sleep(due - loop.time())
            await self._link.is_up.wait()
            self._flying.popleft()
            if not self._flying:
                self._has_flying.clear()
            with contextlib.suppress(OSError, RuntimeError):
                if data:
                    writer.write(data)
                else:
                    writer.write_eof()


class SlowLink:
    """The proxy, in a running loop: ``async with SlowLink(8000, kbps=64, rtt_ms=300) as link: link.port``."""

    def __init__(self, target_port: int, *, kbps: float = 64, rtt_ms: float = 300, host: str = "127.0.0.1", port=0):
        self.kbps = kbps
        self.rtt_ms = rtt_ms
        self.is_up = asyncio.Event()
        self.is_up.set()
        self._target = (host, target_port)
        self._port = port
        self._refuses = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task] = set()

    async def __aenter__(self) -> "SlowLink":
        self.down, self.up = Way(self), Way(self)
        listener = _socket()
        listener.bind(("127.0.0.1", self._port))
        self.port: int = listener.getsockname()[1]
        self._server = await asyncio.start_server(self._connected, sock=listener)
        return self

    async def __aexit__(self, *error) -> None:
        self._server.close()
        tasks = [self.down.task, self.up.task, *self._tasks]
        for task in tasks:
            task.cancel()
        self._abort_all()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._server.wait_closed()

    def seconds_of(self, size: int) -> float:
        """Return how long the link is busy with a packet; 0 kbit/s stands for no bound."""
        return (size + PACKET_OVERHEAD_BYTES) * 8 / (self.kbps * 1000) if self.kbps else 0

    def cut(self, *, is_noticed: bool = False) -> None:
        """Let nothing through; new connections are taken and stay silent, or are refused if the cut is noticed."""
        self.is_up.clear()
        self._refuses = is_noticed
        if is_noticed:
            self._abort_all()

    def resume(self) -> None:
        """Let everything through again."""
        self._refuses = False
        self.is_up.set()

    def _abort_all(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._join(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            if self._refuses:
                return
            target = _socket()
            target.setblocking(False)
            await asyncio.get_running_loop().sock_connect(target, self._target)
            far_reader, far_writer = await asyncio.open_connection(sock=target, limit=PACKET_BYTES)
            self._writers.add(far_writer)
            try:
                await self._pass_on(reader, far_writer, far_reader, writer)
            finally:
                self._forget(far_writer)
        except OSError:
            pass  # the server is away: so is this connection
        finally:
            self._forget(writer)

    async def _pass_on(self, reader, far_writer, far_reader, writer) -> None:
        """Carry both ways until both have ended, or one was broken off."""
        ways = [
            asyncio.create_task(self._carry(reader, far_writer, self.up)),
            asyncio.create_task(self._carry(far_reader, writer, self.down)),
        ]
        try:
            await asyncio.gather(*ways)
            await asyncio.sleep(self.rtt_ms / 1000)  # what is still flying
            await self.is_up.wait()
        finally:
            for way in ways:
                way.cancel()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way) -> None:
        while data := await reader.read(PACKET_BYTES):
            await writer.drain()
            await way.send(writer, data)
        await way.send(writer, None)

    def _forget(self, writer: asyncio.StreamWriter) -> None:
        self._writers.discard(writer)
        writer.close()


class SlowLinkThread:
    """The proxy for tests that drive a browser: in a thread of its own, with the same words."""

    def __init__(self, target_port: int, **options):
        self._link: SlowLink | None = None
        self._arguments = (target_port, options)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),), daemon=True)

    def __enter__(self) -> "SlowLinkThread":
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the slow link did not start")
        return self

    def __exit__(self, *error) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(10)
        self._loop.close()

    @property
    def port(self) -> int:
        """Where the link begins."""
        return self._link.port

    @property
    def down(self) -> Traffic:
        """What has come to the client."""
        return self._link.down.traffic

    @property
    def up(self) -> Traffic:
        """What the client has sent."""
        return self._link.up.traffic

    def cut(self, *, is_noticed: bool = False) -> None:
        """Let nothing through."""
        self._loop.call_soon_threadsafe(lambda: self._link.cut(is_noticed=is_noticed))

    def resume(self) -> None:
        """Let everything through again."""
        self._loop.call_soon_threadsafe(self._link.resume)

    def shape(self, *, kbps: float, rtt_ms: float) -> None:
        """Change rate and round trip."""
        self._link.kbps, self._link.rtt_ms = kbps, rtt_ms

    async def _serve(self) -> None:
        self._stopping = asyncio.Event()
        port, options = self._arguments
        async with SlowLink(port, **options) as self._link:
            self._ready.set()
            await self._stopping.wait()


def _socket() -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made
