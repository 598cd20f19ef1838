"""What every kind of event offers, and the words in which one is refused. Pure: knows neither Django nor sockets."""

from dataclasses import dataclass, field
from typing import Any

ALL = ""
STAFF = "staff"
LEADING = ("host", "teacher")  # values of RoomRole


class BadEvent(ValueError):  # noqa: N818 - an answer to the sender
    """The data of an event is not what its kind asks for; ``code`` goes to the sender, and nothing is stored."""

    def __init__(self, code: str = "bad_message"):
        super().__init__(code)
        self.code = code


class NotAllowed(BadEvent):
    """This person may not do this now."""

    def __init__(self, code: str = "forbidden"):
        super().__init__(code)


@dataclass(frozen=True)
class Actor:
    """Who sends an event: their number and role in the room; number 0 is the server itself."""

    number: int
    role: str  # a value of RoomRole, or "system"

    @property
    def is_leading(self) -> bool:
        """Whether the sender leads the room."""
        return self.role in LEADING or self.is_server

    @property
    def is_server(self) -> bool:
        """Whether it is the server itself."""
        return self.role == "system"


SYSTEM = Actor(0, "system")


@dataclass(frozen=True)
class Event:
    """An event as stored: gapless ``seq``, class clock in milliseconds, author's number (0: the server)."""

    seq: int
    kind: str
    by: int
    clock_ms: int
    data: dict
    audience: str = ALL
    cid: str = field(default="", compare=False)

    def is_for(self, number: int, *, is_leading: bool) -> bool:
        """Whether a participant sees it: those it is addressed to, who leads the room, and its author."""
        if self.audience == ALL or is_leading or number == self.by:
            return True
        return self.audience != STAFF and str(number) in self.audience.split(",")

    def wire(self) -> dict:
        """Return what goes over the wire."""
        return {"seq": self.seq, "type": self.kind, "by": self.by, "at": self.clock_ms, "data": self.data}


class EventKind:
    """One kind of event: what may be in it, who may send it, who sees it, and what it changes in the room.

    ``reduce`` has its twin in ``static/live_classes/events/<name>.js``; both must make the same of the same log.
    """

    name: str
    is_logged = True  # False: relayed once, never stored (a pointer)
    from_clients = True  # False: only the server makes it
    lookup: str | None = None  # a key of LOOKUPS in services/lookups.py: what the server adds before checks
    effect: str | None = None  # a key of EFFECTS in services/effects.py: what it changes in rows beside the log

    def clean(self, data: Any) -> dict:
        """Return the data with nothing but what belongs in it; raise :class:`BadEvent`."""
        raise NotImplementedError

    def check(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Raise :class:`NotAllowed` unless this person may do this in this state."""
        if not actor.is_server:
            self._check_client(actor, state)
        self.may(actor, state, data, clock_ms)

    def _check_client(self, actor: Actor, state: dict) -> None:
        if state["phase"] != "open":
            raise NotAllowed("closed")
        is_removed = state["people"].get(str(actor.number), {}).get("admission") == "removed"
        if is_removed or not self.from_clients:
            raise NotAllowed

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Raise :class:`NotAllowed` where the kind itself says no; unless it says otherwise, who leads may."""
        if not actor.is_leading:
            raise NotAllowed

    def prepare(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> dict:
        """Return the data as stored, with what the server adds."""
        return data

    def audience(self, actor: Actor, state: dict, data: dict) -> str:
        """Return who sees it."""
        return ALL

    def reduce(self, state: dict, event: Event) -> None:
        """Change the state as this event says."""
        raise NotImplementedError
