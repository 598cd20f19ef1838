"""``pen {person, on}``: somebody may draw on slides and the board, or no longer."""

from live_classes.events.base import Actor, Event, EventKind
from live_classes.events.checks import flag, known_pupil, only, person_number
from live_classes.events.state import set_member


class PenKind(EventKind):
    """Hand over a pen, or take it back."""

    name = "pen"

    def clean(self, data: dict) -> dict:
        """Take a person and yes or no."""
        only(data, "person", "on")
        return {"person": person_number(data["person"]), "on": flag(data["on"])}

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who leads; everybody gives back their own."""
        if data["on"] or data["person"] != actor.number:
            super().may(actor, state, data, clock_ms)
            known_pupil(state, data["person"])

    def reduce(self, state: dict, event: Event) -> None:
        """Give it or take it."""
        set_member(state["pens"], event.data["person"], event.data["on"])
