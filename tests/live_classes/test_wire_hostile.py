"""What an attacker may send to a room: refused with a reason, and nobody else notices."""

import asyncio
import contextlib
import json
from uuid import uuid4

import pytest

from tests.corpus import HOSTILE, REASON
from tests.live_classes.raw_socket import RawSocket, frame_bytes
from tests.live_classes.room_client import RoomClient

FRAMES = HOSTILE / "wire" / "ws_frames.jsonl"
LINES = [json.loads(line) for line in FRAMES.read_text().splitlines()] if FRAMES.exists() else []
ON_THE_WIRE = [line for line in LINES if "frames" in line and line.get("layer") != "app"]
TEXT, CLOSE, PONG = 1, 8, 10
PATIENCE = 20


@pytest.fixture
async def witness(world):
    """Another pupil of the class, who must not notice anything."""
    client = await world.pupil(1).enter()
    yield client
    answer = await client.say("chat", {"text": "không thấy gì lạ"})
    assert answer["type"] == "ack"
    assert client.in_order()
    await client.close()
    assert not world.has_failed


@contextlib.asynccontextmanager
async def raw(world):
    """Open a socket of a pupil who has said hello."""
    place = world.room["places"][1]
    socket = await RawSocket.open(world.address, {"Origin": world.origin, "Cookie": f"sessionid={place['session']}"})
    try:
        hello = {"type": "hello", "token": place["token"], "epoch": None, "since": None}
        await socket.send(frame_bytes({"op": TEXT, "text": json.dumps(hello)}))
        assert json.loads((await socket.frame())[1])["type"] == "welcome"
        assert json.loads((await socket.frame())[1])["type"] == "snapshot"
        yield socket
    finally:
        await socket.close()


async def _outcome(socket: RawSocket) -> dict:
    """Ask for a sign of life; return what came: errors, the code of a close, alive or reset."""
    ping = {"op": TEXT, "text": json.dumps({"type": "ping", "t": 4711})}
    await socket.send(frame_bytes(ping))
    errors: list[str] = []
    async with asyncio.timeout(PATIENCE):
        while frame := await socket.frame():
            opcode, payload = frame
            if opcode == CLOSE:
                return {"errors": errors, "close": int.from_bytes(payload[:2], "big")}
            message = json.loads(payload) if opcode == TEXT else {}
            if message.get("type") == "error":
                errors.append(message["code"])
            if message.get("type") == "pong" and message["t"] == 4711:
                return {"errors": errors, "alive": True}
    return {"errors": errors, "reset": True}


def _is_expected(outcome: dict, expected: dict) -> bool:
    return (
        outcome.get("close") in expected.get("close", [])
        or expected.get("or_error") in outcome["errors"]
        or bool(outcome.get("alive") and (expected.get("alive") or expected.get("or_alive")))
        or bool(outcome.get("reset") and expected.get("or_reset"))
    )


@pytest.mark.skipif(not LINES, reason=REASON)
@pytest.mark.parametrize("line", ON_THE_WIRE, ids=lambda line: line["id"])
async def test_frames_of_the_collection_are_answered_as_it_says(world, witness, line):
    async with raw(world) as socket:
        for frame in line["frames"]:
            await socket.send(frame_bytes(frame))
        outcome = await _outcome(socket)
        assert _is_expected(outcome, line["expect"]), (outcome, line)


@pytest.mark.skipif(not LINES, reason=REASON)
@pytest.mark.parametrize("line", [line for line in LINES if "handshake" in line], ids=lambda line: line["id"])
async def test_handshakes_of_the_collection_are_refused(world, line):
    socket = await RawSocket.open(world.address, line["handshake"])
    assert socket.status == line["expect"]["http"]
    await socket.close()


# The lines of the collection for the layer of the application, in the words of this wire.
BAD_TEXT = {
    "seq_string": '{"type":"hello","since":"1 OR 1=1"}',
    "type_internal": '{"type":"websocket.close"}',
    "type_dunder": '{"type":"__class__"}',
    "no_type": "{}",
    "type_is_a_list": '{"type":["chat"]}',
    "scalar": "42",
    "not_json": "hello",
    "empty": "",
    "nan": '{"type":"ping","t":NaN}',
    "huge_number": '{"type":"ping","t":1e400}',
    "key_twice": '{"type":"ping","type":"ping","t":1}',
    "deep": '{"type":"chat","data":' + "[" * 5000 + "]" * 5000 + "}",
    "no_cid": '{"type":"chat","data":{"text":"a"}}',
    "cid_is_no_uuid": '{"type":"chat","cid":"c1","data":{"text":"a"}}',
    "level": '{"type":"level","level":9}',
    "level_is_true": '{"type":"level","level":true}',
    "link": '{"type":"link","rtt":-1}',
    "link_is_text": '{"type":"link","rtt":"1"}',
    "hello_again": '{"type":"hello"}',
}


@pytest.mark.parametrize("name", BAD_TEXT)
async def test_bad_text_is_refused_and_the_socket_stays(world, witness, name):
    async with raw(world) as socket:
        await socket.send(frame_bytes({"op": TEXT, "text": BAD_TEXT[name]}))
        assert await _outcome(socket) == {"errors": ["bad_message"], "alive": True}


BAD_EVENTS = {
    "nul": ("chat", {"text": "a\0b"}, "bad_character"),
    "surrogate": ("chat", {"text": "a\ud800b"}, "bad_character"),
    "too_long": ("chat", {"text": "A" * 5001}, "too_long"),
    "empty": ("chat", {"text": " "}, "empty"),
    "more_keys": ("chat", {"text": "a", "user": "teacher1"}, "bad_message"),
    "no_data": ("chat", None, "bad_message"),
    "text_is_a_list": ("chat", {"text": ["a"]}, "bad_message"),
    "role": ("mute_all", {}, "forbidden"),
    "person": ("person", {"number": 1, "name": "A", "initials": "A", "role": "host"}, "forbidden"),
    "million_points": ("stroke", {"points": "A" * 60_000}, "bad_message"),
}


@pytest.mark.parametrize("name", BAD_EVENTS)
async def test_bad_events_are_refused_and_nothing_is_stored(world, witness, name):
    kind, data, code = BAD_EVENTS[name]
    pupil = await world.pupil().enter()
    before = world.act("stored")
    cid = str(uuid4())
    await pupil.send(json.dumps({"type": kind, "cid": cid, "data": data}))  # ASCII only: halves of pairs stay
    await pupil.until(lambda: pupil.heard("error"))
    assert pupil.heard("error")[-1]["code"] == code
    assert world.act("stored") == before
    await pupil.close()


async def test_html_is_text_like_any_other(world, witness):
    pupil = await world.pupil().enter()
    answer = await pupil.say("chat", {"text": "<img src=x onerror=alert(1)>"})
    await witness.until_seq(answer["seq"])
    assert witness.events[answer["seq"]]["data"]["text"] == "<img src=x onerror=alert(1)>"
    await pupil.close()


async def _first_answer(client: RoomClient, **hello) -> str:
    """Say hello with something odd; return the code of the error."""
    await client.open()
    await client.send({"type": "hello", "token": client.token, "epoch": client.epoch, "since": None, **hello})
    await client.until(lambda: client.heard("error"))
    return client.heard("error")[0]["code"]


@pytest.mark.parametrize(
    ("hello", "code"),
    [
        ({"since": -1}, "bad_seq"),
        ({"since": 9223372036854775808}, "bad_seq"),
        ({"since": "1 OR 1=1"}, "bad_message"),
        ({"since": 1.5}, "bad_message"),
        ({"since": True}, "bad_message"),
        ({"epoch": 5}, "bad_message"),
        ({"pending": "all"}, "bad_message"),
        ({"pending": ["*"]}, "bad_message"),
        ({"level": 7}, "bad_message"),
        ({"deflate": 1}, "bad_message"),
        ({"type": "join", "room": "*"}, "bad_message"),
    ],
)
async def test_odd_first_words_are_refused_and_better_ones_taken(world, hello, code):
    client = world.pupil()
    assert await _first_answer(client, **hello) == code
    await client.send({"type": "hello", "token": client.token, "epoch": None, "since": None})
    await client.until(lambda: client.heard("snapshot"))
    await client.close()


async def test_who_is_ahead_of_the_log_starts_anew(world, witness):
    client = world.pupil()
    client.epoch = witness.epoch
    assert await _first_answer(client, since=1_000_000_000) == "resync"
    await client.until(lambda: client.heard("snapshot"))
    assert client.seq == witness.seq
    await client.close()


async def test_a_room_that_is_not_there_is_like_one_of_others(world):
    client = world.pupil()
    client.address = client.address.replace(world.room["uuid"], str(uuid4()))
    await client.open()
    await client.send({"type": "hello", "token": client.token, "epoch": None, "since": None})
    assert await client.until_closed() == 4404


async def test_who_never_says_hello_is_let_go(world):
    client = await world.pupil().open()
    assert await client.until_closed() == 4408


async def test_rubbish_instead_of_hello_is_let_go_soon(world):
    client = await world.pupil().open()
    for _ in range(40):
        await client.send("{}")
    assert await client.until_closed() == 4400


@pytest.mark.parametrize(
    "data", [b"", b"\x01", b"\x01\xff\xff\xff\xff", b"\x02", b"\x02" + b"\0" * 11, b"\x07abc", b"\x02" + b"\0" * 5000]
)
async def test_broken_binary_frames_are_refused(world, witness, data):
    teacher = await world.teacher().enter()
    await teacher.send(data)
    await teacher.until(lambda: teacher.heard("error"))
    assert teacher.heard("error")[0]["code"] in ("bad_message", "too_long", "forbidden")
    await teacher.send({"type": "ping", "t": 1})
    await teacher.until(lambda: teacher.heard("pong"))
    assert witness.binary == []
    await teacher.close()
