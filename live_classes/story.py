"""What happened in a class, in order, for reading and listening again: made from its log (pure).

Only what the events hold is told, so who may see which event decides alone. What was hidden in class stays hidden, and
what was said in writing while the recording was paused or off is no part of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from live_classes.events import EVENT_KINDS, Event, new_state, reduce_event
from live_classes.events.veil import WRITTEN_KINDS

BLANK = "blank"
# Pages drawn on, and what gives them their names; all other kinds leave no trace on a page.
_SHOWN_KINDS = frozenset({"deck", "stroke", "erase", "restore", "board_clear", "groups_open"})


@dataclass(frozen=True)
class Person:
    """Who is named in the story."""

    name: str
    initials: str
    role: str

    @property
    def is_leading(self) -> bool:
        """Whether this person led the room."""
        return self.role in ("host", "teacher")


@dataclass
class Poll:
    """A poll and what the class was shown of its results."""

    seq: int
    question: str
    options: list[str]
    is_quiz: bool
    counts: list[int] | None = None
    key: int | None = None

    @property
    def rows(self) -> list[tuple[str, int | None, bool]]:
        """Options with their counts, and whether each is the right one."""
        counts = self.counts or [None] * len(self.options)
        return [(option, counts[index], index == self.key) for index, option in enumerate(self.options)]


@dataclass
class Moment:
    """One thing to tell: ``kind`` is slide, chat, question, answer, poll, file or pause."""

    seq: int
    at: int
    kind: str
    by: Person | None = None
    text: str = ""
    asked: str = ""
    deck: str = ""
    page: int = 0
    pages: int = 0
    poll: Poll | None = None
    file: str = ""
    is_private: bool = False
    board: list[dict] = field(default_factory=list)


@dataclass
class Story:
    """A class told in order."""

    moments: list[Moment]
    boards: dict[str, list[dict]]
    decks: dict[str, dict]
    people: dict[int, Person]
    is_recorded: bool

    @property
    def slides(self) -> list[Moment]:
        """The changes of the page that was shown."""
        return [moment for moment in self.moments if moment.kind == "slide"]


def story_of(events: Iterable[Event]) -> Story:
    """Return the story of a log as far as it is given here."""
    teller = _Teller()
    for event in events:
        teller.take(event)
    return teller.finish()


class _Teller:
    def __init__(self):
        self.state = new_state()
        self.people: dict[int, Person] = {}
        self.moments: list[Moment] = []
        self.polls: dict[int, Poll] = {}
        self.hidden: set[int] = set()
        self.recording = "off"
        self.is_recorded = False

    def take(self, event: Event) -> None:
        """Hear one event."""
        if event.kind in _SHOWN_KINDS:
            reduce_event(self.state, event, EVENT_KINDS)
        tell = getattr(self, f"_{event.kind}", None)
        if tell and (event.kind not in WRITTEN_KINDS or self.recording == "on"):
            tell(event)

    def finish(self) -> Story:
        """Leave out what was hidden and put on each page what was drawn there in the end."""
        moments = [moment for moment in self.moments if moment.seq not in self.hidden]
        boards = {key: [item for item in items if not item["erased"]] for key, items in self.state["boards"].items()}
        for moment in moments:
            moment.board = boards.get(f"{moment.deck}:{moment.page}", []) if moment.kind == "slide" else []
        return Story(moments, boards, self.state["decks"], self.people, self.is_recorded)

    def _tell(self, event: Event, kind: str, **fields) -> None:
        by = self.people.get(event.by)
        self.moments.append(Moment(event.seq, event.clock_ms, kind, by, is_private=bool(event.audience), **fields))

    def _person(self, event: Event) -> None:
        data = event.data
        self.people[data["number"]] = Person(data["name"], data["initials"], data["role"])

    def _chat(self, event: Event) -> None:
        self._tell(event, "chat", text=event.data["text"])

    def _chat_hide(self, event: Event) -> None:
        self.hidden.add(event.data["seq"])

    def _question(self, event: Event) -> None:
        self._tell(event, "question", text=event.data["text"])

    def _answer(self, event: Event) -> None:
        asked = event.data.get("asked") or self._asked(event.data["question"])
        self._tell(event, "answer", text=event.data["text"], asked=asked)

    def _asked(self, seq: int) -> str:
        return next((moment.text for moment in self.moments if moment.seq == seq), "")

    def _poll_open(self, event: Event) -> None:
        data = event.data
        self.polls[event.seq] = Poll(event.seq, data["question"], data["options"], data["isQuiz"])
        self._tell(event, "poll", text=data["question"], poll=self.polls[event.seq])

    def _poll_show(self, event: Event) -> None:
        poll = self.polls.get(event.data["poll"])
        if poll and "counts" in event.data:
            poll.counts = event.data["counts"]
            poll.key = event.data.get("key")

    _poll_close = _poll_show

    def _slide(self, event: Event) -> None:
        deck, page = event.data["deck"], event.data["page"]
        known = self.state["decks"].get(deck, {})
        self._tell(event, "slide", deck=deck, page=page, pages=known.get("pages", 0), text=known.get("name", ""))

    def _file(self, event: Event) -> None:
        self._tell(event, "file", file=event.data["file"], text=event.data["name"])

    def _recording(self, event: Event) -> None:
        self.recording = event.data["state"]
        self.is_recorded = self.is_recorded or self.recording == "on"
        if self.recording == "paused":
            self._tell(event, "pause")
