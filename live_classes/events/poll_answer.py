"""``poll_answer {poll, option}``: what one person chose; nobody else in the class learns it."""

from live_classes.events.base import STAFF, Actor, BadEvent, Event, EventKind, NotAllowed
from live_classes.events.checks import known_poll, only, seq_number, whole_number

GRACE_MS = 3000  # an answer given in time is on its way on a bad link


class PollAnswerKind(EventKind):
    """Choose an option, or another one."""

    name = "poll_answer"

    def clean(self, data: dict) -> dict:
        """Take a poll and an option."""
        only(data, "poll", "option")
        return {"poll": seq_number(data["poll"]), "option": whole_number(data["option"], low=0, high=5)}

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """All who don't lead, in time."""
        if actor.is_leading:
            raise NotAllowed
        poll = known_poll(state, data["poll"])
        if data["option"] >= len(poll["options"]):
            raise BadEvent
        if not poll["open"] or (poll["endsAt"] is not None and clock_ms > poll["endsAt"] + GRACE_MS):
            raise NotAllowed("closed")

    def audience(self, actor: Actor, state: dict, data: dict) -> str:
        """Staff."""
        return STAFF

    def reduce(self, state: dict, event: Event) -> None:
        """The last answer of a person holds."""
        poll = state["polls"].get(str(event.data["poll"]))
        if poll:
            poll["answers"][str(event.by)] = event.data["option"]
