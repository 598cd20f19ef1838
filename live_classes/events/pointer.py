"""``pointer {x, y}`` or ``{}``: where somebody points at on the page; relayed once, never stored."""

from live_classes.events.base import Actor, Event, EventKind, NotAllowed
from live_classes.events.checks import PAGE_HEIGHT, PAGE_WIDTH, only, whole_number


class PointerKind(EventKind):
    """Point at something, or no longer."""

    name = "pointer"
    is_logged = False

    def clean(self, data: dict) -> dict:
        """Take a place on the page, or none."""
        if data == {}:
            return {}
        only(data, "x", "y")
        return {
            "x": whole_number(data["x"], low=0, high=PAGE_WIDTH),
            "y": whole_number(data["y"], low=0, high=PAGE_HEIGHT),
        }

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who leads and who has a pen."""
        if not actor.is_leading and actor.number not in state["pens"]:
            raise NotAllowed

    def reduce(self, state: dict, event: Event) -> None:
        """Nothing: a pointer leaves no trace."""
