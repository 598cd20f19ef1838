"""``board_clear {deck, page}``: a page is wiped, for good."""

from live_classes.events.base import Actor, Event, EventKind
from live_classes.events.checks import known_page, only, page_of_deck
from live_classes.events.state import board_key, group_audience, group_of_deck


class BoardClearKind(EventKind):
    """Wipe a page."""

    name = "board_clear"

    def clean(self, data: dict) -> dict:
        """Take a page."""
        return page_of_deck(only(data, "deck", "page"))

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who leads, a page that is there."""
        super().may(actor, state, data, clock_ms)
        known_page(state, data)

    def audience(self, actor: Actor, state: dict, data: dict) -> str:
        """All, or the group whose page it is."""
        return group_audience(state, group_of_deck(data["deck"]))

    def reduce(self, state: dict, event: Event) -> None:
        """Drop all of it."""
        state["boards"].pop(board_key(event.data), None)
