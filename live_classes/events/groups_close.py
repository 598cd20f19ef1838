"""``groups_close {}``: the class is together again."""

from live_classes.events.base import Event, EventKind
from live_classes.events.checks import only


class GroupsCloseKind(EventKind):
    """Close the breakout groups; their pages stay until there are other groups."""

    name = "groups_close"

    def clean(self, data: dict) -> dict:
        """Take nothing."""
        return only(data)

    def reduce(self, state: dict, event: Event) -> None:
        """There are no groups."""
        state["groups"] = None
