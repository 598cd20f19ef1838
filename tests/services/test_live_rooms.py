"""One class over several processes of the server, with PostgreSQL and Redis between them."""

import asyncio

import pytest

from tests.live_classes.room_client import RoomClient, voice_frame
from tests.live_classes.room_world import RoomWorld
from tests.stacks import servers
from tests.stacks.processes import Process, free_port
from tests.stacks.product import run_manage


@pytest.fixture
def redis(tmp_path):
    """Run a Redis that can be ended and started again on its port."""
    port = free_port()
    command = [servers.find_program("redis-server"), "--port", port, "--bind", "127.0.0.1", "--dir", tmp_path]
    process = Process([*command, "--save", "", "--appendonly", "no"], log=tmp_path / "redis.log")
    process.port = port
    process.wait_for_port(port)
    yield process
    process.end()


@pytest.fixture
def world(redis, tmp_path):
    """Give a class on PostgreSQL and Redis, and the port of a second process."""
    with servers.postgres() as database:
        redis_url = f"redis://127.0.0.1:{redis.port}/0"
        env = {"ELEARN_DATA_DIR": str(tmp_path), "ELEARN_DATABASE_URL": database, "ELEARN_REDIS_URL": redis_url}
        run_manage(env, "migrate", "--skip-checks")
        world = RoomWorld(tmp_path, **env)
        try:
            world.new_room()
            world.start()
            world.second_port, world.second = world.start_another()
            yield world
        finally:
            world.end()


async def _say_all(clients: list[RoomClient], count: int, name: str) -> int:
    """Let everybody say something at the same time; return the last ``seq``."""
    words = [client.say("chat", {"text": f"{name} {n}"}) for n in range(count) for client in clients]
    return max(answer["seq"] for answer in await asyncio.gather(*words))


async def _check(clients: list[RoomClient], head: int) -> None:
    for client in clients:
        await client.until_seq(head)
        assert client.in_order()
        assert client.events.keys() == clients[0].events.keys()


async def test_a_class_over_two_processes_is_one_class(world, redis):
    ports = [None, world.second_port] * 3
    clients = [await world.client(index, port=port).enter() for index, port in enumerate(ports)]
    teacher, near, far = clients[0], clients[2], clients[1]
    try:
        # Both processes write at once, and the log has no gaps.
        await _check(clients, await _say_all(clients, 8, "cùng lúc"))
        seqs = [seq for seq, _, _ in world.act("stored")]
        assert seqs == list(range(1, len(seqs) + 1))
        # Voice, and who is there, pass from one process to the other.
        await teacher.send(voice_frame(teacher.welcome["number"]))
        await asyncio.gather(near.until(lambda: near.binary), far.until(lambda: far.binary))
        assert len(near.binary) == len(far.binary) == 1
        numbers = {client.welcome["number"] for client in clients}
        await teacher.until(lambda: numbers <= _heard_of(teacher))
        await far.until(lambda: numbers <= _heard_of(far))
        # Somebody removed here is removed there.
        await teacher.say("remove", {"person": far.welcome["number"]})
        assert await far.until_closed() == 4403
        clients.remove(far)
        # Redis dies: events go on by the log. It comes back: so does voice between the processes.
        redis.kill()
        await _check(clients, await _say_all(clients, 3, "không có Redis"))
        redis.start()
        redis.wait_for_port(redis.port)
        await _check(clients, await _say_all(clients, 3, "có lại"))
        other = clients[2]
        assert other.address != teacher.address
        await _speak_until_heard(teacher, other)
        # One process dies: the class goes on in the other, and its people come back there.
        world.second.kill()
        await other.until_closed()
        last = await _say_all([teacher, near], 3, "một máy chủ mất")
        other.address = world.address
        other.origin = world.origin
        await other.enter()
        await _check([teacher, near, other], last)
    finally:
        for client in clients:
            await client.close()
        await far.close()


def _heard_of(client: RoomClient) -> set[int]:
    return {number for frame in client.heard("presence") for number in frame["on"]}


async def _speak_until_heard(speaker: RoomClient, listener: RoomClient) -> None:
    before = len(listener.binary)
    for n in range(600):
        await speaker.send(voice_frame(speaker.welcome["number"], frame_seq=n))
        if len(listener.binary) > before:
            return
        await asyncio.sleep(0.1)
    pytest.fail("nobody was heard after Redis had come back")
