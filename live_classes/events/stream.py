"""``stream {kind, on}``: who leads shows a camera or a screen, or no longer."""

from live_classes.events.base import Event, EventKind
from live_classes.events.checks import flag, one_of, only


class StreamKind(EventKind):
    """Start or stop a picture; there is one camera and one screen at a time."""

    name = "stream"

    def clean(self, data: dict) -> dict:
        """Take which of them, and yes or no."""
        only(data, "kind", "on")
        return {"kind": one_of(data["kind"], ("camera", "screen")), "on": flag(data["on"])}

    def reduce(self, state: dict, event: Event) -> None:
        """Note who sends it."""
        if event.data["on"]:
            state["streams"][event.data["kind"]] = event.by
        else:
            state["streams"].pop(event.data["kind"], None)
