"""``lock {on}``: nobody new comes in."""

from live_classes.events.base import Event, EventKind
from live_classes.events.checks import flag, only


class LockKind(EventKind):
    """Lock the room, or open it again."""

    name = "lock"
    effect = "lock"

    def clean(self, data: dict) -> dict:
        """Take yes or no."""
        return {"on": flag(only(data, "on")["on"])}

    def reduce(self, state: dict, event: Event) -> None:
        """Note it."""
        state["locked"] = event.data["on"]
