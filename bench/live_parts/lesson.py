"""One teacher speaks and shows, a thousand devices follow; and eight classes that chat at once."""

import asyncio
import random
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bench.live_parts.machine import Server
from bench.live_parts.product import Seat
from bench.live_parts.room import RoomEar, acknowledge_each_second, room_ears
from bench.live_parts.sockets import connect_all, leave_all
from bench.live_parts.tally import Tally

FRAME_SECONDS = 0.06
VOICE_BYTES = (34, 121)  # payloads of Opus at 16 kbit/s and less
SETTLE_SECONDS = 4.0  # after everybody has come: presence, first checks
REST_SECONDS = 1.5  # for what is still on its way


@asynccontextmanager
async def seated(seats: list[Seat], port: int, voice: Tally, **options):
    """Let everybody into the room, acknowledge as devices do, and let them leave."""
    ears = room_ears(seats, port, voice, **options)
    task = asyncio.create_task(acknowledge_each_second(ears))
    try:
        await connect_all(ears, port)
        yield ears
    finally:
        task.cancel()
        leave_all(ears)
        await asyncio.sleep(0.3)


async def speak(ear: RoomEar, tally: Tally, seconds: float, *, pause_share: float = 0, size=None) -> None:
    """Send voice frames by the clock; with pauses, words come in stretches of three seconds."""
    chance = random.Random(6)
    began = time.perf_counter()
    for count in range(int(seconds / FRAME_SECONDS)):
        await asyncio.sleep(began + count * FRAME_SECONDS - time.perf_counter())
        if (count * FRAME_SECONDS) % 3 >= 3 * (1 - pause_share):
            continue
        ear.say(tally.new(), 12 + (size or chance.randrange(*VOICE_BYTES)))


async def chat(ears: list[RoomEar], tally: Tally, seconds: float, a_second: float) -> None:
    """Send chat messages by the clock, each by the next person."""
    began = time.perf_counter()
    for count in range(int(seconds * a_second)):
        await asyncio.sleep(began + count / a_second - time.perf_counter())
        ears[count % len(ears)].chat(tally.new(), "Em thưa cô, em đã tìm được mẫu số chung ạ.")


@dataclass(frozen=True)
class Lesson:
    """What came of a lesson."""

    voice: Tally
    events: Tally
    cpu_percent: float
    memory_kb: float  # a connection
    problems: set[str]
    gaps: int

    @property
    def delivered_percent(self) -> float:
        """Share of all deliveries, voice and events."""
        expected = sum(len(tally.counts) * tally.expected for tally in (self.voice, self.events))
        return 100 * (self.voice.total + self.events.total) / expected


async def teach(server: Server, seats: list[Seat], *, seconds: float) -> Lesson:
    """One teacher with voice and two events a second in front of everybody."""
    voice, events = Tally(), Tally()
    voice.expected, events.expected = len(seats) - 1, len(seats)
    async with seated(seats[:8], server.port, Tally(), events=Tally()):
        await asyncio.sleep(SETTLE_SECONDS)  # all is loaded
    empty_kb = server.memory_kb
    async with seated(seats, server.port, voice, events=events) as ears:
        await asyncio.sleep(SETTLE_SECONDS)
        memory_kb = (server.memory_kb - empty_kb) / len(seats)
        cpu, clock = server.cpu_seconds, time.perf_counter()
        await asyncio.gather(speak(ears[0], voice, seconds), chat(ears[:1], events, seconds, 2))
        cpu, clock = server.cpu_seconds - cpu, time.perf_counter() - clock
        await asyncio.sleep(REST_SECONDS)
        return Lesson(voice, events, 100 * cpu / clock, memory_kb, _problems(ears), _gaps(ears))


async def chat_in_rooms(server: Server, rooms: list[list[Seat]], *, seconds: float, a_second: float):
    """Several classes at once, with events from everybody; returns the tallies, gaps and problems."""
    tallies = [Tally() for _ in rooms]
    everybody: list[RoomEar] = []
    voice = Tally()

    async def room(seats: list[Seat], tally: Tally, late: float) -> None:
        tally.expected = len(seats)
        async with seated(seats, server.port, voice, events=tally) as ears:
            everybody.extend(ears)
            await asyncio.sleep(SETTLE_SECONDS + late)
            await chat(ears, tally, seconds, a_second)
            await asyncio.sleep(REST_SECONDS)

    async with asyncio.TaskGroup() as group:
        for index, (seats, tally) in enumerate(zip(rooms, tallies, strict=True)):
            group.create_task(room(seats, tally, index / len(rooms) / a_second))
    return tallies, _gaps(everybody), _problems(everybody)


def _problems(ears: list[RoomEar]) -> set[str]:
    return {problem for ear in ears for problem in ear.errors}


def _gaps(ears: list[RoomEar]) -> int:
    return sum(ear.gaps + ear.repeats for ear in ears)
