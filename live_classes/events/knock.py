"""``knock {number, name, initials, role}``: somebody waits to be let in; the server's word alone, for staff."""

from live_classes.events.base import STAFF, Actor, Event
from live_classes.events.person import PersonKind
from live_classes.events.state import set_member


class KnockKind(PersonKind):
    """Who waits, said as who comes in is."""

    name = "knock"

    def audience(self, actor: Actor, state: dict, data: dict) -> str:
        """Staff."""
        return STAFF

    def reduce(self, state: dict, event: Event) -> None:
        """Let them wait."""
        state["people"][str(event.data["number"])] = {**event.data, "admission": "waiting"}
        set_member(state["waiting"], event.data["number"], True)
