"""What one pupil learns of another: of each kind, what those see who are not addressed."""

import json
from functools import cache

import pytest

from live_classes.events import ALL, EVENT_KINDS, STAFF, SYSTEM, Actor, new_state
from tests.live_classes.class_log import HOST, fold, room_with
from tests.live_classes.every_kind import LINE, class_with_every_kind
from tests.live_classes.random_class import random_class

ONE, TWO, THREE = (Actor(number, "pupil") for number in (2, 3, 4))
FOR_STAFF = {"knock", "admit", "question", "reaction", "poll_key", "poll_answer"}
FOR_SOME = {"chat", "answer", "stroke", "erase", "restore", "board_clear"}  # or all, as it comes
# What an event for all may hold of a person who is not its author.
NAMES_A_PERSON = {"person": "number", "hand": "person", "remove": "person", "pen": "person", "floor": "person"}


@cache
def many_events() -> dict[str, list]:
    """Return events of many classes by kind."""
    rooms = [class_with_every_kind(), *(random_class(seed) for seed in range(40))]
    events = [event for room in rooms for event in room.events]
    return {kind: [event for event in events if event.kind == kind] for kind in EVENT_KINDS}


@pytest.mark.parametrize("kind", [name for name, kind in EVENT_KINDS.items() if kind.is_logged])
def test_each_kind_goes_to_those_it_is_for(kind):
    audiences = {event.audience for event in many_events()[kind]}
    if kind in FOR_STAFF:
        assert audiences == {STAFF}
    elif kind in FOR_SOME:
        assert ALL in audiences
        assert len(audiences) > 1
        assert all(part.isdigit() for audience in audiences - {ALL} for part in audience.split(","))
    else:
        assert audiences == {ALL}


@pytest.mark.parametrize("seed", range(40))
def test_nobody_sees_what_is_for_others(seed):
    """The state of a pupil holds no reaction, answer, question or waiting guest but what is their own or shared."""
    room = random_class(seed)
    for actor in (Actor(number, "pupil") for number in range(3, 9)):
        state = fold([event for event in room.events if event.is_for(actor.number, is_leading=False)], new_state())
        own = {str(actor.number)}
        assert set(state["reactions"]) <= own
        assert state["waiting"] == []
        assert {person["admission"] for person in state["people"].values()} <= {"admitted", "removed"}
        for poll in state["polls"].values():
            assert set(poll["answers"]) <= own
            assert poll["key"] is None
            assert not (poll["open"] and poll["shown"] and poll["shown"]["key"] is not None)
        for question in state["questions"]:
            assert question["by"] == actor.number or (question["by"] is None and question["shared"])
        assert not any(message["hidden"] and message["text"] for message in state["chat"])


def test_data_for_all_names_only_people_whom_it_is_about():
    for event in class_with_every_kind().events:
        if event.audience != ALL or event.kind == "groups_open":
            continue
        assert {"person", "number", "by"} & set(event.data) <= {NAMES_A_PERSON.get(event.kind)}


def test_a_shared_answer_tells_the_question_but_not_who_asked():
    room, _ = room_with(pupils=3)
    asked = room.send(ONE, "question", {"text": "Sao lại nhân ạ?"}, after_ms=500)
    answer = room.send(HOST, "answer", {"question": asked.seq, "text": "Để quy đồng.", "shared": True}, after_ms=900)
    shared = {"question": asked.seq, "text": "Để quy đồng.", "shared": True}
    assert answer.data == {**shared, "asked": "Sao lại nhân ạ?", "askedAt": 500}
    [question] = room.common["questions"]
    assert (question["by"], question["text"], question["at"]) == (None, "Sao lại nhân ạ?", 500)
    assert [item["by"] for item in room.state["questions"]] == [2]


def test_an_answer_for_one_is_seen_by_that_one_and_staff():
    room, _ = room_with(pupils=2)
    asked = room.send(ONE, "question", {"text": "Em bị mất tiếng ạ"})
    answer = room.send(HOST, "answer", {"question": asked.seq, "text": "Em bật lại nhé", "shared": False})
    assert "asked" not in answer.data
    assert answer.is_for(2, is_leading=False)
    assert not answer.is_for(3, is_leading=False)
    assert answer.is_for(9, is_leading=True)


def test_a_groups_talk_and_pages_stay_in_the_group():
    room, _ = room_with(pupils=3)
    room.send(HOST, "groups_open", {"groups": [[2, 3], [4]], "minutes": None})
    page, pen = {"deck": "group-0", "page": 1}, {"tool": "pen", "color": 0, "width": 1, "points": LINE}
    drawn = room.send(ONE, "stroke", {**page, **pen})
    inside = [
        drawn,
        room.send(TWO, "chat", {"text": "Mình làm câu b"}),
        room.send(ONE, "erase", {**page, "items": [drawn.seq]}),
        room.send(ONE, "restore", {**page, "items": [drawn.seq]}),
        room.send(HOST, "chat", {"text": "Tốt lắm", "group": 0}),
        room.send(HOST, "board_clear", page),
    ]
    assert {event.audience for event in inside} == {"2,3"}
    assert not any(event.is_for(THREE.number, is_leading=False) for event in inside)
    assert "group-0" not in json.dumps(room.common)


def test_numbers_that_only_look_alike_are_not_addressed():
    room, _ = room_with(pupils=20)
    room.send(HOST, "groups_open", {"groups": [[12, 20], [3]], "minutes": None})
    said = room.send(Actor(12, "pupil"), "chat", {"text": "a"})
    seen = [number for number in range(2, 22) if said.is_for(number, is_leading=False)]
    assert seen == [12, 20]


def test_a_hidden_message_is_read_by_staff_alone():
    room, _ = room_with(pupils=2)
    said = room.send(ONE, "chat", {"text": "lời xấu"}).seq
    room.send(HOST, "chat_hide", {"seq": said})
    assert "lời xấu" not in json.dumps(room.common, ensure_ascii=False)
    assert room.state["chat"][0] | {"text": "lời xấu", "hidden": True} == room.state["chat"][0]


def test_the_class_never_hears_of_guests_who_wait_or_are_refused():
    room, _ = room_with(pupils=1)
    room.send(SYSTEM, "knock", {"number": 8, "name": "Khách lạ", "initials": "K"})
    room.send(HOST, "admit", {"person": 8, "on": False})
    assert "Khách lạ" not in json.dumps(room.common, ensure_ascii=False)
