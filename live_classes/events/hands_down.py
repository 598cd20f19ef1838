"""``hands_down {}``: all hands go down."""

from live_classes.events.base import Event, EventKind
from live_classes.events.checks import only


class HandsDownKind(EventKind):
    """Empty the queue of hands."""

    name = "hands_down"

    def clean(self, data: dict) -> dict:
        """Take nothing."""
        return only(data)

    def reduce(self, state: dict, event: Event) -> None:
        """Nobody waits."""
        state["hands"] = []
