"""The state of a room: what its log says so far, as plain JSON. Twin of ``static/live_classes/room/state.js``."""

import re

from live_classes.events.base import ALL, Event

CHAT_KEPT = 200  # messages in a state; older ones are in the log
QUESTIONS_KEPT = 200
HIDDEN_KEPT = 1000
POLLS_KEPT = 40
ERASED_KEPT = 50  # of a page, so that they can come back
ITEMS_OF_PAGE = 600
INK_BYTES_OF_PAGE = 192 * 1024
INK_BYTES_OF_CLASS = 1536 * 1024
_GROUP_DECK = re.compile(r"group-(0|[1-9][0-9]?)")


def new_state(*, for_staff: bool = False) -> dict:
    """Return the state before the first event; who leads the room keeps what is hidden from the others."""
    return {
        "forStaff": for_staff,
        "phase": "open",
        "people": {},  # number (as text) → {number, name, initials, role, admission}
        "waiting": [],  # numbers of those who wait to be let in (leaders only)
        "locked": False,
        "chatMode": "open",
        "chat": [],  # {seq, by, at, text, hidden, group}
        "hidden": [],  # seqs of hidden messages
        "questions": [],  # {seq, by, at, text, answer, answeredBy, answerSeq, shared}; private to leaders and the asker
        "hands": [],  # {person, at}, longest waiting first
        "reactions": {},  # number → {mark, at} – leaders only
        "reactionsSeq": 0,  # older reactions were cleared
        "floor": [],  # numbers of pupils who may speak
        "pens": [],  # numbers of pupils who may draw
        "decks": {},  # uuid → {name, pages, bytes}
        "slide": None,  # {deck, page}; deck "blank" is the board
        "boards": {},  # "deck:page" → [{seq, by, tool, color, …, erased: null or {seq, by}}]
        "polls": {},  # seq (as text) → {seq, at, question, options, isQuiz, results, endsAt, open, answers, key, shown}
        "timer": None,  # {endsAt, label} in class clock
        "groups": None,  # {numbers: [[…]], endsAt}
        "groupsSeq": 0,  # what was drawn on groups' pages before is gone
        "files": [],  # {uuid, name, bytes}
        "recording": "off",  # on, paused, off
        "streams": {},  # "camera" | "screen" → number
    }


def reduce_event(state: dict, event: Event, kinds: dict) -> None:
    """Change the state as an event says; a kind of a newer version is passed over."""
    kind = kinds.get(event.kind)
    if kind:
        kind.reduce(state, event)


def group_of(state: dict, number: int) -> int | None:
    """Return the index of the breakout group a participant is in, while groups are open."""
    groups = state["groups"]["numbers"] if state["groups"] else []
    return next((index for index, numbers in enumerate(groups) if number in numbers), None)


def group_of_deck(deck) -> int | None:
    """Return the index of the group whose pages ``group-<index>`` are; ``None`` for other decks."""
    match = _GROUP_DECK.fullmatch(deck) if isinstance(deck, str) else None
    return int(match[1]) if match else None


def group_audience(state: dict, group: int | None) -> str:
    """Return who sees what happens in a group that is open; all, where it happens in none."""
    return ALL if group is None else ",".join(map(str, state["groups"]["numbers"][group]))


def board_key(data: dict) -> str:
    """Return the key of a page in ``boards``."""
    return f"{data['deck']}:{data['page']}"


def item_of(items: list[dict], seq: int) -> dict | None:
    """Return the item that came with an event."""
    return next((item for item in items if item["seq"] == seq), None)


def new_question(seq: int, at: int, text: str) -> dict:
    """Return a question that nobody has answered yet, without who asked it."""
    told = {"answer": None, "answeredBy": None, "answerSeq": 0, "shared": False}
    return {"seq": seq, "by": None, "at": at, "text": text, **told}


def keep_newest(items: list[dict], item: dict, limit: int) -> None:
    """Put an item in its place by ``seq``, also when it comes late, and drop the oldest beyond the limit."""
    place = len(items)
    while place and items[place - 1]["seq"] > item["seq"]:
        place -= 1
    items.insert(place, item)
    del items[:-limit]


def drop(numbers: list[int], number: int) -> None:
    """Take a number out of a list of numbers, if it is there."""
    if number in numbers:
        numbers.remove(number)


def set_member(numbers: list[int], number: int, is_in: bool) -> None:
    """Let a number be in a list of numbers, once, or not."""
    if not is_in:
        drop(numbers, number)
    elif number not in numbers:
        numbers.append(number)


def lower_hand(state: dict, person: int) -> None:
    """Take a person out of the queue of hands."""
    state["hands"] = [hand for hand in state["hands"] if hand["person"] != person]


def results_of(poll: dict, *, with_key: bool) -> dict:
    """Return how often each option was chosen, with the right one if it is known and may be."""
    counts = [0] * len(poll["options"])
    for option in poll["answers"].values():
        counts[option] += 1
    return {"counts": counts, "key": poll["key"]} if with_key and poll["key"] is not None else {"counts": counts}


def show_results(poll: dict, event: Event) -> None:
    """Show what an event says of the results."""
    poll["shown"] = {"at": event.clock_ms, "counts": event.data["counts"], "key": event.data.get("key")}
