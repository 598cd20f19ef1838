"""``restore {deck, page, items}``: who erased something brings it back."""

from live_classes.events.base import Actor, Event, NotAllowed
from live_classes.events.checks import may_draw
from live_classes.events.erase import EraseKind
from live_classes.events.state import board_key


class RestoreKind(EraseKind):
    """Undo an erasure of one's own."""

    name = "restore"

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who may draw there and erased them."""
        may_draw(actor, state, data)
        if not self.fitting(actor, state, data):
            raise NotAllowed("not_found")

    def fitting(self, actor: Actor, state: dict, data: dict) -> list[dict]:
        """Return those of the items that this person erased."""
        page = state["boards"].get(board_key(data), [])
        erased = [item for item in page if item["seq"] in data["items"] and item["erased"]]
        return [item for item in erased if item["erased"]["by"] == actor.number]

    def reduce(self, state: dict, event: Event) -> None:
        """Unmark the items."""
        for item in state["boards"].get(board_key(event.data), []):
            if item["seq"] in event.data["items"]:
                item["erased"] = None
