"""``hand {up, person?}``: a hand goes up or down."""

from live_classes.events.base import Actor, Event, EventKind, NotAllowed
from live_classes.events.checks import flag, known_person, only, person_number
from live_classes.events.state import drop, lower_hand


class HandKind(EventKind):
    """Wait in the queue to be called."""

    name = "hand"

    def clean(self, data: dict) -> dict:
        """Take up or down, and perhaps whose."""
        only(data, "up", optional=("person",))
        clean = {"up": flag(data["up"])}
        return {**clean, "person": person_number(data["person"])} if "person" in data else clean

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Everybody their own; who leads lowers another's."""
        if data.get("person", actor.number) == actor.number:
            return
        if data["up"] or not actor.is_leading:
            raise NotAllowed
        known_person(state, data["person"])

    def reduce(self, state: dict, event: Event) -> None:
        """Join the end of the queue, or leave it and give back the floor."""
        person = event.data.get("person", event.by)
        if not event.data["up"]:
            lower_hand(state, person)
            drop(state["floor"], person)
        elif all(hand["person"] != person for hand in state["hands"]):
            state["hands"].append({"person": person, "at": event.clock_ms})
