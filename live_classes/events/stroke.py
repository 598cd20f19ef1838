"""``stroke {deck, page, tool, color, …}``: a line, a figure or a word on a page."""

from live_classes.events.base import Actor, BadEvent, Event, EventKind
from live_classes.events.checks import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    clean_text,
    has_room,
    may_draw,
    one_of,
    only,
    page_of_deck,
    whole_number,
)
from live_classes.events.points import check_points
from live_classes.events.state import board_key, group_audience, group_of_deck

_PLACE = ("deck", "page", "tool", "color")
_LINES = ("line", "arrow")
_FIELDS = {
    **dict.fromkeys(("pen", "highlighter"), ("width", "points")),
    **dict.fromkeys((*_LINES, "rect", "ellipse", "triangle"), ("width", "x", "y", "w", "h")),
    "text": ("x", "y", "text", "size"),
}


class StrokeKind(EventKind):
    """Draw on a page; what is drawn on a group's page is the group's."""

    name = "stroke"

    def clean(self, data: dict) -> dict:
        """Take what the tool needs, all of it within the page."""
        tool = one_of(data.get("tool") if isinstance(data, dict) else None, tuple(_FIELDS))
        only(data, *_PLACE, *_FIELDS[tool])
        stroke = {**page_of_deck(data), "tool": tool, "color": whole_number(data["color"], low=0, high=5)}
        if tool == "text":
            return stroke | _corner(data) | _words(data)
        stroke["width"] = whole_number(data["width"], low=1, high=4)
        if "points" in data:
            return {**stroke, "points": check_points(data["points"])}
        return stroke | _corner(data) | _extent(data, is_line=tool in _LINES)

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who may draw there, while there is room."""
        may_draw(actor, state, data)
        has_room(state, data)

    def audience(self, actor: Actor, state: dict, data: dict) -> str:
        """All, or the group whose page it is."""
        return group_audience(state, group_of_deck(data["deck"]))

    def reduce(self, state: dict, event: Event) -> None:
        """Put it on the page, unless the page is of a group that has been dissolved since."""
        item = {"seq": event.seq, "by": event.by, **event.data, "erased": None}
        if group_of_deck(item.pop("deck")) is not None and event.seq < state["groupsSeq"]:
            return
        del item["page"]
        state["boards"].setdefault(board_key(event.data), []).append(item)


def _corner(data: dict) -> dict:
    return {
        "x": whole_number(data["x"], low=0, high=PAGE_WIDTH),
        "y": whole_number(data["y"], low=0, high=PAGE_HEIGHT),
    }


def _extent(data: dict, *, is_line: bool) -> dict:
    low_w, low_h = (-data["x"], -data["y"]) if is_line else (1, 1)
    w = whole_number(data["w"], low=low_w, high=PAGE_WIDTH - data["x"])
    h = whole_number(data["h"], low=low_h, high=PAGE_HEIGHT - data["y"])
    if w == h == 0:
        raise BadEvent
    return {"w": w, "h": h}


def _words(data: dict) -> dict:
    return {"text": clean_text(data["text"], max_length=300), "size": whole_number(data["size"], low=12, high=120)}
