"""Whoever comes when, by whichever way, has the same state; and no state grows without end."""

import json
import random

import pytest

from live_classes.events import EVENT_KINDS, Actor, new_state
from live_classes.events.state import (
    CHAT_KEPT,
    ERASED_KEPT,
    INK_BYTES_OF_CLASS,
    ITEMS_OF_PAGE,
    POLLS_KEPT,
    QUESTIONS_KEPT,
)
from tests.live_classes.class_log import DECK, HOST, fold, lesson, room_with, scribble, try_send
from tests.live_classes.every_kind import class_with_every_kind
from tests.live_classes.random_class import PEOPLE, random_class

PUPILS = [actor for actor in PEOPLE if not actor.is_leading]


def snapshot_of(events: list, actor: Actor) -> dict:
    """Return what a snapshot makes: what all see, then what only this person sees besides."""
    state = fold([event for event in events if not event.audience], new_state())
    return fold([event for event in events if event.audience and event.is_for(actor.number, is_leading=False)], state)


def assert_snapshots_are_what_was_seen(room, people):
    for actor in people:
        seen = [event for event in room.events if event.is_for(actor.number, is_leading=False)]
        assert snapshot_of(room.events, actor) == fold(seen, new_state()), f"pupil {actor.number}"


@pytest.mark.parametrize("seed", range(120))
def test_private_events_may_be_applied_after_all_that_everybody_sees(seed):
    room = random_class(seed)
    assert_snapshots_are_what_was_seen(room, PUPILS)
    some = random.Random(seed).sample(range(len(room.events)), k=3)
    for cut in some:  # a snapshot at any time, then the rest as it came
        for actor in PUPILS[:3]:
            late = [event for event in room.events[cut:] if event.is_for(actor.number, is_leading=False)]
            seen = [event for event in room.events if event.is_for(actor.number, is_leading=False)]
            assert fold(late, snapshot_of(room.events[:cut], actor)) == fold(seen, new_state())


def test_private_events_may_come_late_in_a_class_with_every_kind_and_in_a_long_one():
    room = class_with_every_kind()
    assert_snapshots_are_what_was_seen(room, [Actor(number, "pupil") for number in range(2, 6)])
    room = lesson(pupils=5, minutes=90, seed=3)
    assert_snapshots_are_what_was_seen(room, [Actor(number, "pupil") for number in range(2, 7)])


def test_a_full_chat_keeps_the_same_messages_in_any_order():
    room, pupils = room_with(pupils=2)
    for number in range(CHAT_KEPT * 2):
        if number % 30 == 0:
            room.send(HOST, "groups_open", {"groups": [[2], [3]], "minutes": None})
        if number % 30 == 15:
            room.send(HOST, "groups_close", {})
        room.send(pupils[number % 2], "chat", {"text": str(number)})
    assert_snapshots_are_what_was_seen(room, pupils)
    assert len(room.state["chat"]) == CHAT_KEPT


def test_many_questions_answered_late_and_for_all_keep_their_place():
    room, pupils = room_with(pupils=50)
    rng = random.Random(5)
    for number in range(QUESTIONS_KEPT * 2):
        try_send(room, rng.choice(pupils), "question", {"text": f"Câu {number}"})
        question = rng.choice(room.state["questions"])["seq"]
        room.send(HOST, "answer", {"question": question, "text": "Có", "shared": rng.random() < 0.5})
    assert_snapshots_are_what_was_seen(room, pupils)
    assert len(room.state["questions"]) == QUESTIONS_KEPT


def test_what_hides_a_message_of_a_group_reaches_who_gets_the_message_later():
    room, pupils = room_with(pupils=2)
    room.send(HOST, "groups_open", {"groups": [[2], [3]], "minutes": None})
    said = room.send(pupils[0], "chat", {"text": "xấu"}).seq
    room.send(HOST, "chat_hide", {"seq": said})
    assert snapshot_of(room.events, pupils[0])["chat"] == [{**room.state["chat"][0], "text": ""}]
    assert room.state["chat"][0]["text"] == "xấu"
    assert snapshot_of(room.events, pupils[1])["chat"] == []


def test_twenty_thousand_events_make_a_state_that_a_weak_link_can_load():
    room = random_class(1, steps=0)
    rng = random.Random(1)
    room.send(HOST, "deck", {"file": DECK})
    room.send(HOST, "groups_open", {"groups": [[3, 4], [5, 6]], "minutes": None})
    while len(room.events) < 20_000:
        page = {"deck": DECK, "page": rng.randint(1, 12)}
        figure = {"tool": "pen", "color": 1, "width": 2, "points": scribble(rng, 60)}
        try_send(room, HOST, "stroke", {**page, **figure})
        if rng.random() < 0.3:
            items = [
                item["seq"] for item in room.state["boards"].get(f"{DECK}:{page['page']}", []) if not item["erased"]
            ]
            try_send(room, HOST, "erase", {**page, "items": items[-30:]})
        actor = rng.choice(PEOPLE)
        room.send(actor, "chat", {"text": "Dạ, em hiểu rồi ạ. " * 5})
        try_send(room, actor, "question", {"text": "Vì sao ạ?"})
        try_send(room, HOST, "answer", {"question": room.events[-1].seq, "text": "Vì thế.", "shared": True})
        if rng.random() < 0.05:
            rules = {"isQuiz": False, "seconds": None, "results": "live"}
            room.send(HOST, "poll_open", {"question": "Sao?", "options": ["a", "b"], **rules})
    assert len(json.dumps(room.state)) < 1_500_000
    assert len(room.state["polls"]) == POLLS_KEPT
    for page in room.state["boards"].values():
        assert len(page) <= ITEMS_OF_PAGE
        assert sum(1 for item in page if item["erased"]) <= ERASED_KEPT


def test_a_page_and_a_class_that_are_full_take_no_more_ink():
    room, _ = room_with(pupils=0)
    big = {"tool": "pen", "color": 0, "width": 1, "points": scribble(random.Random(2), 2000)}
    codes = []
    for page in range(1, 50):
        while not (code := try_send(room, HOST, "stroke", {"deck": "blank", "page": page, **big})):
            pass
        codes.append(code)
    assert set(codes) == {"too_many"}
    assert len(json.dumps(room.state["boards"])) < INK_BYTES_OF_CLASS * 1.1
    small = {"tool": "line", "color": 0, "width": 1, "x": 0, "y": 0, "w": 1, "h": 1}
    assert try_send(room, HOST, "board_clear", {"deck": "blank", "page": 1}) == ""
    for _ in range(ITEMS_OF_PAGE):
        room.send(HOST, "stroke", {"deck": "blank", "page": 1, **small})
    assert try_send(room, HOST, "stroke", {"deck": "blank", "page": 1, **small}) == "too_many"


def test_events_are_folded_without_changing_them():
    room = class_with_every_kind()
    before = json.dumps([event.wire() for event in room.events])
    for for_staff in (True, False):
        fold(room.events, new_state(for_staff=for_staff))
    assert json.dumps([event.wire() for event in room.events]) == before


def test_no_reducer_fails_on_an_event_whose_object_is_gone():
    """A state of 40 polls, 200 messages and cleared pages forgets what later events still speak of."""
    for event in class_with_every_kind().events:
        state = new_state()
        EVENT_KINDS[event.kind].reduce(state, event)
        json.dumps(state)
