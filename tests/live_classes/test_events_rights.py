"""Who may do what in the room, and when."""

import pytest

from live_classes.events import EVENT_KINDS, SYSTEM, Actor
from tests.live_classes.class_log import DECK, HANDOUT, HOST, PureRoom, room_with, try_send
from tests.live_classes.every_kind import LINE, as_sent, class_with_every_kind

PEN = {"tool": "pen", "color": 0, "width": 1, "points": LINE}
BOARD = {"deck": "blank", "page": 1}
POLL = {"question": "Bằng 2/3?", "options": ["4/6", "3/2"], "isQuiz": True, "seconds": None, "results": "after"}
OF_ALL = {"chat", "question", "hand", "reaction", "poll_answer"}  # what pupils may do without a right of their own


@pytest.fixture
def room() -> PureRoom:
    """A room with its teacher (1), three pupils (2, 3, 4) and a guest (5)."""
    room, _ = room_with(pupils=3)
    room.let_in(5, "Khách", "guest")
    room.send(HOST, "deck", {"file": DECK})
    return room


ONE, TWO, THREE, GUEST = Actor(2, "pupil"), Actor(3, "pupil"), Actor(4, "pupil"), Actor(5, "guest")


@pytest.mark.parametrize("role", ["pupil", "guest"])
@pytest.mark.parametrize("kind", sorted(set(EVENT_KINDS) - OF_ALL))
def test_pupils_and_guests_are_refused_what_is_for_who_leads(room, kind, role):
    data = next((as_sent(event) for event in class_with_every_kind().events if event.kind == kind), {})
    if kind in ("stroke", "erase", "restore"):
        data["deck"] = DECK
    if kind in ("pen", "floor"):
        data = {"person": 2, "on": True}
    assert try_send(room, Actor(2, role), kind, data) in ("forbidden", "not_found")


@pytest.mark.parametrize("kind", sorted(name for name, kind in EVENT_KINDS.items() if not kind.from_clients))
def test_nobody_speaks_for_the_server(room, kind):
    data = {"number": 9, "name": "Ai đó", "initials": "A"} | ({"role": "host"} if kind == "person" else {})
    assert try_send(room, HOST, kind, data) == "forbidden"
    assert try_send(room, SYSTEM, kind, data) == ""


def test_after_the_end_only_the_server_is_heard(room):
    room.send(HOST, "poll_open", POLL)
    room.send(HOST, "end", {})
    assert not any(poll["open"] for poll in room.state["polls"].values())
    assert try_send(room, HOST, "chat", {"text": "Chào các em"}) == "closed"
    assert try_send(room, ONE, "hand", {"up": True}) == "closed"
    assert try_send(room, HOST, "end", {}) == "closed"
    assert try_send(room, SYSTEM, "chat_mode", {"mode": "off"}) == ""


def test_who_was_removed_can_do_nothing_and_has_lost_what_they_held(room):
    for kind in ("pen", "floor"):
        room.send(HOST, kind, {"person": 2, "on": True})
    room.send(ONE, "hand", {"up": True})
    room.send(HOST, "remove", {"person": 2})
    assert (room.state["pens"], room.state["floor"], room.state["hands"]) == ([], [], [])
    assert try_send(room, ONE, "chat", {"text": "hi"}) == "forbidden"
    assert try_send(room, HOST, "pen", {"person": 2, "on": True}) == "not_found"
    room.send(HOST, "admit", {"person": 2, "on": True})
    room.let_in(2, "Hồ Thị Nhi")
    assert try_send(room, ONE, "chat", {"text": "Em chào cô"}) == ""


def test_who_leads_cannot_be_removed_or_put_into_a_group(room):
    assert try_send(room, HOST, "remove", {"person": 1}) == "forbidden"
    assert try_send(room, HOST, "groups_open", {"groups": [[1, 2]], "minutes": None}) == "forbidden"
    assert try_send(room, HOST, "groups_open", {"groups": [[2, 77]], "minutes": None}) == "not_found"


def test_chat_follows_its_mode(room):
    expected = {"open": ("", ""), "questions": ("chat_off", ""), "off": ("chat_off", "chat_off")}
    for mode, (chat, question) in expected.items():
        room.send(HOST, "chat_mode", {"mode": mode})
        assert try_send(room, ONE, "chat", {"text": "a"}) == chat
        assert try_send(room, ONE, "question", {"text": "a"}) == question
        assert try_send(room, HOST, "chat", {"text": "a"}) == ""


def test_a_message_is_hidden_once_and_only_if_it_is_there(room):
    said = room.send(ONE, "chat", {"text": "a"}).seq
    assert try_send(room, HOST, "chat_hide", {"seq": said + 1}) == "not_found"
    assert try_send(room, HOST, "chat_hide", {"seq": said}) == ""
    assert try_send(room, HOST, "chat_hide", {"seq": said}) == "duplicate"
    for number in range(201):
        room.send(ONE, "chat", {"text": str(number)})
    older = room.state["chat"][0]["seq"] - 1
    assert try_send(room, HOST, "chat_hide", {"seq": older}) == ""  # pages that still show it hide it


def test_a_pupil_has_five_questions_waiting_at_most(room):
    asked = [room.send(ONE, "question", {"text": "Vì sao ạ?"}).seq for _ in range(5)]
    assert try_send(room, ONE, "question", {"text": "a"}) == "too_many"
    assert try_send(room, TWO, "question", {"text": "a"}) == ""
    room.send(HOST, "answer", {"question": asked[0], "shared": False})
    assert try_send(room, ONE, "question", {"text": "a"}) == ""
    assert try_send(room, HOST, "answer", {"question": 999, "shared": False}) == "not_found"


def test_hands_wait_in_order_and_who_leads_only_lowers(room):
    for actor in (TWO, ONE, TWO):
        room.send(actor, "hand", {"up": True}, after_ms=1000)
    assert room.state["hands"] == [{"person": 3, "at": 1000}, {"person": 2, "at": 2000}]
    assert try_send(room, HOST, "hand", {"up": True, "person": 4}) == "forbidden"
    assert try_send(room, ONE, "hand", {"up": False, "person": 3}) == "forbidden"
    assert try_send(room, HOST, "hand", {"up": False, "person": 3}) == ""
    assert [hand["person"] for hand in room.state["hands"]] == [2]


def test_the_floor_answers_the_hand_and_can_be_given_back(room):
    room.send(ONE, "hand", {"up": True})
    room.send(HOST, "floor", {"person": 2, "on": True})
    assert (room.state["hands"], room.state["floor"]) == ([], [2])
    assert try_send(room, TWO, "floor", {"person": 2, "on": False}) == "forbidden"
    room.send(ONE, "floor", {"person": 2, "on": False})
    assert room.state["floor"] == []
    room.send(HOST, "floor", {"person": 2, "on": True})
    room.send(ONE, "hand", {"up": False})
    assert room.state["floor"] == []


def test_twelve_have_the_floor_at_most():
    room, pupils = room_with(pupils=13)
    codes = [try_send(room, HOST, "floor", {"person": pupil.number, "on": True}) for pupil in pupils]
    assert codes == [""] * 12 + ["too_many"]
    assert try_send(room, HOST, "floor", {"person": 2, "on": True}) == ""  # has it already
    room.send(HOST, "mute_all", {})
    assert room.state["floor"] == []


def test_reactions_are_one_a_person(room):
    room.send(ONE, "reaction", {"mark": "unclear"})
    room.send(ONE, "reaction", {"mark": "got_it"}, after_ms=5)
    assert room.state["reactions"] == {"2": {"mark": "got_it", "at": 5}}
    room.send(ONE, "reaction", {"mark": None})
    assert room.state["reactions"] == {}


def test_an_answer_counts_until_three_seconds_after_the_time(room):
    poll = room.send(HOST, "poll_open", {**POLL, "seconds": 10}).seq
    assert try_send(room, ONE, "poll_answer", {"poll": poll, "option": 2}) == "bad_message"
    assert try_send(room, HOST, "poll_answer", {"poll": poll, "option": 0}) == "forbidden"
    assert try_send(room, ONE, "poll_answer", {"poll": 999, "option": 0}) == "not_found"
    assert try_send(room, ONE, "poll_answer", {"poll": poll, "option": 0}, after_ms=13_000) == ""
    assert try_send(room, ONE, "poll_answer", {"poll": poll, "option": 1}) == ""
    assert try_send(room, TWO, "poll_answer", {"poll": poll, "option": 1}, after_ms=1) == "closed"
    closed = room.send(HOST, "poll_close", {"poll": poll})
    assert closed.data == {"poll": poll, "counts": [0, 1]}
    assert try_send(room, ONE, "poll_answer", {"poll": poll, "option": 1}) == "closed"
    assert try_send(room, HOST, "poll_close", {"poll": poll}) == "closed"


@pytest.mark.parametrize("results", ["never", "after", "live"])
def test_results_are_shown_as_was_chosen(room, results):
    poll = room.send(HOST, "poll_open", {**POLL, "results": results}).seq
    assert try_send(room, HOST, "poll_key", {"poll": poll, "option": 5}) == "bad_message"
    room.send(HOST, "poll_key", {"poll": poll, "option": 1})
    room.send(ONE, "poll_answer", {"poll": poll, "option": 0})
    if results == "live":
        assert room.send(HOST, "poll_show", {"poll": poll}).data == {"poll": poll, "counts": [1, 0]}
        assert try_send(room, HOST, "poll_show", {"poll": poll}, after_ms=1999) == "rate_limited"
        assert try_send(room, HOST, "poll_show", {"poll": poll}, after_ms=1) == ""
    else:
        assert try_send(room, HOST, "poll_show", {"poll": poll}) == "forbidden"
    assert try_send(room, HOST, "poll_key", {"poll": poll, "option": 0}) == ""  # nobody was told another
    told = {"counts": [1, 0], "key": 0}
    assert room.send(HOST, "poll_close", {"poll": poll}).data == {"poll": poll, **({} if results == "never" else told)}
    assert room.send(HOST, "poll_show", {"poll": poll}).data == {"poll": poll, **told}
    assert room.common["polls"][str(poll)]["shown"] == {"at": room.clock_ms, **told}
    assert try_send(room, HOST, "poll_key", {"poll": poll, "option": 1}) == "closed"


def test_a_new_poll_closes_the_one_before_and_a_plain_poll_has_no_key(room):
    first = room.send(HOST, "poll_open", POLL).seq
    second = room.send(HOST, "poll_open", {**POLL, "isQuiz": False}).seq
    assert [room.state["polls"][str(seq)]["open"] for seq in (first, second)] == [False, True]
    assert try_send(room, HOST, "poll_key", {"poll": second, "option": 0}) == "bad_message"


def test_slides_turn_only_to_pages_that_are_there(room):
    assert try_send(room, HOST, "slide", {"deck": DECK, "page": 12}) == ""
    assert try_send(room, HOST, "slide", {"deck": DECK, "page": 13}) == "not_found"
    assert try_send(room, HOST, "slide", {"deck": HANDOUT, "page": 1}) == "not_found"
    assert try_send(room, HOST, "slide", {"deck": "blank", "page": 50}) == ""
    assert try_send(room, HOST, "slide", {"deck": "blank", "page": 51}) == "not_found"


def test_a_file_is_handed_out_once(room):
    assert try_send(room, HOST, "file", {"file": HANDOUT}) == ""
    assert try_send(room, HOST, "file", {"file": HANDOUT}) == "duplicate"


def test_a_pen_lets_draw_until_it_is_taken_back(room):
    assert try_send(room, ONE, "stroke", {**BOARD, **PEN}) == "forbidden"
    room.send(HOST, "pen", {"person": 2, "on": True})
    assert try_send(room, ONE, "stroke", {**BOARD, **PEN}) == ""
    assert try_send(room, ONE, "pointer", {"x": 1, "y": 2}) == ""
    assert try_send(room, ONE, "board_clear", BOARD) == "forbidden"
    room.send(ONE, "pen", {"person": 2, "on": False})
    assert try_send(room, ONE, "stroke", {**BOARD, **PEN}) == "forbidden"
    assert try_send(room, ONE, "pointer", {"x": 1, "y": 2}) == "forbidden"


def test_pupils_erase_their_own_and_bring_back_what_they_erased(room):
    for number in (2, 3):
        room.send(HOST, "pen", {"person": number, "on": True})
    own, other = (room.send(actor, "stroke", {**BOARD, **PEN}).seq for actor in (ONE, TWO))
    assert try_send(room, ONE, "erase", {**BOARD, "items": [own, other]}) == "forbidden"
    assert room.send(ONE, "erase", {**BOARD, "items": [own, 999]}).data["items"] == [own]
    assert try_send(room, ONE, "erase", {**BOARD, "items": [own]}) == "not_found"
    assert try_send(room, TWO, "restore", {**BOARD, "items": [own]}) == "not_found"
    assert room.send(HOST, "erase", {**BOARD, "items": [own, other]}).data["items"] == [other]
    assert try_send(room, ONE, "restore", {**BOARD, "items": [own, other]}) == ""
    assert [bool(item["erased"]) for item in room.state["boards"]["blank:1"]] == [False, True]
    room.send(HOST, "restore", {**BOARD, "items": [other]})
    assert not any(item["erased"] for item in room.state["boards"]["blank:1"])


def test_all_that_one_event_erased_can_come_back(room):
    drawn = [room.send(HOST, "stroke", {**BOARD, **PEN}).seq for _ in range(120)]
    room.send(HOST, "erase", {**BOARD, "items": drawn[:60][:50]})
    room.send(HOST, "erase", {**BOARD, "items": drawn[60:110]})
    assert len(room.state["boards"]["blank:1"]) == 70  # those of the first erasure are gone for good
    assert room.send(HOST, "restore", {**BOARD, "items": drawn[60:110]}).data["items"] == drawn[60:110]


def test_groups_draw_on_their_own_pages_while_they_are_open(room):
    pages = [{"deck": f"group-{index}", "page": 1} for index in range(3)]
    assert try_send(room, ONE, "stroke", {**pages[0], **PEN}) == "not_found"
    room.send(HOST, "groups_open", {"groups": [[2, 3], [4]], "minutes": 5})
    assert try_send(room, ONE, "stroke", {**pages[0], **PEN}) == ""
    assert try_send(room, ONE, "stroke", {**pages[1], **PEN}) == "forbidden"
    assert try_send(room, ONE, "stroke", {**pages[2], **PEN}) == "not_found"
    assert try_send(room, GUEST, "stroke", {**pages[0], **PEN}) == "forbidden"
    assert try_send(room, HOST, "stroke", {**pages[1], **PEN}) == ""
    room.send(HOST, "groups_close", {})
    assert try_send(room, ONE, "stroke", {**pages[0], **PEN}) == "not_found"
    assert set(room.state["boards"]) == {"group-0:1", "group-1:1"}
    room.send(HOST, "groups_open", {"groups": [[4, 3], [2]], "minutes": None})
    assert room.state["boards"] == {}


def test_only_who_leads_chooses_the_group_to_talk_to(room):
    assert try_send(room, HOST, "chat", {"text": "a", "group": 0}) == "not_found"
    room.send(HOST, "groups_open", {"groups": [[2], [3]], "minutes": None})
    assert try_send(room, ONE, "chat", {"text": "a", "group": 1}) == "forbidden"
    assert try_send(room, HOST, "chat", {"text": "a", "group": 2}) == "not_found"
    assert room.send(HOST, "chat", {"text": "a", "group": 1}).audience == "3"
    assert room.send(HOST, "chat", {"text": "a"}).audience == ""


def test_one_who_waits_is_let_in_or_refused(room):
    room.send(SYSTEM, "knock", {"number": 8, "name": "Khách", "initials": "K"})
    assert (room.state["waiting"], room.common["waiting"]) == ([8], [])
    assert try_send(room, HOST, "pen", {"person": 8, "on": True}) == "not_found"
    assert try_send(room, HOST, "admit", {"person": 2, "on": True}) == "not_found"
    room.send(HOST, "admit", {"person": 8, "on": False})
    assert room.state["people"]["8"]["admission"] == "refused"
    assert try_send(room, HOST, "admit", {"person": 8, "on": False}) == "not_found"
    room.send(HOST, "admit", {"person": 8, "on": True})
    room.let_in(8, "Khách", "guest")
    assert room.state["people"]["8"] == room.common["people"]["8"]


def test_the_timer_ends_by_the_class_clock(room):
    room.send(HOST, "timer", {"seconds": 90, "label": "Bài 3"}, after_ms=1000)
    assert room.state["timer"] == {"endsAt": 91_000, "label": "Bài 3"}
    room.send(HOST, "timer", {"seconds": 0, "label": ""})
    assert room.state["timer"] is None


def test_one_screen_is_shown_at_a_time(room):
    other = room.let_in(9, "Cô Mai", "teacher")
    room.send(HOST, "stream", {"kind": "screen", "on": True})
    room.send(other, "stream", {"kind": "screen", "on": True})
    room.send(HOST, "stream", {"kind": "camera", "on": True})
    assert room.state["streams"] == {"screen": 9, "camera": 1}
    room.send(HOST, "stream", {"kind": "screen", "on": False})
    assert room.state["streams"] == {"camera": 1}
