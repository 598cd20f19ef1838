"""Logs of classes without a database: a room that judges events as the server does, and a lesson as it may go.

``lesson(pupils=…, minutes=…, seed=…)`` is what benches, the demo and tests of the replay play.
"""

import random
import uuid
from dataclasses import dataclass, field

from live_classes.events import EVENT_KINDS, SYSTEM, Actor, BadEvent, Event, new_state, reduce_event
from live_classes.events.points import encode_points

DECK = "5f0a5b0e-7d6c-4b1f-9a53-0c8f1f6e2a01"
HANDOUT = "5f0a5b0e-7d6c-4b1f-9a53-0c8f1f6e2a02"
HOST = Actor(1, "host")
PAGES = 12
FILES = {
    "deck": {"name": "Phân số bằng nhau.pptx", "pages": PAGES, "bytes": 214_000},
    "file": {"name": "Phiếu học tập số 3.pdf", "bytes": 88_000},
}
NAMES = ("Hồ Thị Nhi", "A Viết Lực", "Lê Thị Ánh", "Pơ Loong Minh", "Hồ Văn Bình", "Trần Thị Mỹ Duyên", "Nguyễn An")


@dataclass
class PureRoom:
    """A room in memory: the log, the state of who leads and the state that all may see."""

    events: list[Event] = field(default_factory=list)
    state: dict = field(default_factory=lambda: new_state(for_staff=True))
    common: dict = field(default_factory=new_state)
    clock_ms: int = 0

    def send(self, actor: Actor, kind_name: str, data: dict, *, after_ms: int = 0) -> Event:
        """Take an event as the server's log does; raise :class:`BadEvent`."""
        self.clock_ms += after_ms
        kind = EVENT_KINDS[kind_name]
        data = kind.clean(data)
        if kind.lookup:
            data = {**data, **FILES[kind.lookup]}
        kind.check(actor, self.state, data, self.clock_ms)
        data = kind.prepare(actor, self.state, data, self.clock_ms)
        audience = kind.audience(actor, self.state, data)
        seq = len(self.events) + 1
        event = Event(seq, kind_name, actor.number, self.clock_ms, data, audience, str(uuid.UUID(int=seq)))
        if kind.is_logged:
            self.events.append(event)
            reduce_event(self.state, event, EVENT_KINDS)
            if event.is_for(-1, is_leading=False):
                reduce_event(self.common, event, EVENT_KINDS)
        return event

    def let_in(self, number: int, name: str, role: str = "pupil") -> Actor:
        """Let somebody in."""
        initials = "".join(word[0] for word in name.split()[:: max(1, len(name.split()) - 1)])
        self.send(SYSTEM, "person", {"number": number, "name": name, "initials": initials[:8], "role": role})
        return Actor(number, role)

    def seen_by(self, actor: Actor) -> list[Event]:
        """Return the events that somebody sees."""
        return [event for event in self.events if event.is_for(actor.number, is_leading=actor.is_leading)]


def fold(events: list[Event], state: dict) -> dict:
    """Return the state after events."""
    for event in events:
        reduce_event(state, event, EVENT_KINDS)
    return state


def room_with(*, pupils: int) -> tuple[PureRoom, list[Actor]]:
    """Return a room with its teacher and pupils numbered from 2, and the pupils."""
    room = PureRoom()
    room.let_in(1, "Trần Thị Lan", "host")
    return room, [room.let_in(number, NAMES[number % len(NAMES)]) for number in range(2, 2 + pupils)]


def scribble(rng: random.Random, points: int = 40) -> str:
    """Return a line as a hand draws it: small steps that change their direction slowly."""
    x, y = rng.randint(100, 1500), rng.randint(100, 800)
    dx, dy = rng.randint(-9, 9), rng.randint(-9, 9)
    line = [(x, y)]
    for _ in range(points - 1):
        dx, dy = dx + rng.randint(-3, 3), dy + rng.randint(-3, 3)
        x, y = min(1600, max(0, x + dx)), min(900, max(0, y + dy))
        line.append((x, y))
    return encode_points(line)


def lesson(*, pupils: int = 30, minutes: int = 45, seed: int = 1) -> PureRoom:
    """Return a lesson: slides with strokes, questions, hands and calls, chat, a quiz every ten minutes, the end."""
    rng = random.Random(seed)
    room, people = room_with(pupils=pupils)
    room.send(SYSTEM, "recording", {"state": "on"}, after_ms=500)
    room.send(HOST, "deck", {"file": DECK}, after_ms=2000)
    for minute in range(minutes):
        page = 1 + minute * PAGES // minutes
        if room.state["slide"] != {"deck": DECK, "page": page}:
            room.send(HOST, "slide", {"deck": DECK, "page": page}, after_ms=3000)
        _minute(room, rng, people, page)
        if minute % 10 == 5:
            _quiz(room, rng, people)
        room.clock_ms = max(room.clock_ms, (minute + 1) * 60_000)
    room.send(HOST, "end", {})
    return room


def _minute(room: PureRoom, rng: random.Random, people: list[Actor], page: int) -> None:
    for _ in range(rng.randint(2, 8)):
        figure = {"tool": "pen", "color": rng.randint(0, 2), "width": 2, "points": scribble(rng)}
        room.send(HOST, "stroke", {"deck": DECK, "page": page, **figure}, after_ms=rng.randint(800, 4000))
    pupil, other = rng.choice(people), rng.choice(people)
    room.send(pupil, "hand", {"up": True}, after_ms=rng.randint(200, 3000))
    room.send(HOST, "floor", {"person": pupil.number, "on": True}, after_ms=rng.randint(1000, 5000))
    room.send(other, "chat", {"text": rng.choice(("Dạ em hiểu rồi ạ", "Em chưa nghe rõ", "Bằng 2/3 ạ"))}, after_ms=700)
    room.send(other, "reaction", {"mark": rng.choice(("got_it", "unclear"))}, after_ms=300)
    room.send(HOST, "floor", {"person": pupil.number, "on": False}, after_ms=rng.randint(3000, 9000))
    if rng.random() < 0.4:
        asked = room.send(other, "question", {"text": "Vì sao phải quy đồng mẫu số ạ?"}, after_ms=900)
        shared = {"question": asked.seq, "text": "Để so sánh được các phần bằng nhau.", "shared": rng.random() < 0.5}
        room.send(HOST, "answer", shared, after_ms=rng.randint(2000, 6000))


def _quiz(room: PureRoom, rng: random.Random, people: list[Actor]) -> None:
    asked = {"question": "Phân số nào bằng 2/3?", "options": ["4/6", "3/2", "4/9", "6/12"]}
    rules = {"isQuiz": True, "seconds": 60, "results": "after"}
    poll = room.send(HOST, "poll_open", {**asked, **rules}, after_ms=1000).seq
    room.send(HOST, "poll_key", {"poll": poll, "option": 0})
    for pupil in rng.sample(people, k=max(1, len(people) * 9 // 10)):
        room.send(pupil, "poll_answer", {"poll": poll, "option": rng.choice((0, 0, 0, 1, 2, 3))}, after_ms=150)
    room.send(HOST, "poll_close", {"poll": poll}, after_ms=2000)


def try_send(room: PureRoom, actor: Actor, kind: str, data: dict, **options) -> str:
    """Return the code with which an event is refused, ``""`` if it is taken."""
    try:
        room.send(actor, kind, data, **options)
    except BadEvent as refusal:
        return refusal.code
    return ""
