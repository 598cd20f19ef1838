"""A client of the room's wire, as ``docs/live_protocol.md`` has it: greets, acknowledges bytes, follows the log."""

import asyncio
import json
import struct
import zlib
from functools import lru_cache
from uuid import uuid4

from picows import WSMsgType

from bench.live_parts.product import Seat
from bench.live_parts.sockets import DIGITS, Ear
from bench.live_parts.tally import Tally

ACK, VOICE, DEFLATED = 1, 2, 3
ACK_EACH_BYTES = 2_048
HEADER = struct.Struct("!BBHII")
MARK = "câu "  # before the digits in a chat message that is counted


class RoomEar(Ear):
    """One device in a room; counts voice in ``tally`` and chat in ``events``."""

    offset = HEADER.size

    def __init__(self, tally: Tally, seat: Seat, *, events: Tally | None = None, level: int = 2, deflates: bool = True):
        super().__init__(tally)
        self.seat = seat
        self.path = seat.path
        self.events = events
        self.level = level
        self.deflates = deflates
        self.token = seat.token
        self.number = seat.number
        self.epoch = None
        self.seq = None
        self.head_wanted = None
        self.gaps = self.repeats = 0
        self.received = self.acked = 0
        self.frame_seq = 0
        self.voice_bytes = 0
        self.on_frame = None  # called with each binary frame of voice
        self.errors: list[str] = []
        self.acks: dict[str, asyncio.Future] = {}

    @property
    def headers(self) -> list[tuple[str, str]]:
        """What a browser sends besides."""
        origin = f"http://127.0.0.1:{self.port}"
        return [("Origin", origin), ("Cookie", self.seat.cookie), ("Host", origin.removeprefix("http://"))]

    def greet(self) -> None:
        """Say hello; with ``since`` after a drop."""
        hello = {"type": "hello", "token": self.token, "epoch": self.epoch, "since": self.seq, "pending": []}
        self.tell({**hello, "level": self.level, "deflate": self.deflates})

    def tell(self, message: dict) -> None:
        """Send a JSON frame."""
        self.transport.send(WSMsgType.TEXT, json.dumps(message, ensure_ascii=False).encode())

    def on_ws_frame(self, transport, frame):
        """Take one frame."""
        data = frame.get_payload_as_bytes()
        if frame.msg_type == WSMsgType.BINARY:
            self._count(len(data))
            if data[0] == VOICE:
                self.voice_bytes += len(data)
                self.tally.take(int(data[12 : 12 + DIGITS]))
            elif data[0] == DEFLATED:
                self._take(_inflated(data))
        elif frame.msg_type == WSMsgType.TEXT:
            self._count(len(data))
            self._take(_parsed(data))
        elif frame.msg_type == WSMsgType.CLOSE:
            self.errors.append(f"closed {frame.get_close_code()}")
            transport.disconnect()

    def _count(self, size: int) -> None:
        self.received += size
        if self.received - self.acked >= ACK_EACH_BYTES:
            self.acknowledge()

    def acknowledge(self) -> None:
        """Say how much has arrived."""
        if self.received != self.acked:
            self.acked = self.received
            self.transport.send(WSMsgType.BINARY, struct.pack("!BI", ACK, self.received & 0xFFFF_FFFF))

    def _take(self, message: dict) -> None:
        kind = message.get("type")
        if kind == "events":
            for event in message["events"]:
                self._take_event(event)
            self._arrived()
        elif "seq" in message and kind not in ("snapshot", "ack"):
            self._take_event(message)
            self._arrived()
        elif kind == "snapshot":
            self.seq = message["seq"]
            self._arrived()
        elif kind == "welcome":
            self.epoch, self.token, self.head_wanted = message["epoch"], message["token"], message["head"]
            self._arrived()
        elif kind == "token":
            self.token = message["token"]
        elif kind == "error":
            self.errors.append(message["code"])
        elif kind == "ack" and (waiting := self.acks.pop(message["cid"], None)):
            waiting.set_result(message["seq"])

    def _take_event(self, event: dict) -> None:
        seq = event["seq"]
        if self.seq is not None and "type" in event:
            self.gaps += seq > self.seq + 1
            self.repeats += seq <= self.seq
        self.seq = seq
        if self.events and event.get("type") == "chat" and event["data"]["text"].startswith(MARK):
            self.events.take(int(event["data"]["text"].removeprefix(MARK)[:DIGITS]))

    def _arrived(self) -> None:
        if self.head_wanted is not None and self.seq is not None and self.seq >= self.head_wanted:
            self.let_in()

    # --- sending ----------------------------------------------------------------------------------------

    def message(self, number: int, size: int) -> bytes:
        """Return a voice frame."""
        self.frame_seq += 1
        head = HEADER.pack(VOICE, 0, self.number, self.frame_seq, self.frame_seq * 60)
        return head + b"%08d" % number + b"x" * (size - HEADER.size - DIGITS)

    def chat(self, number: int, words: str = "") -> None:
        """Say something in the chat that is counted."""
        self.send_event("chat", {"text": f"{MARK}{number:0{DIGITS}d} {words}"})

    def send_event(self, kind: str, data: dict) -> None:
        """Send an event that is stored."""
        self.tell({"type": kind, "cid": str(uuid4()), "data": data})


def room_ears(seats: list[Seat], port: int, tally: Tally, **options) -> list[RoomEar]:
    """Return a device for each seat."""
    ears = [RoomEar(tally, seat, **options) for seat in seats]
    for ear in ears:
        ear.port = port
    return ears


async def acknowledge_each_second(ears: list[RoomEar]) -> None:
    """Do what each device does by its own timer, spread over the second; run as a task."""
    while True:
        for part in range(10):
            await asyncio.sleep(0.1)
            for ear in ears[part::10]:
                if ear.transport and not ear.transport.is_disconnected:
                    ear.acknowledge()


@lru_cache(maxsize=64)
def _parsed(data: bytes) -> dict:
    """Read JSON; each device has a processor of its own outside of this bench, so what all get is read once."""
    return json.loads(data)


@lru_cache(maxsize=64)
def _inflated(data: bytes) -> dict:
    return json.loads(zlib.decompress(data[1:], -zlib.MAX_WBITS))
