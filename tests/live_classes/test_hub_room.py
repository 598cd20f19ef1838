"""A room as its devices see it, over real sockets: order, privacy, roles, coming back."""

import asyncio
import struct
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest
import websockets

from tests.live_classes.room_client import RoomClient, voice_frame


class Devices(AsyncExitStack):
    """Clients that are closed at the end of a test."""

    async def enter(self, client: RoomClient, **hello) -> RoomClient:
        """Let a client say hello."""
        self.push_async_callback(client.close)
        return await client.enter(**hello)

    async def open(self, client: RoomClient) -> RoomClient:
        """Open a socket without a word."""
        self.push_async_callback(client.close)
        return await client.open()


@pytest.fixture
async def devices():
    async with Devices() as stack:
        yield stack


# --- events -------------------------------------------------------------------------------------------------


async def test_everybody_hears_the_same_events_in_the_same_order(world, devices):
    teacher = await devices.enter(world.teacher())
    pupils = [await devices.enter(world.pupil(index)) for index in range(4)]
    start = teacher.seq
    answers = await asyncio.gather(
        *(client.say("chat", {"text": f"câu {n}"}) for n in range(10) for client in [teacher, *pupils])
    )
    head = max(answer["seq"] for answer in answers)
    assert sorted(answer["seq"] for answer in answers) == list(range(start + 1, start + 51))
    for client in [teacher, *pupils]:
        await client.until_seq(head)
        assert client.in_order()
        assert client.events == teacher.events


async def test_the_same_cid_again_is_the_same_event(world, devices):
    pupil = await devices.enter(world.pupil())
    first = await pupil.say("chat", {"text": "một lần"})
    again = await pupil.say("chat", {"text": "khác đi"}, cid=first["cid"])
    await pupil.until(lambda: len(pupil._answers(first["cid"])) == 2)
    assert again["seq"] == first["seq"]
    assert [cid for _, _, cid in world.act("stored")].count(first["cid"]) == 1


async def test_two_people_may_use_the_same_cid(world, devices):
    cid = str(uuid4())
    one, two = await devices.enter(world.pupil(0)), await devices.enter(world.pupil(1))
    assert (await one.say("chat", {"text": "a"}, cid))["seq"] != (await two.say("chat", {"text": "b"}, cid))["seq"]


async def test_the_author_is_who_the_socket_belongs_to(world, devices):
    pupil = await devices.enter(world.pupil())
    cid = str(uuid4())
    await pupil.send({"type": "chat", "cid": cid, "by": 1, "seq": 3, "role": "host", "data": {"text": "hi"}})
    answer = await pupil.answer(cid)
    await pupil.until_seq(answer["seq"])
    assert pupil.events[answer["seq"]]["by"] == world.number(0)


async def test_a_pupil_cannot_send_the_events_of_a_teacher(world, devices):
    teacher, pupil = await devices.enter(world.teacher()), await devices.enter(world.pupil())
    for kind, data in (("mute_all", {}), ("end", {}), ("lock", {"on": True}), ("chat_mode", {"mode": "off"})):
        assert (await pupil.say(kind, data))["code"] == "forbidden"
    person = {"number": 2, "name": "Cô Lan", "initials": "CL", "role": "host"}
    assert (await teacher.say("person", person))["code"] == "forbidden"
    assert teacher.events == {}


async def test_one_bad_event_spoils_no_other(world, devices):
    teacher = await devices.enter(world.teacher())
    kinds = [
        ("chat", {"text": "một"}),
        ("chat", {"text": "  "}),
        ("slide", {"deck": "blank"}),
        ("chat", {"text": "hai"}),
    ]
    answers = await asyncio.gather(*(teacher.say(kind, data) for kind, data in kinds))
    assert [answer.get("code") for answer in answers] == [None, "empty", "bad_message", None]


async def test_an_event_of_another_process_arrives(world, devices):
    pupil = await devices.enter(world.pupil())
    [seq] = world.act("append", kind="timer", data={"seconds": 60, "label": ""})
    await pupil.until_seq(seq)
    assert pupil.events[seq]["type"] == "timer"
    assert pupil.events[seq]["by"] == 0


async def test_people_are_told_who_is_there_and_who_went(world, devices):
    teacher, pupil = await devices.enter(world.teacher()), await devices.enter(world.pupil())
    numbers = {teacher.welcome["number"], pupil.welcome["number"]}
    await teacher.until(lambda: _present(teacher) == numbers)
    await pupil.close()
    await teacher.until(lambda: _present(teacher) == {teacher.welcome["number"]})


def _present(client: RoomClient) -> set[int]:
    present: set[int] = set()
    for frame in client.heard("presence"):
        present = set(frame["on"]) if frame.get("all") else present - set(frame["off"]) | set(frame["on"])
    return present


async def test_a_pointer_is_seen_and_leaves_no_trace(world, devices):
    teacher, pupil = await devices.enter(world.teacher()), await devices.enter(world.pupil(level=2))
    other = await devices.enter(world.pupil(1, level=2))
    await pupil.send({"type": "pointer", "data": {"x": 1, "y": 1}})  # has no pen: nobody sees it
    await teacher.send({"type": "pointer", "data": {"x": 5, "y": 6}})
    await other.until(lambda: other.heard("pointer"))
    assert [frame["data"] for frame in other.heard("pointer")] == [{"x": 5, "y": 6}]
    assert "pointer" not in [kind for _, kind, _ in world.act("stored")]


# --- private events -----------------------------------------------------------------------------------------


async def _fill_with_secrets(world, devices) -> tuple[RoomClient, RoomClient, int]:
    """Return teacher, a pupil who asked and answered, and the ``seq`` at the end."""
    teacher, author = await devices.enter(world.teacher()), await devices.enter(world.pupil(0))
    await author.say("question", {"text": "bí mật của em"})
    poll = {"question": "1/2 = ?", "options": ["2/4", "2/3"], "isQuiz": True, "seconds": None, "results": "never"}
    opened = await teacher.say("poll_open", poll)
    await teacher.say("poll_key", {"poll": opened["seq"], "option": 0})
    await author.say("poll_answer", {"poll": opened["seq"], "option": 1})
    last = await teacher.say("chat", {"text": "hết"})
    return teacher, author, last["seq"]


SECRET = ("question", "poll_key", "poll_answer")


async def test_live_events_keep_secrets(world, devices):
    other = await devices.enter(world.pupil(1))
    teacher, author, head = await _fill_with_secrets(world, devices)
    for client in (teacher, author, other):
        await client.until_seq(head)
        assert client.in_order()
    assert not {event["type"] for event in other.events.values()} & set(SECRET)
    assert {"question", "poll_answer"} <= {event["type"] for event in author.events.values()}
    assert "poll_key" not in {event["type"] for event in author.events.values()}
    assert set(SECRET) <= {event["type"] for event in teacher.events.values()}


async def test_what_was_missed_comes_without_the_secrets_of_others(world, devices):
    known = await devices.enter(world.pupil(1))
    other, own = world.pupil(1), world.pupil(0)
    for client in (other, own):
        client.epoch, client.seq = known.epoch, known.seq
    *_, head = await _fill_with_secrets(world, devices)
    await devices.enter(other)
    await devices.enter(own)
    assert {event["type"] for event in other.events.values()} == {"poll_open", "chat"}
    assert {event["type"] for event in own.events.values()} == {"poll_open", "chat", "question", "poll_answer"}
    assert other.seq == own.seq == head


async def test_the_state_comes_without_the_secrets_of_others(world, devices):
    await _fill_with_secrets(world, devices)
    witness = await devices.enter(world.pupil(2))
    seqs = world.act("append", kind="timer", data={"seconds": 60, "label": ""}, count=301)  # no state is kept so long
    await witness.until_seq(seqs[-1])
    other, own = await devices.enter(world.pupil(1)), await devices.enter(world.pupil(0))
    [poll] = other.state["polls"].values()
    assert not poll["answers"]
    assert poll["key"] is None
    assert other.state["questions"] == other.own == []
    assert [event["type"] for event in own.own] == ["question", "poll_answer"]
    assert "bí mật" not in str(other.frames)


async def test_a_group_talks_among_itself(world, devices):
    teacher = await devices.enter(world.teacher())
    one, two, three = [await devices.enter(world.pupil(index)) for index in range(3)]
    groups = [[world.number(0), world.number(1)], [world.number(2)]]
    opened = await teacher.say("groups_open", {"groups": groups, "minutes": 5})
    said = await one.say("chat", {"text": "trong nhóm"})
    assert opened["seq"] < said["seq"]
    closed = await teacher.say("groups_close", {})
    for client in (teacher, one, two, three):
        await client.until_seq(closed["seq"])
    assert said["seq"] in two.events
    assert said["seq"] in teacher.events
    assert said["seq"] not in three.events
    assert three.in_order()


# --- coming back --------------------------------------------------------------------------------------------


async def test_who_comes_back_gets_what_was_missed_from_the_ring(world, devices):
    teacher, pupil = await devices.enter(world.teacher()), await devices.enter(world.pupil())
    pupil.cut()
    for n in range(30):
        last = await teacher.say("chat", {"text": f"lúc mất mạng {n}"})
    await pupil.until_closed()
    await pupil.enter()
    assert pupil.seq == last["seq"]
    assert pupil.in_order()
    assert len(pupil.heard("snapshot")) == 1  # the one of the first time


async def test_what_is_older_than_the_ring_comes_from_the_log(world, devices):
    witness = await devices.enter(world.pupil())
    late = world.pupil(1)
    late.epoch, late.seq = witness.epoch, witness.seq
    since = witness.seq
    for _ in range(5):
        seqs = world.act("append", kind="timer", data={"seconds": 60, "label": "còn một phút"}, count=500)
    await witness.until_seq(seqs[-1])
    assert witness.in_order()
    await devices.enter(late)
    assert late.seq == seqs[-1]
    assert sorted(late.events) == list(range(since + 1, seqs[-1] + 1))
    assert late.in_order()
    assert late.heard("snapshot") == []


async def test_who_missed_very_much_gets_the_state(world, devices):
    witness = await devices.enter(world.pupil())
    late = world.pupil(1)
    late.epoch, late.seq = witness.epoch, witness.seq
    for _ in range(11):
        seqs = world.act("append", kind="timer", data={"seconds": 60, "label": ""}, count=500)
    await witness.until_seq(seqs[-1])
    await devices.enter(late)
    assert late.heard("snapshot")[0]["seq"] == seqs[-1]


async def test_stored_events_are_acknowledged_on_return(world, devices):
    pupil = await devices.enter(world.pupil())
    stored = await pupil.say("chat", {"text": "đã lưu"})
    lost = str(uuid4())
    pupil.cut()
    await pupil.until_closed()
    pupil.frames.clear()
    await pupil.enter(pending=[stored["cid"], lost])
    assert await pupil.answer(stored["cid"]) == stored
    assert pupil._answers(lost) == []


async def test_another_log_means_another_state(world, devices):
    pupil = await devices.enter(world.pupil())
    await pupil.close()
    pupil.epoch = str(uuid4())
    await pupil.enter()
    assert len(pupil.heard("snapshot")) == 2


async def test_a_restored_log_sends_everybody_back_to_its_state(world, devices):
    pupil = await devices.enter(world.pupil())
    before = pupil.seq
    await pupil.say("chat", {"text": "sẽ mất"})
    world.act("restore_backup", keep=before)
    assert await pupil.until_closed() == 1012
    pupil.frames.clear()
    await pupil.enter()
    assert pupil.heard("snapshot")[0]["seq"] == before
    assert (await pupil.say("chat", {"text": "lại từ đầu"}))["seq"] == before + 1


# --- who may come in ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None, "http://127.0.0.1.evil.example"])
async def test_other_sites_get_no_socket(world, origin):
    with pytest.raises(websockets.InvalidStatus) as refusal:
        await websockets.connect(world.address, origin=origin, proxy=None)
    assert refusal.value.response.status_code == 403


async def test_an_unknown_address_gets_no_socket(world):
    with pytest.raises(websockets.InvalidStatus) as refusal:
        await websockets.connect(world.address.replace("/day/", "/dau/"), origin=world.origin, proxy=None)
    assert refusal.value.response.status_code == 403
    assert not world.has_failed


@pytest.mark.parametrize("token", ["", "x", None, 5, "WzEsMSwxLCJob3N0Il0:1xVdoe:17Zn", "a" * 5000])
async def test_a_bad_token_closes_the_socket(world, devices, token):
    client = world.pupil()
    client.token = token
    await devices.open(client)
    await client.send({"type": "hello", "token": token, "epoch": None, "since": None, "level": 1})
    assert await client.until_closed() == 4401


async def test_a_token_is_for_one_class(world, devices):
    elsewhere = world.pupil()
    world.new_room()
    elsewhere.address = world.address
    await devices.open(elsewhere)
    await elsewhere.send({"type": "hello", "token": elsewhere.token, "epoch": None, "since": None})
    assert await elsewhere.until_closed() == 4404


async def test_a_sixth_socket_of_one_person_is_one_too_many(world, devices):
    own = [await devices.enter(world.pupil()) for _ in range(5)]
    sixth = await devices.open(world.pupil())
    await sixth.send({"type": "hello", "token": sixth.token, "epoch": None, "since": None})
    assert await sixth.until_closed() == 4429
    assert (await own[0].say("chat", {"text": "vẫn ở đây"}))["seq"]


async def test_somebody_removed_is_out_at_once_and_stays_out(world, devices):
    teacher, pupil, other = [await devices.enter(world.client(index)) for index in range(3)]
    await teacher.say("remove", {"person": world.number(0)})
    assert await pupil.until_closed() == 4403
    again = await devices.open(world.pupil())
    await again.send({"type": "hello", "token": again.token, "epoch": None, "since": None})
    assert await again.until_closed() == 4403
    assert (await other.say("chat", {"text": "ở lại"}))["seq"]


async def test_removal_from_outside_reaches_the_room(world, devices):
    pupil = await devices.enter(world.pupil())
    world.act("remove", number=world.number(0))
    assert await pupil.until_closed() == 4403


async def test_signing_out_ends_the_socket(world, devices):
    pupil, other = await devices.enter(world.pupil(0)), await devices.enter(world.pupil(1))
    world.act("sign_out", session=world.room["places"][1]["session"])
    assert await pupil.until_closed(seconds=60) == 4401
    assert other.close_code is None


async def test_leaving_the_class_ends_the_socket(world, devices):
    pupil = await devices.enter(world.pupil(7))
    world.act("end_membership", index=7)
    try:
        assert await pupil.until_closed(seconds=60) == 4403
    finally:
        world.act("give_membership", index=7)


async def test_the_end_of_the_class_is_heard_before_the_socket_ends(world, devices):
    teacher, pupil = await devices.enter(world.teacher()), await devices.enter(world.pupil())
    ended = await teacher.say("end", {})
    assert await pupil.until_closed() == 4409
    assert pupil.events[ended["seq"]]["type"] == "end"
    late = await devices.open(world.pupil(1))
    await late.send({"type": "hello", "token": late.token, "epoch": None, "since": None})
    assert await late.until_closed() == 4409


async def test_a_class_that_is_ended_on_the_page_ends_for_all(world, devices):
    pupil = await devices.enter(world.pupil())
    world.act("end_class")
    assert await pupil.until_closed() == 4409
    assert "end" in {event["type"] for event in pupil.events.values()}


# --- voice and video ----------------------------------------------------------------------------------------


async def test_the_voice_of_a_teacher_is_heard_by_all_who_want_it(world, devices):
    teacher, pupil, deaf = [await devices.enter(world.client(0)), await devices.enter(world.pupil(0)), world.pupil(1)]
    await devices.enter(deaf, level=0)
    for n in range(5):
        await teacher.send(voice_frame(teacher.welcome["number"], frame_seq=n))
    await pupil.until(lambda: len(pupil.binary) == 5)
    assert pupil.binary[4] == voice_frame(teacher.welcome["number"], frame_seq=4)
    await deaf.say("chat", {"text": "em chỉ đọc"})
    assert deaf.binary == teacher.binary == []


async def test_a_pupil_is_heard_only_when_called(world, devices):
    teacher, pupil, other = [await devices.enter(world.client(index)) for index in range(3)]
    number = world.number(0)
    await pupil.send(voice_frame(number))
    await pupil.until(lambda: pupil.heard("error"))
    assert pupil.heard("error")[0]["code"] == "forbidden"
    called = await teacher.say("floor", {"person": number, "on": True})
    await pupil.until_seq(called["seq"])
    await pupil.send(voice_frame(number, b"em thua co" * 10))
    await other.until(lambda: other.binary)
    assert b"em thua co" in other.binary[0]
    assert len(other.binary) == 1


async def test_nobody_speaks_in_the_name_of_another(world, devices):
    teacher, pupil = await devices.enter(world.teacher()), await devices.enter(world.pupil())
    await teacher.send(voice_frame(world.number(0)))
    await teacher.until(lambda: teacher.heard("error"))
    await teacher.send(voice_frame(teacher.welcome["number"], b"toi day" * 20))
    await pupil.until(lambda: pupil.binary)
    assert len(pupil.binary) == 1


async def test_the_talk_of_a_group_stays_there(world, devices):
    teacher, one, two, three = [await devices.enter(world.client(index)) for index in range(4)]
    groups = [[world.number(0), world.number(1)], [world.number(2)]]
    opened = await teacher.say("groups_open", {"groups": groups, "minutes": None})
    await one.until_seq(opened["seq"])
    await one.send(voice_frame(world.number(0)))
    await teacher.until(lambda: teacher.binary)
    await two.until(lambda: two.binary)
    await three.say("chat", {"text": "em không nghe gì"})
    assert three.binary == []


async def test_pictures_go_to_those_who_want_them_from_a_key_frame_on(world, devices):
    teacher, viewer, listener = await devices.enter(world.teacher()), world.pupil(0), world.pupil(1)
    await devices.enter(viewer, level=3)
    await devices.enter(listener, level=2)
    number = teacher.welcome["number"]
    await teacher.send(voice_frame(number, b"x" * 500, kind=4, flags=1))
    await teacher.until(lambda: teacher.heard("error"))  # no camera is open
    await teacher.say("stream", {"kind": "camera", "on": True})
    await teacher.send(voice_frame(number, b"x" * 500, kind=4, flags=1))
    await viewer.until(lambda: viewer.binary)
    await listener.say("chat", {"text": "không xem"})
    assert listener.binary == []


# --- slow and noisy devices ---------------------------------------------------------------------------------


async def test_who_acknowledges_nothing_is_sent_no_more_than_the_window(world, devices):
    teacher, other = await devices.enter(world.teacher()), await devices.enter(world.pupil(1))
    slow = world.pupil(0, deflate=False)
    slow.acknowledges = False
    await devices.enter(slow)
    before = slow.received
    for n in range(60):
        last = await teacher.say("chat", {"text": f"{n} " + "dài " * 250})
        await teacher.send(voice_frame(teacher.welcome["number"], frame_seq=n))
    await other.until_seq(last["seq"])
    assert other.in_order()
    assert slow.received - before < 16_000
    assert slow.seq < last["seq"]
    slow.acknowledges = True
    await slow.send(struct.pack("!BI", 1, slow.received))
    await slow.until_seq(last["seq"])
    assert slow.in_order()


async def test_a_pupil_who_sends_too_much_is_told_so_and_stays(world, devices):
    pupil, other = await devices.enter(world.pupil(0)), await devices.enter(world.pupil(1))
    cids = [await pupil.put("chat", {"text": f"tin {n}"}) for n in range(60)]
    answers = [await pupil.answer(cid) for cid in cids]
    assert 20 <= sum(answer["type"] == "ack" for answer in answers) < 60
    assert {answer.get("code") for answer in answers} == {None, "rate_limited"}
    assert (await other.say("chat", {"text": "em thì được"}))["seq"]
    assert pupil.close_code is None


async def test_who_sends_nothing_but_rubbish_is_let_go(world, devices):
    pupil, other = await devices.enter(world.pupil(0)), await devices.enter(world.pupil(1))
    with pytest.raises(websockets.ConnectionClosed):
        while True:
            await pupil.send("[]")
            await asyncio.sleep(0)
    assert await pupil.until_closed() == 4400
    assert (await other.say("chat", {"text": "yên ổn"}))["seq"]


async def test_presence_is_a_span_that_leaving_ends(world, devices):
    left, cut = await devices.enter(world.pupil(0)), await devices.enter(world.pupil(1))
    await left.send({"type": "leave"})
    assert await left.until_closed() == 1000
    cut.cut()
    teacher = await devices.enter(world.teacher())
    await teacher.until(lambda: _present(teacher) == {teacher.welcome["number"]})
    await teacher.until(lambda: len(teacher.heard("network")) > 0)
    spans = {number: has_ended for number, _, has_ended in world.act("spans")}
    assert spans[world.number(0)] is True
    assert spans[world.number(1)] is False


async def test_the_teacher_alone_sees_the_links_of_the_class(world, devices):
    teacher, pupil, cut = [await devices.enter(world.client(index)) for index in range(3)]
    await pupil.send({"type": "link", "rtt": 1500, "lag": 400, "lost": 0.01})
    cut.cut()
    cells = {}

    def know(number: int, quality: int) -> bool:
        for frame in teacher.heard("network"):
            cells.update({cell[0]: cell[1:] for cell in frame["cells"]})
        return cells.get(number, [None])[0] == quality

    await teacher.until(lambda: know(world.number(0), 2) and know(world.number(1), 0))
    assert cells[world.number(0)][1] == 1500
    assert pupil.heard("network") == []
