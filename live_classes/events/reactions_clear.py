"""``reactions_clear {}``: all reactions are taken back."""

from live_classes.events.base import Event, EventKind
from live_classes.events.checks import only


class ReactionsClearKind(EventKind):
    """Begin anew with reactions."""

    name = "reactions_clear"

    def clean(self, data: dict) -> dict:
        """Take nothing."""
        return only(data)

    def reduce(self, state: dict, event: Event) -> None:
        """Older reactions hold no longer, also where they come later."""
        state["reactions"] = {}
        state["reactionsSeq"] = event.seq
