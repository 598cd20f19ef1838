"""The socket against those who hold a token that was good once, or is another's: they are told nothing at all."""

from contextlib import AsyncExitStack

import pytest

from live_classes.hub.limits import Ink, Limits
from tests.live_classes.room_client import RoomClient


@pytest.fixture
async def devices():
    async with AsyncExitStack() as stack:
        yield stack


async def knock(devices, client: RoomClient) -> int:
    """Say hello with what this client holds; return the code that closes the socket."""
    devices.push_async_callback(client.close)
    await client.open()
    await client.send({"type": "hello", "token": client.token, "epoch": None, "since": None})
    return await client.until_closed()


def is_told_nothing(client: RoomClient) -> bool:
    """Whether not one frame came, least of all a fresh token."""
    return client.frames == [] and client.binary == [] and client.state is None


@pytest.mark.parametrize("cookie", ["", "sessionid=", "sessionid=ffffffffffffffffffffffffffffffff"])
async def test_a_token_without_its_session_opens_nothing(world, devices, cookie):
    pupil = world.pupil()
    pupil.cookie = cookie
    assert await knock(devices, pupil) == 4401
    assert is_told_nothing(pupil)


async def test_a_token_with_the_session_of_another_opens_nothing(world, devices):
    teacher = world.teacher()
    teacher.cookie = world.pupil().cookie
    assert await knock(devices, teacher) == 4401
    assert is_told_nothing(teacher)


async def test_a_token_kept_after_signing_out_opens_nothing_however_often_it_is_shown(world, devices):
    world.act("sign_out", session=world.room["places"][1]["session"])
    for _ in range(3):
        pupil = world.pupil()
        assert await knock(devices, pupil) == 4401
        assert is_told_nothing(pupil)


async def test_a_token_of_one_who_left_the_class_opens_nothing(world, devices):
    known = await world.pupil(6).enter()  # the room has them in mind
    await known.close()
    world.act("end_membership", index=6)
    try:
        pupil = world.pupil(6)
        assert await knock(devices, pupil) == 4403
        assert is_told_nothing(pupil)
    finally:
        world.act("give_membership", index=6)


async def test_a_class_that_comes_at_once_is_let_in_and_a_stranger_among_them_is_not(world, devices):
    thief = world.pupil(5)
    thief.cookie = ""
    mates = [world.pupil(index) for index in range(5)]
    for mate in mates:
        devices.push_async_callback(mate.close)
        await mate.open()
    devices.push_async_callback(thief.close)
    await thief.open()
    for client in (*mates, thief):
        await client.send({"type": "hello", "token": client.token, "epoch": None, "since": None})
    assert await thief.until_closed() == 4401
    assert is_told_nothing(thief)
    for mate in mates:
        await mate.until(lambda mate=mate: mate.is_caught_up)


async def test_long_messages_of_one_pupil_do_not_fill_the_links_of_the_class(world, devices):
    teacher, *sockets = world.teacher(), *(world.pupil() for _ in range(3))
    for client in (teacher, *sockets):
        devices.push_async_callback(client.close)
        await client.enter()
    long = {"text": "ồ" * 2_000}
    sent = [(client, await client.put("chat", long)) for _ in range(15) for client in sockets]
    answers = [await client.answer(cid) for client, cid in sent]
    assert {answer.get("code") for answer in answers} == {None, "rate_limited"}
    for _ in range(15):
        assert "seq" in await teacher.say("chat", long)


def test_a_person_has_one_measure_of_ink_and_others_have_their_own():
    ink = Ink()
    assert sum(ink.take(2, 0.0, 8_000) for _ in range(10)) == Ink.BURST // 8_000
    assert ink.take(3, 0.0, 8_000)
    assert not ink.take(2, 1.0, 8_000)
    assert ink.take(2, 3.0, 8_000)
    assert ink.take(4, 0.0, 60_000)  # too long for any event, which its kind will say


def test_voice_is_measured_in_bytes_too():
    limits = Limits(is_leading=False, now=0.0)
    largest = sum(limits.voice_bytes.take(second, 1_500) for second in range(10) for _ in range(25))
    assert largest * 1_500 <= 32_000 + 10 * 8_000
    assert all(limits.voice_bytes.take(100 + second, 420) for second in range(10) for _ in range(17))
