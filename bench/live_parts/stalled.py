"""Devices that take nothing any more while the class goes on: what they cost the server's memory."""

import asyncio
from dataclasses import dataclass

from bench.live_parts.lesson import seated
from bench.live_parts.machine import Server
from bench.live_parts.product import Seat
from bench.live_parts.tally import Tally

STALLED = 100
EVENTS, EVENT_BYTES = 1_200, 1_000


@dataclass(frozen=True)
class Stalled:
    """What was held back, and what it cost."""

    first_kb_each: float
    later_kb_each: float  # by as much again
    held_back_kb_each: float  # each time


async def stall(server: Server, seats: list[Seat]) -> Stalled:
    """Send loads with all reading, so that all is warm; stall some; send two more and see the memory."""
    events = Tally()
    async with seated(seats[: STALLED + 9], server.port, Tally(), events=events) as ears:
        events.expected = len(ears)
        speakers, stalled = ears[:8], ears[-STALLED:]
        await _load(speakers, events)
        await _load(speakers, events)  # the room's ring is full now
        for ear in stalled:
            ear.transport.underlying_transport.pause_reading()
        before = server.memory_kb
        await _load(speakers, events)
        first = server.memory_kb
        await _load(speakers, events)
        second = server.memory_kb
    return Stalled((first - before) / STALLED, (second - first) / STALLED, EVENTS * EVENT_BYTES / 1024)


async def _load(speakers, events: Tally) -> None:
    words = "nhé " * (EVENT_BYTES // 5)
    for count in range(EVENTS):
        speakers[count % len(speakers)].chat(events.new(), words)
        await asyncio.sleep(0.004)
    await asyncio.sleep(3)
