"""A short class made by hand in which every kind of event happens, most of them in more than one way."""

from live_classes.events import SYSTEM, Event
from live_classes.events.points import encode_points
from tests.live_classes.class_log import DECK, FILES, HANDOUT, HOST, PureRoom, room_with

LINE = encode_points([(100, 50), (103, 48), (103, 60)])


def class_with_every_kind() -> PureRoom:
    """Return the room after the class."""
    room, pupils = room_with(pupils=4)
    room.send(SYSTEM, "recording", {"state": "on"})
    _at_the_door(room)
    _on_the_board(room, pupils)
    _talk(room, pupils)
    _polls(room, pupils)
    _groups(room, pupils)
    room.send(HOST, "remove", {"person": pupils[3].number})
    room.send(HOST, "recording", {"state": "paused"})
    room.send(HOST, "stream", {"kind": "screen", "on": True})
    room.send(SYSTEM, "end", {}, after_ms=60_000)
    return room


def as_sent(event: Event) -> dict:
    """Return the data without what the server added."""
    added = {"asked", "askedAt", "counts", "key", "pages", "bytes"} | ({"name"} if event.kind in FILES else set())
    return {key: value for key, value in event.data.items() if key not in added}


def _at_the_door(room):
    for number, is_let_in in ((20, True), (21, False), (22, None)):
        room.send(SYSTEM, "knock", {"number": number, "name": f"Khách {number}", "initials": "K"}, after_ms=100)
        if is_let_in is not None:
            room.send(HOST, "admit", {"person": number, "on": is_let_in})
    room.let_in(20, "Khách 20", "guest")
    room.send(HOST, "lock", {"on": True})


def _on_the_board(room, pupils):
    room.send(HOST, "deck", {"file": DECK})
    room.send(HOST, "slide", {"deck": DECK, "page": 2}, after_ms=900)
    room.send(HOST, "pen", {"person": pupils[0].number, "on": True})
    room.send(HOST, "pen", {"person": pupils[1].number, "on": True})
    place, look = {"deck": DECK, "page": 2}, {"color": 1, "width": 3}
    line = room.send(pupils[0], "stroke", {**place, **look, "tool": "pen", "points": LINE}).seq
    shape = {**place, **look, "tool": "ellipse", "x": 5, "y": 6, "w": 70, "h": 80}
    figure = room.send(HOST, "stroke", shape).seq
    room.send(HOST, "stroke", {**place, "tool": "text", "color": 0, "x": 1, "y": 2, "text": "2/3 = 4/6", "size": 40})
    room.send(HOST, "erase", {**place, "items": [line, figure]})
    room.send(HOST, "restore", {**place, "items": [line]})
    blank = {"deck": "blank", "page": 1}
    room.send(pupils[1], "stroke", {**blank, **look, "tool": "arrow", "x": 50, "y": 60, "w": -40, "h": 0})
    room.send(HOST, "board_clear", blank)
    room.send(pupils[1], "pen", {"person": pupils[1].number, "on": False})
    room.send(HOST, "file", {"file": HANDOUT})


def _talk(room, pupils):
    for pupil in pupils:
        room.send(pupil, "hand", {"up": True}, after_ms=300)
    room.send(pupils[3], "hand", {"up": False})
    room.send(HOST, "floor", {"person": pupils[0].number, "on": True}, after_ms=500)
    room.send(HOST, "hand", {"up": False, "person": pupils[1].number})
    room.send(HOST, "mute_all", {})
    room.send(HOST, "hands_down", {})
    room.send(HOST, "floor", {"person": pupils[2].number, "on": True})
    said = room.send(pupils[1], "chat", {"text": "Em thưa cô"}, after_ms=700).seq
    room.send(HOST, "chat_hide", {"seq": said})
    room.send(HOST, "chat_mode", {"mode": "questions"})
    for place, answer in enumerate(({"text": "Nhân cả hai.", "shared": True}, {"shared": False})):
        asked = room.send(pupils[place], "question", {"text": f"Vì sao ạ ({place})?"}, after_ms=100).seq
        room.send(HOST, "answer", {"question": asked, **answer}, after_ms=2000)
    room.send(pupils[0], "reaction", {"mark": "unclear"})
    room.send(HOST, "reactions_clear", {})
    room.send(pupils[1], "reaction", {"mark": "got_it"})
    room.send(HOST, "timer", {"seconds": 300, "label": "Làm bài 3"})


def _polls(room, pupils):
    rules = {"question": "Bằng 2/3?", "options": ["4/6", "3/2"], "seconds": 60}
    poll = room.send(HOST, "poll_open", {**rules, "isQuiz": True, "results": "after"}, after_ms=1000).seq
    room.send(HOST, "poll_key", {"poll": poll, "option": 0})
    for pupil, option in zip(pupils, (0, 1, 0, 1), strict=True):
        room.send(pupil, "poll_answer", {"poll": poll, "option": option}, after_ms=200)
    room.send(pupils[1], "poll_answer", {"poll": poll, "option": 0})
    room.send(HOST, "poll_close", {"poll": poll}, after_ms=900)
    live = room.send(HOST, "poll_open", {**rules, "seconds": None, "isQuiz": False, "results": "live"}).seq
    room.send(pupils[0], "poll_answer", {"poll": live, "option": 1})
    room.send(HOST, "poll_show", {"poll": live}, after_ms=3000)


def _groups(room, pupils):
    one, two, three, _ = (pupil.number for pupil in pupils)
    room.send(HOST, "groups_open", {"groups": [[one, two], [three]], "minutes": 10})
    room.send(
        pupils[0], "stroke", {"deck": "group-0", "page": 1, "tool": "pen", "color": 0, "width": 1, "points": LINE}
    )
    room.send(HOST, "chat_mode", {"mode": "open"})
    room.send(pupils[0], "chat", {"text": "Bạn làm câu a nhé"})
    room.send(HOST, "chat", {"text": "Cô xem nhóm hai", "group": 1})
    room.send(HOST, "groups_close", {}, after_ms=600_000)
