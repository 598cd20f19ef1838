"""``poll_key {poll, option}``: the right answer of a quiz, which only staff know until it is shown."""

from live_classes.events.base import STAFF, Actor, BadEvent, Event, EventKind, NotAllowed
from live_classes.events.checks import known_poll, only, seq_number, whole_number


class PollKeyKind(EventKind):
    """Set the right answer."""

    name = "poll_key"

    def clean(self, data: dict) -> dict:
        """Take a poll and an option."""
        only(data, "poll", "option")
        return {"poll": seq_number(data["poll"]), "option": whole_number(data["option"], low=0, high=5)}

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who leads, as long as the class was not told another."""
        super().may(actor, state, data, clock_ms)
        poll = known_poll(state, data["poll"])
        if not poll["isQuiz"] or data["option"] >= len(poll["options"]):
            raise BadEvent
        if poll["shown"] and poll["shown"]["key"] is not None:
            raise NotAllowed("closed")

    def audience(self, actor: Actor, state: dict, data: dict) -> str:
        """Staff."""
        return STAFF

    def reduce(self, state: dict, event: Event) -> None:
        """Note it."""
        poll = state["polls"].get(str(event.data["poll"]))
        if poll:
            poll["key"] = event.data["option"]
