"""``floor {person, on}``: somebody is called and may speak, or no longer."""

from live_classes.events.base import Actor, Event, NotAllowed
from live_classes.events.pen import PenKind
from live_classes.events.state import lower_hand, set_member

FLOOR_KEPT = 12


class FloorKind(PenKind):
    """Give the floor, or take it back; the same people may do it as with a pen."""

    name = "floor"

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who leads; everybody gives back their own. A few speak at a time."""
        super().may(actor, state, data, clock_ms)
        if data["on"] and data["person"] not in state["floor"] and len(state["floor"]) >= FLOOR_KEPT:
            raise NotAllowed("too_many")

    def reduce(self, state: dict, event: Event) -> None:
        """Give it, which answers the hand, or take it."""
        set_member(state["floor"], event.data["person"], event.data["on"])
        if event.data["on"]:
            lower_hand(state, event.data["person"])
