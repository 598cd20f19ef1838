"""The parts of the hub one by one: ring, batches, window, connections, pipes, relay, presence, words of the wire."""

import asyncio
import json
import struct
import zlib
from dataclasses import replace

import pytest

from live_classes.events import BadEvent, Event
from live_classes.hub import delivery, frames, parsing
from live_classes.hub.connection import UNREAD_MOST, Connection, Person
from live_classes.hub.facts import Facts, audience_text
from live_classes.hub.limits import Bucket
from live_classes.hub.network import NetworkBoard
from live_classes.hub.pipes import PlainPipe
from live_classes.hub.presence import NAMED_MOST, PresenceBoard
from live_classes.hub.relay import check_media, relay
from live_classes.hub.ring import CAPACITY, Entry, Ring, view
from live_classes.hub.welcome import Batches
from live_classes.hub.window import EVENTS_LEAST, EVENTS_START, MOST, VOICE_LEAST, Window
from tests.live_classes.room_client import voice_frame


class Pipe:
    """Keeps what it is given."""

    is_blocked = False
    push_wire = None

    def __init__(self):
        self.frames = []

    def push(self, frame):
        self.frames.append(frame)

    @property
    def messages(self) -> list[dict]:
        """What a client would read, batches taken apart."""
        messages = []
        for frame in self.frames:
            message = json.loads(frame.payload)
            messages += message["events"] if message.get("type") == "events" else [message]
        return messages


def _connection(number=2, role="pupil", level=1, cursor=0) -> Connection:
    closed = []
    person = Person(number, number, number, role, role in ("host", "teacher"))
    connection = Connection(person, Pipe(), closed.append, session_key="", now=0.0)
    connection.level = level
    connection.cursor = connection.told = cursor
    connection.open_gates()
    return connection


def _event(seq: int, audience: str = "", by: int = 1, text: str = "a") -> Event:
    return Event(seq, "chat", by, 0, {"text": text}, audience)


def _ring(*events: Event) -> Ring:
    ring = Ring(events[0].seq - 1 if events else 0)
    for event in events:
        ring.append(Entry(event))
    return ring


# --- frames -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_a_frame_is_what_a_websocket_client_reads(size):
    wire = frames.binary_frame(b"x" * size).wire
    assert wire[0] == 0x82
    assert not wire[1] & 0x80
    length, start = wire[1], 2
    if length == 126:
        length, start = struct.unpack("!H", wire[2:4])[0], 4
    elif length == 127:
        length, start = struct.unpack("!Q", wire[2:10])[0], 10
    assert length == size == len(wire) - start


def test_deflating_is_for_what_gets_smaller():
    long, short = frames.text_frame(b'{"a":"%s"}' % (b"chao " * 300)), frames.text_frame(b'{"a":1}')
    packed = frames.deflated(long)
    assert packed.payload[0] == frames.KIND_DEFLATED
    assert zlib.decompress(packed.payload[1:], -zlib.MAX_WBITS) == long.payload
    assert packed.size < long.size
    assert frames.deflated(short) is short


# --- ring ---------------------------------------------------------------------------------------------------


def test_the_ring_gives_what_came_after():
    ring = _ring(*(_event(seq) for seq in range(1, 11)))
    assert [entry.seq for entry in ring.after(7)] == [8, 9, 10]
    assert ring.after(10) == []
    assert ring.reaches(0)
    assert ring.reaches(10)
    assert not ring.reaches(11)


def test_the_ring_takes_nothing_out_of_order():
    ring = _ring(_event(5))
    for seq in (5, 7):
        with pytest.raises(ValueError, match="after"):
            ring.append(Entry(_event(seq)))
    assert ring.head == 5


def test_the_ring_forgets_the_oldest():
    ring = _ring(*(_event(seq) for seq in range(1, 2 * CAPACITY)))
    assert len(ring.after(ring.first - 1)) <= CAPACITY
    assert not ring.reaches(0)
    assert [entry.seq for entry in ring.after(ring.first - 1)] == list(range(ring.first, 2 * CAPACITY))


def test_the_ring_is_bounded_in_bytes_and_keeps_the_newest():
    ring = _ring(*(_event(seq, text="x" * 2_000_000) for seq in range(1, 10)))
    assert [entry.seq for entry in ring.after(ring.first - 1)][-1] == 9
    assert ring.first > 4


def test_a_part_of_the_ring_has_at_least_one_event():
    ring = _ring(_event(1, text="x" * 500), _event(2), _event(3))
    assert [entry.seq for entry in ring.after(0, max_bytes=10)] == [1]
    assert [entry.seq for entry in ring.after(1, max_bytes=10_000)] == [2, 3]


def test_runs_of_events_for_others_become_one_placeholder():
    audiences = ["staff", "7", "", "staff", "2,9", "staff", "staff"]
    ring = _ring(*(_event(seq, audience) for seq, audience in enumerate(audiences, start=1)))
    seen = [json.loads(part) for part in view(ring.after(0), 2, False)]
    assert [(part["seq"], "type" in part) for part in seen] == [
        (2, False),
        (3, True),
        (4, False),
        (5, True),
        (7, False),
    ]
    assert len(view(ring.after(0), 2, True)) == 7


def test_the_author_sees_an_event_for_staff():
    assert Entry(_event(1, "staff", by=4)).is_for(4, False)
    assert not Entry(_event(1, "staff", by=4)).is_for(5, False)


# --- delivery -----------------------------------------------------------------------------------------------


def test_each_event_reaches_whom_it_is_for_without_gaps():
    people = {number: _connection(number) for number in (2, 3, 4)} | {1: _connection(1, "host")}
    audiences = ["", "staff", "2", "", "3,4", "staff", "staff", ""]
    events = [_event(seq, audience, by=2 if seq == 2 else 1) for seq, audience in enumerate(audiences, start=1)]
    for event in events:
        delivery.deliver([Entry(event)], people.values(), 0.0)
    for number, connection in people.items():
        known = 0
        for message in connection.pipe.messages:
            assert message["seq"] == known + 1 or "type" not in message
            known = message["seq"]
        seen = [message["seq"] for message in connection.pipe.messages if "type" in message]
        assert seen == [event.seq for event in events if event.is_for(number, is_leading=number == 1)]


def test_a_batch_is_one_message():
    connection = _connection()
    delivery.deliver([Entry(_event(seq, "staff" if seq == 2 else "")) for seq in (1, 2, 3)], [connection], 0.0)
    assert len(connection.pipe.frames) == 1
    assert [message["seq"] for message in connection.pipe.messages] == [1, 2, 3]


def test_the_same_bytes_go_to_everybody():
    people = [_connection(number) for number in range(2, 6)]
    delivery.deliver([Entry(_event(1))], people, 0.0)
    assert len({id(connection.pipe.frames[0]) for connection in people}) == 1


def test_hidden_events_are_told_of_later_and_once():
    connection = _connection()
    for seq in (1, 2, 3):
        delivery.deliver([Entry(_event(seq, "staff"))], [connection], 0.0)
    assert connection.pipe.messages == []
    delivery.tell_hidden([connection])
    delivery.tell_hidden([connection])
    assert connection.pipe.messages == [{"seq": 3}]


def test_one_whose_window_is_full_gets_the_rest_when_it_answers():
    connection, ring = _connection(), Ring()
    for seq in range(1, 101):
        ring.append(entry := Entry(_event(seq, text="x" * 500)))
        delivery.deliver([entry], [connection], 0.0)
    assert connection.on_its_way < EVENTS_START + 700
    assert connection.cursor < 100
    for turn in range(100):
        assert connection.acknowledge(connection.sent, now=turn * 0.05)
        assert delivery.feed(connection, ring)
    assert [message["seq"] for message in connection.pipe.messages] == list(range(1, 101))


def test_one_who_is_behind_the_ring_must_be_fed_from_the_log():
    ring = _ring(*(_event(seq) for seq in range(500, 510)))
    assert not delivery.feed(_connection(cursor=3), ring)


def test_a_batch_for_many_is_made_once():
    ring = _ring(_event(1), _event(2, "3"), _event(3))
    batches = Batches(ring)
    common = batches.frame_for(_connection(8), 0)
    assert batches.frame_for(_connection(9), 0) is common
    assert batches.frame_for(_connection(3), 0) is not common
    assert b'"seq":2,' in batches.frame_for(_connection(3), 0).payload
    assert b'"seq":2,' not in common.payload
    ring.append(Entry(_event(4)))
    assert b'"seq":4' in batches.frame_for(_connection(8), 0).payload


# --- connection and window ----------------------------------------------------------------------------------


def test_nobody_acknowledges_more_than_was_sent():
    connection = _connection()
    connection.push(frames.text_frame(b"x" * 100))
    assert not connection.acknowledge(101, 0.0)
    assert connection.acknowledge(60, 0.0)
    assert not connection.acknowledge(10, 0.0)  # backwards
    assert connection.on_its_way == 40


def test_acknowledgements_go_on_past_four_gigabytes():
    connection = _connection()
    connection.sent = 2**32 + 50
    connection.acked = 2**32 - 50
    assert connection.acknowledge(20, 0.0)
    assert connection.on_its_way == 30


def test_who_leaves_too_much_unread_is_let_go():
    closed = []
    connection = _connection()
    connection.close = closed.append
    answer = frames.text_frame(b"x" * 10_000)
    while connection.tell(answer):
        assert connection.sent <= UNREAD_MOST + 20_000
    assert closed == [1013]


def _run_link(bytes_a_second: float, seconds: float, offered: float) -> tuple[Window, float]:
    """Send over a simulated link with 300 ms round trip; return the window and the most seconds a byte waited."""
    window, sent, acked, now, queue_end, longest = Window(0.0), 0, 0, 0.0, 0.0, 0.0
    arriving: list[tuple[float, int]] = []
    while now < seconds:
        now += 0.06
        while arriving and arriving[0][0] <= now:
            total = arriving.pop(0)[1]
            window.acknowledge(total - acked, total, sent, now)
            acked = total
        if sent - acked >= window.events:
            window.is_full = True
            continue
        size = int(offered * 0.06)
        sent += size
        queue_end = max(queue_end, now) + size / bytes_a_second
        longest = max(longest, queue_end - now) if now > seconds / 2 else 0.0
        arriving.append((queue_end + 0.3, sent))
    return window, longest


def test_the_window_of_a_narrow_link_shrinks_until_little_waits():
    window, longest = _run_link(3_000, 120, offered=9_000)
    assert EVENTS_LEAST <= window.events < EVENTS_START
    assert longest < 2.0


def test_the_window_of_a_good_link_grows():
    window, _ = _run_link(500_000, 60, offered=200_000)
    assert window.events > 2 * EVENTS_START
    assert window.events <= MOST


def test_a_window_where_nothing_waits_stays():
    window, longest = _run_link(8_000, 60, offered=2_500)
    assert window.events == EVENTS_START
    assert longest < 0.1


def test_voice_has_the_smaller_window():
    window, _ = _run_link(3_000, 120, offered=9_000)
    assert VOICE_LEAST <= window.voice < window.events


def test_a_bucket_fills_again():
    bucket = Bucket(10, 20, now=0.0)
    assert sum(bucket.take(0.0) for _ in range(30)) == 20
    assert not bucket.take(0.05)
    assert bucket.take(0.2)


# --- pipes --------------------------------------------------------------------------------------------------


async def test_a_plain_pipe_sends_at_once_and_in_order():
    sent, gate = [], asyncio.Event()
    gate.set()

    async def send(message):
        await gate.wait()
        sent.append(message["text"])

    free = []
    tasks = []
    pipe = PlainPipe(send, lambda coroutine: tasks.append(asyncio.create_task(coroutine)), lambda: free.append(1))
    pipe.push(frames.text_frame(b"1"))
    assert sent == ["1"]
    assert not tasks
    gate.clear()
    pipe.push(frames.text_frame(b"2"))
    assert pipe.is_blocked
    pipe.push(frames.text_frame(b"3"))  # for the ring: a pipe keeps nothing
    gate.set()
    await asyncio.gather(*tasks)
    assert sent == ["1", "2"]
    assert not pipe.is_blocked
    assert free == [1]


async def test_a_plain_pipe_whose_socket_is_gone_says_nothing():
    async def send(message):
        raise RuntimeError("gone")

    pipe = PlainPipe(send, None, None)
    pipe.push(frames.text_frame(b"1"))
    pipe.push(frames.text_frame(b"2"))
    assert pipe.is_dead


# --- voice and video ----------------------------------------------------------------------------------------


def test_voice_is_dropped_for_who_is_behind_and_never_queued():
    slow, good = _connection(2), _connection(3)
    slow.sent = 20_000
    for seq in range(10):
        relay(voice_frame(1, frame_seq=seq), 1, None, [slow, good])
    assert len(good.pipe.frames) == 10
    assert slow.pipe.frames == []
    assert slow.acknowledge(20_000, 1.0)
    relay(voice_frame(1, frame_seq=10), 1, None, [slow, good])
    assert [frame.payload[4:8] for frame in slow.pipe.frames] == [struct.pack("!I", 10)]


def test_voice_is_for_those_who_hear_it():
    author, deaf, member, other, host = (_connection(n) for n in range(1, 6))
    deaf.level = 0
    deaf.open_gates()
    host.is_leading = True
    relay(voice_frame(1), 1, frozenset({1, 2, 3}), [author, deaf, member, other, host])
    assert [len(c.pipe.frames) for c in (author, deaf, member, other, host)] == [0, 0, 1, 0, 1]


def test_after_a_dropped_picture_the_next_is_a_key_frame():
    viewer = _connection(2, level=3)

    def show(frame_seq: int, flags: int = 0) -> None:
        relay(voice_frame(1, b"p" * 400, kind=4, flags=flags, frame_seq=frame_seq), 1, None, [viewer])

    show(1, flags=1)
    show(2)
    viewer.sent += 50_000
    show(3)
    viewer.acknowledge(viewer.sent, 1.0)
    show(4)
    show(5, flags=3)  # the key frame of another stream, the screen
    show(6, flags=1)
    show(7)
    assert [struct.unpack("!I", frame.payload[4:8])[0] for frame in viewer.pipe.frames] == [1, 2, 5, 6, 7]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (voice_frame(3), "forbidden"),
        (voice_frame(2, b""), "bad_message"),
        (voice_frame(2, b"x" * 3000), "too_long"),
        (voice_frame(2, b"x", kind=4), "forbidden"),
    ],
)
def test_media_that_is_not_one_s_own_is_refused(data, code):
    with pytest.raises(BadEvent) as refusal:
        check_media(data, _connection(2), Facts(floor=frozenset({2, 3})))
    assert refusal.value.code == code


def test_a_group_hears_its_own():
    facts = Facts(groups=(frozenset({2, 3}), frozenset({4})))
    assert check_media(voice_frame(2), _connection(2), facts) == {2, 3}
    assert audience_text(check_media(voice_frame(2), _connection(2), facts)) == "2,3"
    assert check_media(voice_frame(1), _connection(1, "host"), facts) is None
    with pytest.raises(BadEvent):
        check_media(voice_frame(5), _connection(5), facts)
    with pytest.raises(BadEvent):
        check_media(voice_frame(2), _connection(2), replace(facts, is_open=False))


# --- presence and network -----------------------------------------------------------------------------------


def _tell(board: PresenceBoard, *people: Connection, now: float = 0.0) -> None:
    for connection in people:
        connection.pipe.frames.clear()
    board.tell(people, now)


def test_presence_is_told_once_whole_and_then_by_what_changes():
    board, first, second = PresenceBoard(), _connection(1, "host"), _connection(2)
    board.enter(1)
    _tell(board, first)
    assert first.pipe.messages == [{"type": "presence", "on": [1], "off": [], "count": 1, "all": True}]
    board.enter(2)
    _tell(board, first, second)
    assert first.pipe.messages == [{"type": "presence", "on": [2], "off": [], "count": 2}]
    assert second.pipe.messages == [{"type": "presence", "on": [1, 2], "off": [], "count": 2, "all": True}]
    _tell(board, first, second)
    assert first.pipe.messages == []


def test_a_person_with_two_devices_goes_with_the_last():
    board, teacher = PresenceBoard(), _connection(1, "host")
    board.enter(2)
    board.enter(2)
    _tell(board, teacher)
    board.leave(2)
    _tell(board, teacher)
    assert teacher.pipe.messages == []
    board.leave(2)
    _tell(board, teacher)
    assert teacher.pipe.messages == [{"type": "presence", "on": [], "off": [2], "count": 0}]


def test_who_was_behind_hears_all_of_presence_again():
    board, pupil = PresenceBoard(), _connection(2)
    board.enter(2)
    _tell(board, pupil)
    pupil.sent += 50_000
    board.enter(3)
    _tell(board, pupil)
    assert pupil.pipe.messages == []
    pupil.acknowledge(pupil.sent, 1.0)
    _tell(board, pupil)
    assert pupil.pipe.messages == [{"type": "presence", "on": [2, 3], "off": [], "count": 2, "all": True}]


def test_in_a_large_room_pupils_get_the_count_alone():
    board, teacher, pupil = PresenceBoard(), _connection(1, "host"), _connection(2)
    for number in range(1, NAMED_MOST + 2):
        board.enter(number)
    _tell(board, teacher, pupil)
    assert len(teacher.pipe.messages[0]["on"]) == NAMED_MOST + 1
    assert pupil.pipe.messages[0] == {"type": "presence", "on": [], "off": [], "count": NAMED_MOST + 1, "all": True}
    board.leave(5)
    _tell(board, teacher, pupil)
    assert pupil.pipe.messages[0]["on"] == [n for n in range(1, NAMED_MOST + 2) if n != 5]


def test_what_another_process_said_holds_for_a_while():
    board, teacher = PresenceBoard(), _connection(1, "host")
    board.hear("other", [[7, 2]], 0.0)
    assert board.sockets_of(7, 1.0) == 2
    _tell(board, teacher, now=1.0)
    assert teacher.pipe.messages[0]["on"] == [7]
    _tell(board, teacher, now=100.0)
    assert teacher.pipe.messages[0]["off"] == [7]


def test_leaders_see_the_cells_that_changed():
    board, teacher, pupil = NetworkBoard(), _connection(1, "host"), _connection(2)
    board.cut(9, 0.0)
    for link in ((2000, 100, 0.0), (2010, 110, 0.0), (80, 0, 0.0)):
        pupil.link = link
        board.tell([teacher, pupil], board.cells_here([teacher, pupil], 1.0), 1.0)
    first, second = teacher.pipe.messages
    assert sorted(first["cells"]) == [[1, 3, 0, 0], [2, 2, 2000, 100], [9, 0, 0, 0]]
    assert second["cells"] == [[2, 3, 80, 0]]
    assert pupil.pipe.frames == []


# --- words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", '"a"', "{", '{"a":NaN}', '{"a":-Infinity}', '{"a":1e999}', '{"a":1,"a":2}', "[" * 60_000],
)
def test_what_is_no_plain_object_is_refused(text):
    with pytest.raises(BadEvent) as refusal:
        parsing.parse_object(text)
    assert refusal.value.code == "bad_message"


def test_nesting_is_bounded():
    assert parsing.parse_object('{"a":[[[1]]]}') == {"a": [[[1]]]}
    with pytest.raises(BadEvent):
        parsing.parse_object('{"a":' + "[" * 20 + "]" * 20 + "}")


@pytest.mark.parametrize("text", ['{"a":"x\\u0000"}', '{"a\\u0000":1}', '{"a":["\\ud800"]}'])
def test_characters_that_cannot_be_stored_are_refused(text):
    with pytest.raises(BadEvent) as refusal:
        parsing.parse_object(text)
    assert refusal.value.code == "bad_character"


@pytest.mark.parametrize(
    ("value", "code"), [(-1, "bad_seq"), (2**63, "bad_seq"), ("1", "bad_message"), (True, "bad_message")]
)
def test_a_seq_that_no_log_has_is_refused(value, code):
    with pytest.raises(BadEvent) as refusal:
        parsing.parse_seq(value)
    assert refusal.value.code == code
