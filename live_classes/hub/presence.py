"""Who is in the room now, over all processes; told as differences, at most one a second."""

from collections import Counter
from collections.abc import Iterable

from live_classes.hub.connection import Connection
from live_classes.hub.frames import Frame, json_frame

NAMED_MOST = 60  # with more people than that, those who don't lead get the count alone
REMOTE_SECONDS = 35.0  # what another process said holds so long


class PresenceBoard:
    """Counts the sockets of each number here and elsewhere, and says what has changed."""

    def __init__(self):
        self._here: Counter[int] = Counter()
        self._elsewhere: dict[str, tuple[dict[int, int], float]] = {}
        self._told: frozenset[int] = frozenset()

    def enter(self, number: int) -> None:
        """Count one more socket."""
        self._here[number] += 1

    def leave(self, number: int) -> None:
        """Count one socket less."""
        self._here[number] -= 1
        if self._here[number] <= 0:
            del self._here[number]

    def sockets_of(self, number: int, now: float) -> int:
        """Return how many sockets somebody has elsewhere."""
        return sum(counts.get(number, 0) for counts, until in self._elsewhere.values() if until > now)

    def here(self) -> list[list[int]]:
        """Return numbers and counts of this process, for the others."""
        return [[number, count] for number, count in self._here.items()]

    def hear(self, process: str, counts: Iterable, now: float) -> None:
        """Take what another process says of itself."""
        self._elsewhere[process] = ({int(number): int(count) for number, count in counts}, now + REMOTE_SECONDS)

    def present(self, now: float) -> frozenset[int]:
        """Return the numbers of all who are in the room."""
        for process in [name for name, (_, until) in self._elsewhere.items() if until <= now]:
            del self._elsewhere[process]
        return frozenset(self._here).union(*(counts for counts, _ in self._elsewhere.values()))

    def tell(self, connections: Iterable[Connection], now: float) -> None:
        """Send what has changed to those who know the rest, and all of it to those who are new."""
        present = self.present(now)
        frames = _Frames(present, self._told)
        is_changed = present != self._told
        self._told = present
        for connection in connections:
            if connection.on_its_way >= connection.gate:
                # It hears all of it when it can take it again.
                connection.has_presence = connection.has_presence and not is_changed
            elif not connection.has_presence:
                connection.has_presence = True
                connection.push(frames.whole(connection))
            elif is_changed:
                connection.push(frames.difference(connection))


class _Frames:
    """The messages of one round, each made when the first connection needs it."""

    def __init__(self, present: frozenset[int], told: frozenset[int]):
        self._present = present
        self._told = told
        self._frames: dict[tuple, Frame] = {}

    def whole(self, connection: Connection) -> Frame:
        """Return the whole list; ``all`` tells to forget the one before."""
        return self._frame("whole", connection, sorted(self._present), [], {"all": True})

    def difference(self, connection: Connection) -> Frame:
        """Return who came and went."""
        on, off = self._present - self._told, self._told - self._present
        if len(self._told) > NAMED_MOST >= len(self._present):  # from counts back to names
            return self.whole(connection)
        return self._frame("difference", connection, sorted(on), sorted(off), {})

    def _frame(self, name: str, connection: Connection, on: list, off: list, more: dict) -> Frame:
        is_named = connection.is_leading or len(self._present) <= NAMED_MOST
        key = (name, is_named)
        if key not in self._frames:
            people = {"on": on, "off": off} if is_named else {"on": [], "off": []}
            self._frames[key] = json_frame({"type": "presence", **people, "count": len(self._present), **more})
        return self._frames[key]
