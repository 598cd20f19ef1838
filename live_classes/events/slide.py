"""``slide {deck, page}``: what the class looks at."""

from live_classes.events.base import Actor, BadEvent, Event, EventKind
from live_classes.events.checks import known_page, only, page_of_deck
from live_classes.events.state import group_of_deck


class SlideKind(EventKind):
    """Turn to a page of a deck, or of the board."""

    name = "slide"

    def clean(self, data: dict) -> dict:
        """Take a page; those of groups are not for the class."""
        page = page_of_deck(only(data, "deck", "page"))
        if group_of_deck(page["deck"]) is not None:
            raise BadEvent
        return page

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who leads, a page that is there."""
        super().may(actor, state, data, clock_ms)
        known_page(state, data)

    def reduce(self, state: dict, event: Event) -> None:
        """Turn to it."""
        state["slide"] = dict(event.data)
