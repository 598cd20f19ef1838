"""``remove {person}``: somebody is asked to leave; their rights end with it."""

from live_classes.events.base import Actor, Event, EventKind
from live_classes.events.checks import known_pupil, only, person_number
from live_classes.events.state import drop, lower_hand


class RemoveKind(EventKind):
    """Ask somebody to leave."""

    name = "remove"
    effect = "remove"

    def clean(self, data: dict) -> dict:
        """Take a person."""
        return {"person": person_number(only(data, "person")["person"])}

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who leads, anybody who does not."""
        super().may(actor, state, data, clock_ms)
        known_pupil(state, data["person"])

    def reduce(self, state: dict, event: Event) -> None:
        """Take their place and what they held."""
        number = event.data["person"]
        if str(number) in state["people"]:
            state["people"][str(number)]["admission"] = "removed"
        lower_hand(state, number)
        drop(state["floor"], number)
        drop(state["pens"], number)
