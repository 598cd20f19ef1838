"""What one minute of class costs a pupil's data plan, counted byte by byte between server and device."""

import asyncio
import base64
import socket
import struct
from dataclasses import dataclass

from bench.live_parts.lesson import chat, seated, speak
from bench.live_parts.machine import Server
from bench.live_parts.product import Seat
from bench.live_parts.room import RoomEar, acknowledge_each_second
from bench.live_parts.sockets import connect, leave_all
from bench.live_parts.tally import Tally
from tests.stacks.slow_link import SlowLink

TLS_RECORD_BYTES = 22  # header 5, type 1, tag 16 (TLS 1.3)
TCP_HEADER_BYTES = 52  # IPv4 20, TCP 20, time stamps 12
SEGMENT_BYTES = 1_400
VOICE_PAYLOAD_BYTES = 120  # 60 ms at 16 kbit/s
SPEECH_PAUSE_SHARE = 1 / 3  # of measured speech: 14.3 kbit/s became 9.5 without its silence
SLIDE_PAGE_BYTES = 24_000  # a page in the light size; usually loaded before class
STROKES_A_MINUTE, STROKE_POINTS = 8, 120


@dataclass(frozen=True)
class Spent:
    """Bytes both ways."""

    payload: int  # TCP payload, websocket headers included: counted
    segments: int  # counted by the kernel of the device
    records: int  # of TLS: one a websocket frame

    @property
    def on_the_wire(self) -> int:
        """Payload, and the headers that TLS and TCP/IP put around it: reckoned from the counts."""
        return self.payload + self.records * TLS_RECORD_BYTES + self.segments * TCP_HEADER_BYTES


class Metered:
    """One device behind a link that counts."""

    def __init__(self, ear: RoomEar, link: SlowLink):
        self.ear = ear
        self._link = link
        self._before = self._now()

    def _now(self) -> tuple[int, int, int]:
        down, up = self._link.down.traffic, self._link.up.traffic
        # What one segment of the loopback carries would be several on a real link.
        return down.bytes + up.bytes, _segments(self.ear), down.packets + up.packets

    def start(self) -> None:
        """Count from here."""
        self._before = self._now()

    def spent(self) -> Spent:
        """Return what was spent since."""
        payload, segments, packets = (now - before for now, before in zip(self._now(), self._before, strict=True))
        return Spent(payload, max(segments, payload // SEGMENT_BYTES), packets)


async def spend_a_minute(server: Server, seats: list[Seat], *, seconds: float = 60) -> tuple[Spent, Spent]:
    """Hold a minute of class; return what a device with voice and board spent, and one with text only."""
    voice, events = Tally(), Tally()
    async with (
        SlowLink(server.port, kbps=0, rtt_ms=0) as link,
        SlowLink(server.port, kbps=0, rtt_ms=0) as text_link,
        seated(seats[:-2], server.port, voice, events=events) as ears,
    ):
        full, text = RoomEar(voice, seats[-1], level=2), RoomEar(voice, seats[-2], level=0)
        full.port = text.port = server.port
        await connect(full, link.port, full.headers)
        await connect(text, text_link.port, text.headers)
        task = asyncio.create_task(acknowledge_each_second([full, text]))
        await asyncio.sleep(3)
        meters = Metered(full, link), Metered(text, text_link)
        for meter in meters:
            meter.start()
        teacher = ears[0]
        await asyncio.gather(
            speak(teacher, voice, seconds, pause_share=SPEECH_PAUSE_SHARE, size=VOICE_PAYLOAD_BYTES),
            chat(ears[1:9], events, seconds, 10 / 60),
            _draw(teacher, seconds),
            _report([full, text], seconds),
        )
        spent = [meter.spent() for meter in meters]
        task.cancel()
        leave_all([full, text])
    return spent[0], spent[1]


async def _draw(teacher: RoomEar, seconds: float) -> None:
    """Turn to a page, and draw on it now and then."""
    teacher.send_event("slide", {"deck": "blank", "page": 1})
    for index in range(STROKES_A_MINUTE):
        await asyncio.sleep(seconds / STROKES_A_MINUTE * 0.9)
        stroke = {"deck": "blank", "page": 1, "tool": "pen", "color": "ink", "width": 4, "points": _figure(index)}
        teacher.send_event("stroke", stroke)


async def _report(ears: list[RoomEar], seconds: float) -> None:
    """Say how the link is, as devices do each five seconds."""
    for _ in range(int(seconds / 5)):
        await asyncio.sleep(5)
        for ear in ears:
            ear.tell({"type": "link", "rtt": 300, "lag": 120, "lost": 0})


def _figure(index: int) -> str:
    """Return points as the board encodes them: small steps after the first."""
    numbers = [400 + 20 * index, 300]
    for step in range(1, STROKE_POINTS):
        numbers += [6 - step % 7, step % 11 - 4]
    encoded = bytearray()
    for number in numbers:
        value = (number << 1) ^ (number >> 31)
        while value > 0x7F:
            encoded.append(value & 0x7F | 0x80)
            value >>= 7
        encoded.append(value)
    return base64.urlsafe_b64encode(encoded).decode().rstrip("=")


def _segments(ear: RoomEar) -> int:
    """Return the TCP segments of a device so far, both ways (``tcpi_segs_out`` and ``tcpi_segs_in`` of Linux)."""
    sock = ear.transport.underlying_transport.get_extra_info("socket")
    info = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    return sum(struct.unpack_from("=II", info, 136))
