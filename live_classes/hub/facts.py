"""What voice, video and presence need to know of a room's state: small, unchanging, read without a lock."""

from dataclasses import dataclass

from live_classes.events import ALL


@dataclass(frozen=True)
class Facts:
    """Taken from the folded state after each batch of events."""

    is_open: bool = True
    is_recording: bool = False
    floor: frozenset[int] = frozenset()
    groups: tuple[frozenset[int], ...] = ()
    streams: frozenset[int] = frozenset()  # numbers with an open camera or screen

    def group_of(self, number: int) -> frozenset[int] | None:
        """Return the breakout group somebody is in, while groups are open."""
        return next((group for group in self.groups if number in group), None)

    def may_speak(self, number: int, *, is_leading: bool) -> bool:
        """Who leads, who was called, and in breakout groups all of a group among themselves."""
        if not self.is_open:
            return False
        return is_leading or number in self.floor or self.group_of(number) is not None

    def may_show(self, number: int, *, is_leading: bool) -> bool:
        """Who leads and has said that a camera or a screen is on."""
        return self.is_open and is_leading and number in self.streams

    def audience_of(self, number: int, *, is_leading: bool) -> frozenset[int] | None:
        """Return who hears somebody besides who leads; ``None`` is everybody."""
        return None if is_leading else self.group_of(number)


def facts_of(state: dict) -> Facts:
    """Return what a folded state says about who may be heard."""
    groups = state["groups"]["numbers"] if state["groups"] else []
    return Facts(
        is_open=state["phase"] == "open",
        is_recording=state["recording"] == "on",
        floor=frozenset(state["floor"]),
        groups=tuple(frozenset(group) for group in groups),
        streams=frozenset(state["streams"].values()),
    )


def audience_text(numbers: frozenset[int] | None) -> str:
    """Return an audience as events write it."""
    return ALL if numbers is None else ",".join(map(str, sorted(numbers)))
