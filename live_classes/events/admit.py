"""``admit {person, on}``: the answer to one who waits; the event ``person`` follows from the server."""

from live_classes.events.base import STAFF, Actor, Event, EventKind, NotAllowed
from live_classes.events.checks import flag, only, person_number
from live_classes.events.state import drop


class AdmitKind(EventKind):
    """Let somebody in, or don't."""

    name = "admit"
    effect = "admit"

    def clean(self, data: dict) -> dict:
        """Take a person and yes or no."""
        only(data, "person", "on")
        return {"person": person_number(data["person"]), "on": flag(data["on"])}

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who leads; of those who wait, or were refused or removed and are let in after all."""
        super().may(actor, state, data, clock_ms)
        person = state["people"].get(str(data["person"]))
        outside = ("waiting", "refused", "removed") if data["on"] else ("waiting",)
        if person is None or person["admission"] not in outside:
            raise NotAllowed("not_found")

    def audience(self, actor: Actor, state: dict, data: dict) -> str:
        """Staff: nobody else is told who was refused."""
        return STAFF

    def reduce(self, state: dict, event: Event) -> None:
        """They wait no longer."""
        drop(state["waiting"], event.data["person"])
        person = state["people"].get(str(event.data["person"]))
        if person and not event.data["on"]:
            person["admission"] = "refused"
