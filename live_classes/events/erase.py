"""``erase {deck, page, items}``: what was drawn is taken away, and can be brought back."""

from live_classes.events.base import Actor, Event, EventKind, NotAllowed
from live_classes.events.checks import list_of, may_draw, only, page_of_deck, seq_number
from live_classes.events.state import ERASED_KEPT, board_key, group_audience, group_of_deck


class EraseKind(EventKind):
    """Erase items of a page."""

    name = "erase"

    def clean(self, data: dict) -> dict:
        """Take a page and up to fifty items of it, so that all of them can come back."""
        only(data, "deck", "page", "items")
        items = [seq_number(seq) for seq in list_of(data["items"], low=1, high=ERASED_KEPT)]
        return {**page_of_deck(data), "items": sorted(set(items))}

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who may draw there: their own; who leads: all."""
        may_draw(actor, state, data)
        items = self.fitting(actor, state, data)
        if not items:
            raise NotAllowed("not_found")
        if not actor.is_leading and any(item["by"] != actor.number for item in items):
            raise NotAllowed

    def fitting(self, actor: Actor, state: dict, data: dict) -> list[dict]:
        """Return those of the items that are there and not erased."""
        page = state["boards"].get(board_key(data), [])
        return [item for item in page if item["seq"] in data["items"] and not item["erased"]]

    def prepare(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> dict:
        """Leave out what another took away meanwhile."""
        return {**data, "items": [item["seq"] for item in self.fitting(actor, state, data)]}

    def audience(self, actor: Actor, state: dict, data: dict) -> str:
        """All, or the group whose page it is."""
        return group_audience(state, group_of_deck(data["deck"]))

    def reduce(self, state: dict, event: Event) -> None:
        """Mark the items; those erased long ago go for good."""
        key = board_key(event.data)
        page = state["boards"].get(key, [])
        for item in page:
            if item["seq"] in event.data["items"]:
                item["erased"] = {"seq": event.seq, "by": event.by}
        erased = sorted(
            (item for item in page if item["erased"]), key=lambda item: (item["erased"]["seq"], item["seq"])
        )
        for item in erased[:-ERASED_KEPT]:
            page.remove(item)
