"""``knock {number, name, initials}``: somebody waits to be let in; the server's word alone, for staff."""

from live_classes.events.base import STAFF, Actor, Event, EventKind
from live_classes.events.checks import clean_text, only, person_number
from live_classes.events.state import set_member


class KnockKind(EventKind):
    """A guest waits."""

    name = "knock"
    from_clients = False

    def clean(self, data: dict) -> dict:
        """Take the number, the name as written and its initials."""
        only(data, "number", "name", "initials")
        return {
            "number": person_number(data["number"]),
            "name": clean_text(data["name"], max_length=320),
            "initials": clean_text(data["initials"], max_length=8),
        }

    def audience(self, actor: Actor, state: dict, data: dict) -> str:
        """Staff."""
        return STAFF

    def reduce(self, state: dict, event: Event) -> None:
        """Let them wait."""
        state["people"][str(event.data["number"])] = {**event.data, "role": "guest", "admission": "waiting"}
        set_member(state["waiting"], event.data["number"], True)
