"""The state of a room: what its log says so far, as plain JSON. Twin of ``static/live_classes/room/state.js``."""

from live_classes.events.base import Event

CHAT_KEPT = 200  # messages in a state; older ones are in the log


def new_state() -> dict:
    """Return the state before the first event."""
    return {
        "phase": "open",
        "people": {},  # number (as text) → {number, name, initials, role, admission}
        "waiting": [],  # numbers of those who wait to be let in (leaders only)
        "locked": False,
        "chatMode": "open",
        "chat": [],  # {seq, by, at, text, hidden, group}
        "questions": [],  # {seq, by, at, text, answer, shared} – private to leaders and the one who asks
        "hands": [],  # {person, at}, longest waiting first
        "reactions": {},  # number → {mark, at} – leaders only
        "floor": [],  # numbers of pupils who may speak
        "pens": [],  # numbers of pupils who may draw
        "decks": {},  # uuid → {name, pages, bytes}
        "slide": None,  # {deck, page}; deck "blank" is the board
        "boards": {},  # "deck:page" → [{seq, by, tool, color, width, points|text|box, erased}]
        "polls": {},  # seq (as text) → {seq, at, question, options, isQuiz, seconds, open, answers, key, shown}
        "timer": None,  # {endsAt, label} in class clock
        "groups": None,  # {numbers: [[…]], endsAt}
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
