"""``recording {state}``: whether what is said is kept, and everybody knows it."""

from live_classes.events.base import Event, EventKind
from live_classes.events.checks import one_of, only


class RecordingKind(EventKind):
    """Record, pause, or stop."""

    name = "recording"

    def clean(self, data: dict) -> dict:
        """Take one of three states."""
        return {"state": one_of(only(data, "state")["state"], ("on", "paused", "off"))}

    def reduce(self, state: dict, event: Event) -> None:
        """Note it."""
        state["recording"] = event.data["state"]
