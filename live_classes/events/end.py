"""``end {}``: the class is over."""

from live_classes.events.base import Event, EventKind
from live_classes.events.checks import only


class EndKind(EventKind):
    """End the class."""

    name = "end"
    effect = "end"

    def clean(self, data: dict) -> dict:
        """Take nothing."""
        return only(data)

    def reduce(self, state: dict, event: Event) -> None:
        """Nothing runs any more."""
        state["phase"] = "ended"
        state["timer"] = state["groups"] = None
        state["streams"] = {}
        for name in ("hands", "floor", "pens"):
            state[name] = []
        for poll in state["polls"].values():
            poll["open"] = False
