"""Random classes: people do what their kinds allow, in any order, much of it at the wrong time."""

import random
import string

from live_classes.events import EVENT_KINDS, SYSTEM, Actor
from tests.live_classes.class_log import DECK, HANDOUT, HOST, PureRoom, scribble, try_send

PUPILS = 6
PEOPLE = (HOST, Actor(2, "teacher"), *(Actor(number, "pupil") for number in range(3, 3 + PUPILS)), Actor(9, "guest"))
# What happens often in a class happens often here; what wipes or ends things, seldom.
_WEIGHTS = {
    "chat": 12,
    "stroke": 24,
    "erase": 12,
    "restore": 12,
    "question": 8,
    "answer": 10,
    "reaction": 6,
    "hand": 8,
    "poll_answer": 20,
    "poll_key": 4,
    "poll_show": 4,
    "poll_close": 3,
    "pen": 4,
    "floor": 4,
    "reactions_clear": 0.5,
    "groups_open": 0.6,
    "groups_close": 0.3,
    "board_clear": 0.5,
    "chat_mode": 0.4,
    "hands_down": 0.5,
    "person": 0.5,
    "remove": 0.1,
    "end": 0.03,
}


def random_class(seed: int, *, steps: int = 300) -> PureRoom:
    """Return a room after some steps; the same seed gives the same class."""
    rng = random.Random(seed)
    room = PureRoom()
    for actor in PEOPLE:
        room.let_in(actor.number, f"Người số {actor.number}", actor.role)
    names = [name for name, kind in EVENT_KINDS.items() if kind.is_logged]
    weights = [_WEIGHTS.get(name, 1) for name in names]
    for name in rng.choices(names, weights, k=steps):
        actor = SYSTEM if not EVENT_KINDS[name].from_clients else _actor(rng, name)
        try_send(room, actor, name, random_data(rng, room.state, name), after_ms=rng.randint(0, 4000))
    return room


def _actor(rng: random.Random, name: str) -> Actor:
    by_pupils = ("chat", "question", "hand", "reaction", "poll_answer", "stroke", "erase", "restore")
    return rng.choice(PEOPLE if name in by_pupils else PEOPLE[:2])


def random_data(rng: random.Random, state: dict, name: str) -> dict:
    """Return data that a client might send now."""
    return _DATA[name](rng, state)


def _text(rng: random.Random, length: int = 30) -> str:
    return "x" + "".join(rng.choices(string.ascii_letters + "ăâđêôơư 0123 \n", k=rng.randint(0, length)))


def _person(rng: random.Random) -> int:
    return rng.choice(PEOPLE).number


def _of(rng: random.Random, items) -> int:
    """Return the number of one of the items, seldom one that isn't there."""
    seqs = [int(item["seq"]) for item in items]
    return rng.choice(seqs) if seqs and rng.random() < 0.95 else rng.randint(1, 400)


def _poll(rng: random.Random, state: dict) -> int:
    return _of(rng, list(state["polls"].values())[-2:])


def _page(rng: random.Random, state: dict, *, with_groups: bool = True) -> dict:
    groups = [f"group-{index}" for index in range(len(state["groups"]["numbers"]))] if state["groups"] else []
    decks = ["blank", *state["decks"], *(groups * 3 if with_groups else [])]
    return {"deck": rng.choice(decks), "page": rng.randint(1, 2)}


def _groups(rng: random.Random) -> list[list[int]]:
    members = [actor.number for actor in PEOPLE[2:] if rng.random() < 0.8]
    rng.shuffle(members)
    size = rng.randint(1, 4)
    return [members[start : start + size] for start in range(0, len(members), size)]


def _figure(rng: random.Random) -> dict:
    tool = rng.choice(("pen", "pen", "pen", "highlighter", "line", "arrow", "rect", "ellipse", "triangle", "text"))
    figure = {"tool": tool, "color": rng.randint(0, 5)}
    if tool == "text":
        return figure | {"x": 10, "y": 20, "text": _text(rng), "size": rng.randint(12, 120)}
    figure["width"] = rng.randint(1, 4)
    if tool in ("pen", "highlighter"):
        return figure | {"points": scribble(rng, rng.randint(1, 30))}
    return figure | {"x": rng.randint(0, 700), "y": rng.randint(0, 400), "w": rng.randint(1, 800), "h": 17}


def _some_items(rng: random.Random, state: dict, *, erased: bool) -> dict:
    page = _page(rng, state)
    items = state["boards"].get(f"{page['deck']}:{page['page']}", [])
    seqs = [item["seq"] for item in items if bool(item["erased"]) == erased]
    return {**page, "items": rng.sample(seqs, k=min(len(seqs), rng.randint(1, 5))) or [1]}


def _poll_data(rng: random.Random) -> dict:
    options = [_text(rng) for _ in range(rng.randint(2, 6))]
    rules = {"isQuiz": rng.random() < 0.5, "results": rng.choice(("never", "after", "live"))}
    return {"question": _text(rng), "options": options, "seconds": rng.choice((None, 5, 30)), **rules}


def _on(rng: random.Random) -> bool:
    return rng.random() < 0.6


_DATA = {
    "person": lambda rng, state: {"number": rng.randint(3, 12), "name": _text(rng), "initials": "X", "role": "pupil"},
    "knock": lambda rng, state: {"number": rng.randint(10, 12), "name": _text(rng), "initials": "X"},
    "admit": lambda rng, state: {"person": rng.choice(state["waiting"] or [3]), "on": _on(rng)},
    "remove": lambda rng, state: {"person": _person(rng)},
    "chat": lambda rng, state: {"text": _text(rng)},
    "chat_hide": lambda rng, state: {"seq": _of(rng, state["chat"])},
    "chat_mode": lambda rng, state: {"mode": rng.choice(("open", "open", "questions", "off"))},
    "question": lambda rng, state: {"text": _text(rng)},
    "answer": lambda rng, state: {"question": _of(rng, state["questions"]), "text": _text(rng), "shared": _on(rng)},
    "hand": lambda rng, state: {"up": _on(rng)},
    "hands_down": lambda rng, state: {},
    "reaction": lambda rng, state: {"mark": rng.choice(("got_it", "unclear", None))},
    "reactions_clear": lambda rng, state: {},
    "poll_open": lambda rng, state: _poll_data(rng),
    "poll_key": lambda rng, state: {"poll": _poll(rng, state), "option": rng.randint(0, 2)},
    "poll_answer": lambda rng, state: {"poll": _poll(rng, state), "option": rng.randint(0, 2)},
    "poll_show": lambda rng, state: {"poll": _poll(rng, state)},
    "poll_close": lambda rng, state: {"poll": _poll(rng, state)},
    "slide": lambda rng, state: _page(rng, state, with_groups=False),
    "deck": lambda rng, state: {"file": DECK},
    "stroke": lambda rng, state: {**_page(rng, state), **_figure(rng)},
    "erase": lambda rng, state: _some_items(rng, state, erased=False),
    "restore": lambda rng, state: _some_items(rng, state, erased=True),
    "board_clear": lambda rng, state: _page(rng, state),
    "pen": lambda rng, state: {"person": _person(rng), "on": _on(rng)},
    "floor": lambda rng, state: {"person": _person(rng), "on": _on(rng)},
    "mute_all": lambda rng, state: {},
    "timer": lambda rng, state: {"seconds": rng.choice((0, 60, 300)), "label": _text(rng)},
    "groups_open": lambda rng, state: {"groups": _groups(rng), "minutes": rng.choice((None, 10))},
    "groups_close": lambda rng, state: {},
    "file": lambda rng, state: {"file": HANDOUT},
    "lock": lambda rng, state: {"on": _on(rng)},
    "recording": lambda rng, state: {"state": rng.choice(("on", "paused", "off"))},
    "stream": lambda rng, state: {"kind": rng.choice(("camera", "screen")), "on": _on(rng)},
    "end": lambda rng, state: {},
    "pointer": lambda rng, state: rng.choice(({}, {"x": 3, "y": 4})),
}
