"""A client of the room's wire (docs/live_protocol.md) for tests: says hello, keeps what it hears, acknowledges."""

import asyncio
import json
import struct
import zlib
from uuid import uuid4

import websockets
from websockets.asyncio.client import ClientConnection

DEFLATED = 3
WAIT_SECONDS = 20


class RoomClient:
    """One device. ``events`` are those it has seen, by ``seq``; ``seq`` is what it may ask to go on from."""

    def __init__(self, address: str, token: str, *, origin: str, cookie: str = "", **hello):
        self.address = address
        self.token = token
        self.origin = origin
        self.cookie = cookie
        self.hello = {"level": 1, "deflate": True, "device": str(uuid4()), **hello}
        self.epoch = None
        self.seq = None  # None: nothing known yet
        self.events: dict[int, dict] = {}
        self.repeated: list[int] = []
        self.gaps: list[tuple] = []
        self.state: dict | None = None
        self.own: list[dict] = []
        self.frames: list[dict] = []  # all JSON frames, unpacked batches too
        self.binary: list[bytes] = []
        self.received = 0
        self.acknowledges = True
        self._welcomed_with: int | None = None  # the head of the log then
        self.close_code: int | None = None
        self.socket: ClientConnection | None = None
        self._changed = asyncio.Condition()
        self._reader: asyncio.Task | None = None

    # --- connecting -------------------------------------------------------------------------------------

    async def open(self) -> "RoomClient":
        """Open the socket without a word."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        self.close_code = None
        self.received = 0
        self._welcomed_with = None
        self.socket = await websockets.connect(
            self.address,
            origin=self.origin,
            additional_headers=headers,
            compression=None,
            max_size=None,
            max_queue=None,  # what is not read by a test must not keep the end of the link from being seen
            proxy=None,
        )
        self._reader = asyncio.create_task(self._read(self.socket))
        return self

    async def enter(self, **hello) -> "RoomClient":
        """Open the socket, say hello and wait for what was missed."""
        await self.open()
        words = {"type": "hello", "token": self.token, "epoch": self.epoch, "since": self.seq, "pending": []}
        await self.send({**words, **self.hello, **hello})
        await self.until(lambda: self.is_caught_up)
        return self

    @property
    def welcome(self) -> dict:
        """Return the last welcome."""
        return self.heard("welcome")[-1]

    @property
    def is_caught_up(self) -> bool:
        """Whether all there was at the welcome of this socket is here."""
        return self._welcomed_with is not None and self.seq is not None and self.seq >= self._welcomed_with

    async def close(self) -> None:
        """End the socket."""
        if self.socket:
            await self.socket.close()
        if self._reader:
            await self._reader

    def cut(self) -> None:
        """Break the link off, without good-bye."""
        self.socket.transport.abort()

    async def __aenter__(self) -> "RoomClient":
        return await self.enter()

    async def __aexit__(self, *_) -> None:
        await self.close()

    # --- sending ----------------------------------------------------------------------------------------

    async def send(self, frame) -> None:
        """Send an object as JSON, text as it is, or bytes."""
        await self.socket.send(frame if isinstance(frame, (str, bytes)) else json.dumps(frame, ensure_ascii=False))

    async def put(self, kind: str, data, cid: str | None = None) -> str:
        """Send an event; return its ``cid``."""
        cid = cid or str(uuid4())
        await self.send({"type": kind, "cid": cid, "data": data})
        return cid

    async def say(self, kind: str, data, cid: str | None = None) -> dict:
        """Send an event and return its answer: an ``ack`` or an ``error``."""
        cid = await self.put(kind, data, cid)
        return await self.answer(cid)

    async def answer(self, cid: str) -> dict:
        """Wait for the answer to an event."""
        await self.until(lambda: self._answers(cid))
        return self._answers(cid)[-1]

    def _answers(self, cid: str) -> list[dict]:
        return [frame for frame in self.frames if frame.get("cid") == cid and frame["type"] in ("ack", "error")]

    # --- hearing ----------------------------------------------------------------------------------------

    def heard(self, kind: str) -> list[dict]:
        """Return the frames of a type."""
        return [frame for frame in self.frames if frame.get("type") == kind]

    async def until(self, condition, seconds: float = WAIT_SECONDS):
        """Wait until something holds; return it."""
        async with self._changed:
            async with asyncio.timeout(seconds):
                await self._changed.wait_for(condition)
            return condition()

    async def until_seq(self, seq: int) -> None:
        """Wait until an event is known of."""
        await self.until(lambda: self.seq is not None and self.seq >= seq)

    async def until_closed(self, seconds: float = WAIT_SECONDS) -> int:
        """Wait until the server ends the socket; return the code."""
        await self.until(lambda: self.close_code is not None, seconds)
        return self.close_code

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for data in socket:
                self.received += len(data.encode() if isinstance(data, str) else data)
                async with self._changed:
                    self._take(data)
                    self._changed.notify_all()
                if self.acknowledges:
                    await socket.send(struct.pack("!BI", 1, self.received & 0xFFFFFFFF))
        except websockets.ConnectionClosed:
            pass
        finally:
            async with self._changed:
                self.close_code = socket.close_code or 1006
                self._changed.notify_all()

    def _take(self, data) -> None:
        if isinstance(data, bytes):
            if data[0] != DEFLATED:
                self.binary.append(data)
                return
            data = zlib.decompress(data[1:], -zlib.MAX_WBITS)
        self._hear(json.loads(data))

    def _hear(self, frame: dict) -> None:
        kind = frame.get("type")
        if kind == "events":
            for event in frame["events"]:
                self._hear(event)
            self.seq = self.seq or 0
            return
        self.frames.append(frame)
        if kind == "welcome":
            if frame["epoch"] != self.epoch:
                self.epoch, self.seq = frame["epoch"], None
            self._welcomed_with = frame["head"]
        elif kind == "snapshot":
            self.seq, self.state, self.own = frame["seq"], frame["state"], frame["own"]
            self.events = {}
        elif "seq" in frame and kind != "ack":
            self._hear_event(frame)

    def _hear_event(self, frame: dict) -> None:
        seq, known = frame["seq"], self.seq or 0
        if seq in self.events or seq <= known:
            self.repeated.append(seq)
        if "type" in frame:
            if seq != known + 1:
                self.gaps.append((known, seq))
            self.events[seq] = frame
        self.seq = max(known, seq)

    def in_order(self) -> bool:
        """Whether nothing came twice and nothing is missing."""
        return not self.repeated and not self.gaps


def voice_frame(number: int, payload: bytes = b"\x01" * 120, *, frame_seq: int = 0, media_ms: int = 0, kind=2, flags=0):
    """Return a frame of voice, or of video."""
    return struct.pack("!BBHII", kind, flags, number, frame_seq, media_ms) + payload
