"""``mute_all {}``: nobody of the class speaks any more."""

from live_classes.events.base import Event, EventKind
from live_classes.events.checks import only


class MuteAllKind(EventKind):
    """Take the floor from all who were called."""

    name = "mute_all"

    def clean(self, data: dict) -> dict:
        """Take nothing."""
        return only(data)

    def reduce(self, state: dict, event: Event) -> None:
        """Nobody has the floor."""
        state["floor"] = []
