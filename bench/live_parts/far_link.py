"""One pupil behind 64 kbit/s and 300 ms, while the class goes on; then four seconds without any link."""

import asyncio
from dataclasses import dataclass

from bench.live_parts.lesson import chat, seated, speak
from bench.live_parts.machine import Server
from bench.live_parts.product import Seat
from bench.live_parts.room import RoomEar, acknowledge_each_second
from bench.live_parts.sockets import connect, leave_all
from bench.live_parts.tally import Tally
from tests.stacks.slow_link import SlowLink

BEFORE_SECONDS, OUTAGE_SECONDS, AFTER_SECONDS = 12.0, 4.0, 14.0
VOICE_PAYLOAD_BYTES = 120
RECOVERY_SECONDS = 1.5  # voice that was sent while the link came back is judged apart


@dataclass(frozen=True)
class FarLesson:
    """What the pupil got."""

    voice_p50_ms: float
    voice_p99_ms: float
    voice_percent: float  # of what was said while there was a link
    recovered_after_ms: float  # latency of the first frames after the outage, at most
    events_lost: int
    events_repeated: int
    problems: list[str]


async def follow_from_afar(server: Server, seats: list[Seat], *, kbps=64, rtt_ms=300) -> FarLesson:
    """Teach through an outage; return what the far pupil heard and saw."""
    voice, events = Tally(), Tally()
    far_events = Tally()
    far_voice = Tally()
    far_voice.counts, far_voice.sent_at = voice.counts, voice.sent_at  # the same messages, heard by one
    far_events.counts, far_events.sent_at = events.counts, events.sent_at
    seconds = BEFORE_SECONDS + OUTAGE_SECONDS + AFTER_SECONDS
    async with (
        SlowLink(server.port, kbps=kbps, rtt_ms=rtt_ms) as link,
        seated(seats[:-1], server.port, Tally(), events=Tally()) as ears,
    ):
        for ear in ears:  # only the far pupil is counted
            ear.tally = _Deaf()
            ear.events = None
        far = RoomEar(far_voice, seats[-1], events=far_events, level=2)
        far.port = server.port
        await connect(far, link.port, far.headers)
        task = asyncio.create_task(acknowledge_each_second([far]))
        await asyncio.sleep(5)
        loop = asyncio.get_running_loop()
        teaching = asyncio.gather(
            speak(ears[0], voice, seconds, size=VOICE_PAYLOAD_BYTES), chat(ears[:4], events, seconds, 2)
        )
        marks = []
        loop.call_later(BEFORE_SECONDS, lambda: (link.cut(), marks.append(len(voice.counts))))
        loop.call_later(BEFORE_SECONDS + OUTAGE_SECONDS, lambda: (link.resume(), marks.append(len(voice.counts))))
        await teaching
        for _ in range(40):
            if len(far_events.arrived) >= len(events.counts):
                break
            await asyncio.sleep(0.25)
        task.cancel()
        leave_all([far])
    return _judge(far, far_voice, far_events, marks)


def _judge(far: RoomEar, voice: Tally, events: Tally, marks: list[int]) -> FarLesson:
    cut, back = marks
    in_flight, recovery = int(0.3 / 0.06), int(RECOVERY_SECONDS / 0.06)
    steady = set(range(cut - in_flight)) | set(range(back + recovery, len(voice.counts)))
    returning = set(range(back, back + recovery))
    heard = set(voice.arrived)
    return FarLesson(
        voice.percentile_ms(50, steady),
        voice.percentile_ms(99, steady),
        100 * len(heard & steady) / len(steady),
        voice.percentile_ms(100, returning),
        len(events.counts) - len(set(events.arrived)) + far.gaps,
        len(events.arrived) - len(set(events.arrived)) + far.repeats,
        far.errors,
    )


class _Deaf:
    """Counts nothing."""

    def take(self, number: int) -> None:
        """Let it pass."""
