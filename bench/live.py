"""Live classes: what a room does for a thousand sockets, beside its peers, and what it asks of a thin link.

Server and client have a core each. Run: ``python -m bench.live``, or with some of the names ``lesson saturated rooms
comeback minute far stalled``. Ratios are to a bare picows server, measured in the same run.
"""

import asyncio
import statistics
import sys

import uvloop

from bench.live_parts import comeback, far_link, lesson, saturation, stalled, wire
from bench.live_parts.machine import share_of_machine_in_use, take_client_core
from bench.live_parts.peers import BARE, RECORDED_RATIOS, TUTORIAL, Peer, node_peers
from bench.live_parts.product import Product, product
from bench.live_parts.room import acknowledge_each_second, room_ears
from bench.live_parts.saturation import Saturation, saturate
from bench.live_parts.tally import Tally, percentile
from bench.report import Line, show

SOCKETS = 1_000
LEADERS = saturation.SPEAKERS
ROOMS, ROOM_SOCKETS, ROOM_EVENTS_A_SECOND = 8, 40, 5
LESSON_SECONDS, SATURATED_SECONDS, ROOMS_SECONDS = 20, 4, 15
ROUNDS = 3  # of all servers in turn, so that what else the machine does falls on all of them alike
HUB, HUB_PLAIN, ALONE = "hub, bytes as they are", "hub, plain ASGI send", ", one message at a time"
ARRIVAL_SECONDS = 8  # what a thousand who come at once still ask of the hub


def bench_lesson(world: Product) -> list[Line]:
    """A thousand sockets, two events and 16.7 voice frames a second."""
    with world.served() as server:
        got = uvloop.run(lesson.teach(server, world.rooms[0], seconds=LESSON_SECONDS))
    both = [*got.voice.latencies, *got.events.latencies]
    return [
        Line("lesson: delivered", got.delivered_percent, 100, "%", _words(got.problems), is_least=True),
        Line("lesson: gaps and repeats in the log", got.gaps, 0, ""),
        Line("lesson: p50", 1000 * percentile(both, 50), None, "ms"),
        Line(
            "lesson: p99", 1000 * percentile(both, 99), 100, "ms", f"events alone {got.events.percentile_ms(99):.0f} ms"
        ),
        Line("lesson: share of a core", got.cpu_percent, 30, "%"),
        Line("memory a connection", got.memory_kb, 60, "KB"),
    ]


def bench_saturated(world: Product) -> list[Line]:
    """The same message to all, as fast as it goes, by the hub and its peers in turn."""
    rounds: dict[str, list[Saturation]] = {}

    def measure(name: str, coroutine) -> None:
        rounds.setdefault(name, []).append(uvloop.run(coroutine))

    with node_peers() as node:
        for round_number in range(ROUNDS):
            for peer in [BARE, *node]:
                measure(peer.name, _saturate_peer(peer))
            measure(HUB, _saturate_hub(world))
            measure(HUB_PLAIN, _saturate_hub(world, is_plain=True))
            measure(BARE.name + ALONE, _saturate_peer(BARE, on_their_way=1))
            measure(HUB + ALONE, _saturate_hub(world, on_their_way=1))
            if not round_number:
                measure(TUTORIAL.name, _saturate_peer(TUTORIAL))
    return _compare(rounds)


async def _saturate_peer(peer: Peer, *, on_their_way: int = saturation.ON_THEIR_WAY) -> Saturation:
    tally = Tally()
    tally.expected = SOCKETS
    with peer.served() as server:
        ears = [peer.ear(tally) for _ in range(SOCKETS)]
        return await saturate(server, ears, tally, seconds=SATURATED_SECONDS, on_their_way=on_their_way)


async def _saturate_hub(
    world: Product, *, is_plain: bool = False, on_their_way: int = saturation.ON_THEIR_WAY
) -> Saturation:
    tally = Tally()
    tally.expected = SOCKETS - 1
    how = {"seconds": SATURATED_SECONDS, "settle_seconds": ARRIVAL_SECONDS, "on_their_way": on_their_way}
    with world.served(plain=is_plain) as server:
        ears = room_ears(world.rooms[0], server.port, tally)
        task = asyncio.create_task(acknowledge_each_second(ears))
        try:
            return await saturate(server, ears, tally, **how)
        finally:
            task.cancel()


def _compare(rounds: dict[str, list[Saturation]]) -> list[Line]:
    """Return cost and ratio of each server; of several rounds the median counts."""
    cost = {name: statistics.median(one.microseconds for one in several) for name, several in rounds.items()}
    ratio = {name: cost[BARE.name] / each for name, each in cost.items()}
    best_of_node = max((ratio[name] for name in RECORDED_RATIOS if name in ratio), default=None)
    lines = []
    for name, each in cost.items():
        rate = max(one.deliveries_a_second for one in rounds[name])
        came = min(one.delivered_percent for one in rounds[name])
        lines.append(
            Line(f"saturated: {name}", each, None, "µs each", f"up to {rate:,.0f} a second, {came:.1f} % came")
        )
    lines.append(Line("hub beside bare picows", ratio[HUB], 0.6, "×", "frames that are ready leave together", True))
    alone = cost[BARE.name + ALONE] / cost[HUB + ALONE]
    lines.append(Line(f"hub beside bare picows{ALONE}", alone, None, "×", "nothing to send together"))
    lines.append(Line("hub with plain send beside bare picows", ratio[HUB_PLAIN], None, "×", "0.4 is usual"))
    for name, recorded in RECORDED_RATIOS.items():
        beside = "" if name in ratio else "recorded elsewhere: no Node or no registry here, so it was left out"
        lines.append(Line(f"{name} beside bare picows", ratio.get(name, recorded), None, "×", beside))
    if best_of_node is not None:
        lines.append(Line("hub beside the better of Node's", ratio[HUB] / best_of_node, 1, "×", is_least=True))
    lines.append(Line("hub beside the tutorial", cost[TUTORIAL.name] / cost[HUB], 30, "×", is_least=True))
    return lines


def bench_rooms(world: Product) -> list[Line]:
    """Eight classes with a database, everybody writes."""
    with world.served() as server:
        rooms = world.rooms[1:]
        tallies, gaps, problems = uvloop.run(
            lesson.chat_in_rooms(server, rooms, seconds=ROOMS_SECONDS, a_second=ROOM_EVENTS_A_SECOND)
        )
    latencies = [taken for tally in tallies for taken in tally.latencies]
    lost = sum(len(tally.counts) * tally.expected - tally.total for tally in tallies)
    return [
        Line(f"{ROOMS} rooms: p95", 1000 * percentile(latencies, 95), 300, "ms", _words(problems)),
        Line(f"{ROOMS} rooms: lost", lost + gaps, 0, ""),
    ]


def bench_comeback(world: Product) -> list[Line]:
    """A thousand reconnect at once."""
    with world.served() as server:
        got = uvloop.run(comeback.come_back(server, world.rooms[0]))
    beside = f"median {got.median_seconds:.2f} s, {got.cpu_milliseconds:.2f} ms of the core each {_words(got.problems)}"
    return [
        Line(f"{SOCKETS:,} come back at once: the last has all", got.seconds, 3, "s", beside),
        Line(f"{SOCKETS:,} come back at once: lost or repeated", got.lost + got.repeats, 0, ""),
    ]


def bench_minute(world: Product) -> list[Line]:
    """Bytes of a minute of class."""
    with world.served() as server:
        full, text = uvloop.run(wire.spend_a_minute(server, world.rooms[1]))
    page = wire.SLIDE_PAGE_BYTES
    lines = []
    for name, spent, more, limit in (("voice, slides, board", full, page, 240), ("text only", text, 0, 20)):
        parts = (
            f"counted payload {spent.payload / 1000:.0f} KB; headers reckoned: {spent.segments} segments of TCP/IP, "
        )
        parts += f"{spent.records} records of TLS" + (f"; with a page of slides, {more / 1000:.0f} KB" if more else "")
        lines.append(Line(f"a minute of class: {name}", (spent.on_the_wire + more) / 1000, limit, "KB", parts))
    return lines


def bench_far(world: Product) -> list[Line]:
    """A pupil behind 64 kbit/s and 300 ms."""
    with world.served() as server:
        got = uvloop.run(far_link.follow_from_afar(server, world.rooms[1]))
    return [
        Line("64 kbit/s, 300 ms: voice p50", got.voice_p50_ms, None, "ms"),
        Line("64 kbit/s, 300 ms: voice p99", got.voice_p99_ms, 400, "ms", f"{got.voice_percent:.0f} % of it heard"),
        Line("64 kbit/s, 300 ms: voice just after 4 s without", got.recovered_after_ms, None, "ms"),
        Line("64 kbit/s, 300 ms: events lost", got.events_lost, 0, "", _words(set(got.problems))),
        Line("64 kbit/s, 300 ms: events repeated", got.events_repeated, 0, ""),
    ]


def bench_stalled(world: Product) -> list[Line]:
    """Memory of those who take nothing."""
    with world.served() as server:
        got = uvloop.run(stalled.stall(server, world.rooms[0]))
    held = f"while {got.held_back_kb_each:,.0f} KB each were held back"
    return [
        Line("memory a stalled connection adds", got.first_kb_each, 60, "KB", held),
        Line("and later", got.later_kb_each, 4, "KB", f"flat, {held} again"),
    ]


def _words(problems: set[str]) -> str:
    return f"problems: {', '.join(sorted(problems))}" if problems else ""


BENCHES = {
    "lesson": bench_lesson,
    "saturated": bench_saturated,
    "rooms": bench_rooms,
    "comeback": bench_comeback,
    "minute": bench_minute,
    "far": bench_far,
    "stalled": bench_stalled,
}


def main(names: list[str]) -> int:
    """Measure what is named, or all."""
    rooms = [(LEADERS, SOCKETS - LEADERS)] + [(2, ROOM_SOCKETS - 2)] * ROOMS
    failed = 0
    take_client_core()
    for name in names or BENCHES:
        with product(rooms) as world:  # tokens are good for ten minutes, and no measurement inherits from another
            lines = BENCHES[name](world)
        load = share_of_machine_in_use()
        print(f"\n{name} (load of the machine {load:.1f} a core)" + (": others work here too" if load > 1.2 else ""))
        failed |= show(lines)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
