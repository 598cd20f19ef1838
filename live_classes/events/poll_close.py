"""``poll_close {poll}``: nobody can choose any more; the results follow unless they are not for the class."""

from live_classes.events.base import Actor, Event, EventKind, NotAllowed
from live_classes.events.checks import known_poll, only, seq_number
from live_classes.events.state import results_of, show_results


class PollCloseKind(EventKind):
    """Close a poll."""

    name = "poll_close"

    def clean(self, data: dict) -> dict:
        """Take a poll."""
        return {"poll": seq_number(only(data, "poll")["poll"])}

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who leads, one that is open."""
        super().may(actor, state, data, clock_ms)
        if not known_poll(state, data["poll"])["open"]:
            raise NotAllowed("closed")

    def prepare(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> dict:
        """Add the counts and the right option, as was chosen when the poll was opened."""
        poll = known_poll(state, data["poll"])
        return data if poll["results"] == "never" else {**data, **results_of(poll, with_key=True)}

    def reduce(self, state: dict, event: Event) -> None:
        """Close it, and show what the event says."""
        poll = state["polls"].get(str(event.data["poll"]))
        if poll is None:
            return
        poll["open"] = False
        if "counts" in event.data:
            show_results(poll, event)
