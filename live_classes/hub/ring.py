"""The newest events of a room, encoded: what most of those who come back need is here."""

import json
from collections.abc import Iterable

from live_classes.events import ALL, Event
from live_classes.hub.frames import batch_payload, encode, placeholder
from live_classes.services.log import numbers_of

CAPACITY = 2_000
CAPACITY_BYTES = 8 * 1024**2
_STAFF_ONLY: frozenset[int] = frozenset()


class Entry:
    """An event as it goes over the wire, and whom it is for (``numbers`` is ``None``: for all)."""

    __slots__ = ("json", "kind", "numbers", "seq", "veiled")

    def __init__(self, event: Event):
        self.seq = event.seq
        self.kind = event.kind
        self.json = encode(event.wire())
        self.veiled: bytes | None = None  # as those get it who don't lead, once the message is hidden
        self.numbers: frozenset[int] | None = None
        if event.audience != ALL:
            self.numbers = (numbers_of(event.audience) or _STAFF_ONLY) | {event.by}

    def is_for(self, number: int, is_leading: bool) -> bool:
        """Whether a participant sees it."""
        return self.numbers is None or is_leading or number in self.numbers

    def hide(self) -> None:
        """Keep the text of a message to those who lead."""
        if self.kind == "chat":
            wire = json.loads(self.json)
            self.veiled = encode({**wire, "data": {**wire["data"], "text": ""}})

    def json_for(self, is_leading: bool) -> bytes:
        """Return the event as it may be told now."""
        return self.json if is_leading or self.veiled is None else self.veiled


class Ring:
    """Entries with gapless ``seq``, the oldest dropped once there are too many."""

    def __init__(self, head: int = 0):
        self.head = head  # seq of the newest event
        self._entries: list[Entry] = []
        self._bytes = 0

    @property
    def first(self) -> int:
        """``seq`` of the oldest entry, or of the one that comes next."""
        return self.head - len(self._entries) + 1

    def reaches(self, since: int) -> bool:
        """Whether all that came after ``since`` is here."""
        return self.first - 1 <= since <= self.head

    def append(self, entry: Entry) -> None:
        """Take the next event."""
        if entry.seq != self.head + 1:
            raise ValueError(f"{entry.seq} after {self.head}")
        self.head = entry.seq
        self._entries.append(entry)
        self._bytes += len(entry.json)
        if entry.kind == "chat_hide":
            self._hide(json.loads(entry.json)["data"]["seq"])
        if len(self._entries) > CAPACITY or self._bytes > CAPACITY_BYTES:
            self._drop_oldest()

    def after(self, since: int, *, max_bytes: int | None = None) -> list[Entry]:
        """Return entries after ``since``, at least one if there is any, up to so many bytes."""
        entries = self._entries[since - self.first + 1 :]
        if max_bytes is None:
            return entries
        for count, entry in enumerate(entries):
            max_bytes -= len(entry.json)
            if max_bytes < 0:
                return entries[: max(1, count)]
        return entries

    def _hide(self, seq: int) -> None:
        """Hide a message from those who come back, if it is still here."""
        if self.first <= seq < self.head:
            self._entries[seq - self.first].hide()

    def _drop_oldest(self) -> None:
        """Drop a tenth at once, so that dropping costs little a time; the newest one always stays."""
        count = max(1, len(self._entries) // 10)
        while count < len(self._entries) - 1 and self._bytes - _size(self._entries[:count]) > CAPACITY_BYTES:
            count *= 2
        dropped = self._entries[: min(count, len(self._entries) - 1)]
        del self._entries[: len(dropped)]
        self._bytes -= _size(dropped)


def _size(entries: list[Entry]) -> int:
    return sum(len(entry.json) for entry in entries)


def view(entries: Iterable[Entry], number: int, is_leading: bool) -> list[bytes]:
    """Return the encoded events for one person; each run of events for others becomes one placeholder."""
    parts: list[bytes] = []
    hidden = 0
    for entry in entries:
        if not entry.is_for(number, is_leading):
            hidden = entry.seq
            continue
        if hidden:
            parts.append(placeholder(hidden))
            hidden = 0
        parts.append(entry.json_for(is_leading))
    return [*parts, placeholder(hidden)] if hidden else parts


def view_payload(entries: list[Entry], number: int, is_leading: bool) -> bytes:
    """Return entries as one message for one person."""
    return batch_payload(view(entries, number, is_leading))
