"""A class over two web processes, PostgreSQL and Redis, while things go wrong: nothing is lost, nothing comes twice."""

import asyncio
import signal
from uuid import uuid4

import pytest

from tests.live_classes.stress_round import SECONDS, Attacker, Round
from tests.live_classes.stress_world import StressClass, TwoProcesses, own_redis
from tests.stacks.servers import private_folder

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def redis_of_room(settings):
    """A Redis of the test's own, with which this process tells the rooms of its news, as pages do."""
    with private_folder("elearn-room-redis-") as folder:
        server, port = own_redis(folder)
        address = f"redis://127.0.0.1:{port}/0"
        layer = {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [address]}}
        settings.CHANNEL_LAYERS = {"default": layer}
        server.port = port
        try:
            yield server
        finally:
            server.end()


@pytest.fixture
def room(transactional_db, redis_of_room):
    """A class that has begun, on two processes."""
    with private_folder("elearn-stress-") as folder:
        processes = TwoProcesses(folder, redis_of_room.port)
        try:
            room = StressClass(processes)
            processes.wait()
            yield room
        finally:
            processes.end()


async def test_a_busy_class_is_the_same_for_all_whatever_one_of_them_sends(room):
    attacker = Attacker(room)
    async with Round(room).running() as busy:
        deaf = busy.listeners(1)[-1]
        deaf.stop_reading()
        attack = asyncio.create_task(attacker.attack())
        await asyncio.sleep(SECONDS)
        await attacker.until_all_were_tried()
        for device in busy.listeners(1)[:-1]:
            await device.until(lambda device=device: len(device.voice) > 10)
        attack.cancel()
        await asyncio.gather(attack, return_exceptions=True)
        await deaf.read_again()
        await busy.finish()
        log = await busy.check(perhaps=attacker.attempted)
        assert not any(device.returns for device in busy.devices if device is not deaf)
    assert {event.kind for event in log} >= {"chat", "question", "answer", "poll_open", "poll_answer", "stroke"}
    assert attacker.codes >= {4400, 1009}
    assert "Traceback" not in room.processes.log


async def test_after_kill_9_of_a_process_its_devices_come_back_and_have_everything(room):
    kills = max(1, round(SECONDS / 30))
    async with Round(room).running() as busy:
        for kill in range(kills):
            index = (1 + kill) % 2
            await asyncio.sleep(SECONDS / 4)
            cut, web = busy.on(index), room.processes.webs[index]
            before = [device.returns for device in cut]
            web.kill()
            web.start()
            for device, returns in zip(cut, before, strict=True):
                await device.until(lambda device=device, returns=returns: device.returns > returns)
        assert sum(device.sent_again for device in busy.devices) > 0
        await asyncio.sleep(SECONDS / 4)
        await busy.finish()
        await busy.check()
        assert kills > 1 or not any(device.returns for device in busy.on(0))


async def test_without_redis_the_log_carries_the_class_and_with_it_voice_goes_on(room, redis_of_room):
    async with Round(room).running() as busy:
        await _voice_crosses(busy)
        written = set()
        for halt, go_on in [
            (lambda: redis_of_room.popen.send_signal(signal.SIGSTOP), _wake),  # it hangs
            (redis_of_room.kill, lambda server: server.start()),  # it is gone
        ]:
            halt()
            written.add(cid := str(uuid4()))
            await asyncio.to_thread(room.append, 1, "từ một trang", cid)
            await _everybody_hears_everybody(busy, cid)
            go_on(redis_of_room)
            await _voice_crosses(busy)
        await busy.finish()
        await busy.check(others=written)
        assert not any(device.returns for device in busy.devices)


def _wake(server) -> None:
    server.popen.send_signal(signal.SIGCONT)


async def _voice_crosses(busy: Round) -> None:
    """Wait until what the teacher says from now on is heard at the other process: messages pass again."""
    now = busy.speaker.spoken
    for device in busy.listeners(1):
        await device.until(lambda device=device: any(number >= now for number in device.voice[-1:]))


async def _everybody_hears_everybody(busy: Round, cid_of_page: str) -> None:
    """Wait until all devices have a message of each process that was written from now on, and the page's."""
    texts = [f"từ tiến trình {process} {uuid4()}" for process in (0, 1)]
    for process, text in enumerate(texts):
        await busy.listeners(process)[0].speak("chat", {"text": text})
    for device in busy.devices:
        await device.until(lambda device=device: {*texts, "từ một trang"} <= _texts_of(device))


def _texts_of(device) -> set[str]:
    return {event["data"]["text"] for event in device.events.values() if event["type"] == "chat"}


async def test_sockets_of_two_processes_and_pages_number_their_events_without_a_gap(room):
    devices = [room.device(person, process) for person in (0, 1, 2) for process in (0, 1)]
    await asyncio.gather(*(device.stay() for device in devices))
    pages = [(person, f"trang {person} {n}", str(uuid4())) for person in (0, 1, 2) for n in range(20)]
    twice = [str(uuid4()) for _ in range(15)]

    async def write_pages(person: int) -> list[int]:
        mine = [page for page in pages if page[0] == person]
        return [await asyncio.to_thread(room.append, *page) for page in mine]

    async def write_sockets(device) -> None:
        for n in range(15):
            await device.speak("chat", {"text": f"{device.number} {device.process} {n}"})

    async def write_twice(first, second) -> None:
        """Send the same events on both devices of a person at once."""
        for cid in twice:
            for device in (first, second):
                device.outbox[cid] = ("chat", {"text": f"một lần {cid}"})
            await asyncio.gather(*(device.put("chat", device.outbox[cid][1], cid) for device in (first, second)))

    written = await asyncio.gather(
        *(write_pages(person) for person in (0, 1, 2)),
        *(write_sockets(device) for device in devices),
        write_twice(*devices[:2]),
    )
    await asyncio.gather(*(device.settle() for device in devices))
    log = await asyncio.to_thread(room.stored)
    assert [event.seq for event in log] == list(range(1, len(log) + 1))
    assert [event.clock_ms for event in log] == sorted(event.clock_ms for event in log)
    said = {event.cid: event.seq for event in log if event.by}
    from_pages = {cid: said[cid] for _, _, cid in pages}
    assert sorted(seq for seqs in written[:3] for seq in seqs) == sorted(from_pages.values())
    acknowledged = {cid: seq for device in devices for cid, seq in device.stored.items()}
    assert acknowledged | from_pages == said
    assert all(devices[0].stored[cid] == devices[1].stored[cid] for cid in twice)
    for device in devices:
        await device.until_seq(len(log))
        assert device.in_order()
        assert list(device.events.values()) == [event.wire() for event in log if event.seq in device.events]
        assert set(said.values()) == set(device.events)
    await asyncio.gather(*(device.close() for device in devices))
