"""``deck {file}``: slides are brought into the room."""

from live_classes.events.base import Actor, Event, EventKind, NotAllowed
from live_classes.events.checks import only, uuid_text

DECKS_KEPT = 50


class DeckKind(EventKind):
    """Bring a deck; the server knows its name, pages and size."""

    name = "deck"
    lookup = "deck"

    def clean(self, data: dict) -> dict:
        """Take the uuid of a file."""
        return {"file": uuid_text(only(data, "file")["file"])}

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who leads, up to fifty."""
        super().may(actor, state, data, clock_ms)
        if len(state["decks"]) >= DECKS_KEPT and data["file"] not in state["decks"]:
            raise NotAllowed("too_many")

    def reduce(self, state: dict, event: Event) -> None:
        """Have it at hand."""
        deck = dict(event.data)
        state["decks"][deck.pop("file")] = deck
