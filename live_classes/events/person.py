"""``person {number, name, initials, role}``: somebody was let in; the server's word alone."""

from live_classes.events.base import Event, EventKind
from live_classes.events.checks import clean_text, one_of, only, person_number
from live_classes.events.state import drop


class PersonKind(EventKind):
    """Who a number is."""

    name = "person"
    from_clients = False

    def clean(self, data: dict) -> dict:
        """Take the number, the name as written, its initials and the role."""
        only(data, "number", "name", "initials", "role")
        return {
            "number": person_number(data["number"]),
            "name": clean_text(data["name"], max_length=320),
            "initials": clean_text(data["initials"], max_length=8),
            "role": one_of(data["role"], ("host", "teacher", "pupil", "guest")),
        }

    def reduce(self, state: dict, event: Event) -> None:
        """Let them in."""
        state["people"][str(event.data["number"])] = {**event.data, "admission": "admitted"}
        drop(state["waiting"], event.data["number"])
