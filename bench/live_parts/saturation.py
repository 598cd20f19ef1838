"""How many deliveries a server makes of one second of its core: each message goes to all, a few are on their way."""

import asyncio
import time
from dataclasses import dataclass

from bench.live_parts.machine import Server
from bench.live_parts.sockets import Ear, connect_all, leave_all
from bench.live_parts.tally import Tally

SPEAKERS = 8
ON_THEIR_WAY = 8  # a class with several speakers, pens and pointers
MESSAGE_BYTES = 132  # a voice frame of 60 ms at 16 kbit/s with its header
PATIENCE_SECONDS = 5.0
WARM_UP_SECONDS = 1.0


@dataclass(frozen=True)
class Saturation:
    """What a server did while it was kept busy."""

    microseconds: float  # of its core, a delivery
    deliveries_a_second: float
    delivered_percent: float


class Talk:
    """Speakers who take turns: the next message leaves when an earlier one has reached everybody."""

    def __init__(self, speakers: list[Ear], tally: Tally, on_their_way: int):
        self._speakers = speakers
        self._tally = tally
        self._on_their_way = on_their_way
        self._open: dict[int, float] = {}
        tally.on_complete = self._completed
        self.is_over = False

    def start(self) -> None:
        """Send the first ones."""
        for _ in range(self._on_their_way):
            self._say()

    def _say(self) -> None:
        number = self._tally.new()
        self._open[number] = time.perf_counter()
        self._speakers[number % len(self._speakers)].say(number, MESSAGE_BYTES)

    def _completed(self, number: int) -> None:
        if self._open.pop(number, None) is not None and not self.is_over:
            self._say()

    def give_up_old(self) -> None:
        """Go on without a message that some never got."""
        now = time.perf_counter()
        for number in [number for number, at in self._open.items() if now - at > PATIENCE_SECONDS]:
            self._completed(number)


async def saturate(
    server: Server, ears: list[Ear], tally: Tally, *, seconds: float, settle_seconds: float = 1, on_their_way: int
) -> Saturation:
    """Connect all ears, keep the server busy once all have settled, and return what it took."""
    await connect_all(ears, server.port)
    await asyncio.sleep(settle_seconds)
    talk = Talk(ears[:SPEAKERS], tally, on_their_way)
    talk.start()
    await asyncio.sleep(WARM_UP_SECONDS)
    total, cpu, clock = tally.total, server.cpu_seconds, time.perf_counter()
    while time.perf_counter() - clock < seconds:
        await asyncio.sleep(0.25)
        talk.give_up_old()
    total, cpu = tally.total - total, server.cpu_seconds - cpu
    passed = time.perf_counter() - clock
    talk.is_over = True
    await asyncio.sleep(0.5)
    leave_all(ears)
    return Saturation(1e6 * cpu / max(total, 1), total / passed, tally.share_percent)
