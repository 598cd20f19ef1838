"""``timer {seconds, label}``: all see the same time run out."""

from live_classes.events.base import Event, EventKind
from live_classes.events.checks import clean_text, only, whole_number


class TimerKind(EventKind):
    """Start the shared timer, or take it away."""

    name = "timer"

    def clean(self, data: dict) -> dict:
        """Take up to two hours and what the time is for; no seconds: no timer."""
        only(data, "seconds", "label")
        return {
            "seconds": whole_number(data["seconds"], low=0, high=7200),
            "label": clean_text(data["label"], max_length=60, min_length=0),
        }

    def reduce(self, state: dict, event: Event) -> None:
        """Set the end, in class clock."""
        ends_at = event.clock_ms + event.data["seconds"] * 1000
        state["timer"] = {"endsAt": ends_at, "label": event.data["label"]} if event.data["seconds"] else None
