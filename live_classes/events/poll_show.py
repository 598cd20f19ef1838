"""``poll_show {poll}``: the class sees how often each option was chosen so far."""

from live_classes.events.base import Actor, Event, EventKind, NotAllowed
from live_classes.events.checks import known_poll, only, seq_number
from live_classes.events.state import results_of, show_results

EACH_MS = 2000  # live counts cost one event for the class, not one for each answer


class PollShowKind(EventKind):
    """Show the results of a poll; again and again while it is open with live results."""

    name = "poll_show"

    def clean(self, data: dict) -> dict:
        """Take a poll."""
        return {"poll": seq_number(only(data, "poll")["poll"])}

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who leads: once it is closed, or where the class follows the counts, but not all the time."""
        super().may(actor, state, data, clock_ms)
        poll = known_poll(state, data["poll"])
        if poll["open"] and poll["results"] != "live":
            raise NotAllowed
        if poll["open"] and poll["shown"] and clock_ms < poll["shown"]["at"] + EACH_MS:
            raise NotAllowed("rate_limited")

    def prepare(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> dict:
        """Add the counts, and the right option if nobody can choose any more."""
        poll = known_poll(state, data["poll"])
        return {**data, **results_of(poll, with_key=not poll["open"])}

    def reduce(self, state: dict, event: Event) -> None:
        """Show them."""
        poll = state["polls"].get(str(event.data["poll"]))
        if poll:
            show_results(poll, event)
