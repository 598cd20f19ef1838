"""Everybody is cut off at once, misses three hundred events, and comes back at once."""

import asyncio
import time
from dataclasses import dataclass

from bench.live_parts.lesson import seated
from bench.live_parts.machine import Server
from bench.live_parts.product import Seat
from bench.live_parts.room import RoomEar, acknowledge_each_second
from bench.live_parts.sockets import connect, leave_all
from bench.live_parts.tally import Tally

MISSED = 300
HANDSHAKES_AT_ONCE = 400  # of one machine; a thousand phones are a thousand machines


@dataclass(frozen=True)
class Comeback:
    """How it went."""

    seconds: float  # until the last one had everything
    median_seconds: float
    cpu_milliseconds: float  # a device
    lost: int
    repeats: int
    problems: set[str]


async def come_back(server: Server, seats: list[Seat]) -> Comeback:
    """Seat everybody, cut them off, let three hundred events pass, and let them come back."""
    events = Tally()
    async with seated(seats, server.port, Tally()) as ears:
        await asyncio.sleep(3)
        known = {ear.number: (ear.epoch, ear.seq, ear.token) for ear in ears}
        head = max(ear.seq for ear in ears)
    async with seated(seats[:8], server.port, Tally(), events=events) as teachers:
        events.expected = len(teachers)
        for count in range(MISSED):
            teachers[count % len(teachers)].chat(events.new(), "Cả lớp làm bài 2 trang 14 vào vở nhé.")
            await asyncio.sleep(0.005)
        while teachers[0].seq < head + MISSED:
            await asyncio.sleep(0.05)
        head = teachers[0].seq
    await asyncio.sleep(1)
    back = [_returning(seat, server.port, known[seat.number], head) for seat in seats]
    task = asyncio.create_task(acknowledge_each_second(back))
    cpu, began, turn = server.cpu_seconds, time.perf_counter(), asyncio.Semaphore(HANDSHAKES_AT_ONCE)

    async def one(ear: RoomEar) -> float:
        async with turn:
            await connect(ear, server.port, ear.headers)
        return time.perf_counter() - began

    taken = sorted(await asyncio.gather(*(one(ear) for ear in back)))
    cpu = server.cpu_seconds - cpu
    lost = sum(head - ear.seq for ear in back) + sum(ear.gaps for ear in back)
    repeats = sum(ear.repeats for ear in back)
    task.cancel()
    leave_all(back)
    problems = {problem for ear in back for problem in ear.errors}
    return Comeback(taken[-1], taken[len(taken) // 2], 1000 * cpu / len(seats), lost, repeats, problems)


def _returning(seat: Seat, port: int, known: tuple, head: int) -> RoomEar:
    ear = RoomEar(Tally(), seat)
    ear.port = port
    ear.epoch, ear.seq, ear.token = known
    ear.head_wanted = head
    return ear
