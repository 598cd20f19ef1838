"""The items of a board as SVG for pages without scripts. Twin of ``static/live_classes/board/shapes.js``, plainer."""

import math
from xml.sax.saxutils import escape

from live_classes.events.base import BadEvent
from live_classes.events.points import decode_points

COLORS = ("#1c2430", "#c5432b", "#25477f", "#17805f", "#a86400", "#7a3fa0")
_WIDTHS = {1: 4, 2: 7, 3: 12, 4: 20}
_MARKER_WIDTHS = {1: 18, 2: 28, 3: 40, 4: 60}
_LINE_HEIGHT = 1.3


def board_items(items: list[dict]) -> str:
    """Return the elements of items, in their order, for an SVG of 1600 × 900 units."""
    return "".join(_element(item) for item in items)


def _element(item: dict) -> str:
    tool, color = item["tool"], COLORS[item["color"]]
    if tool == "text":
        return _text(item, color)
    width = (_MARKER_WIDTHS if tool == "highlighter" else _WIDTHS)[item["width"]]
    faint = ' stroke-opacity=".35"' if tool == "highlighter" else ""
    line = f'fill="none" stroke="{color}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"{faint}'
    if tool in ("pen", "highlighter"):
        return _drawn(item, line)
    x, y, w, h = (item[name] for name in "xywh")
    if tool == "ellipse":
        return f'<ellipse cx="{x + w / 2:g}" cy="{y + h / 2:g}" rx="{w / 2:g}" ry="{h / 2:g}" {line}/>'
    paths = {
        "line": f"M{x} {y}l{w} {h}",
        "arrow": f"M{x} {y}l{w} {h}{_arrow_head(x + w, y + h, math.atan2(h, w), 14 + width * 2)}",
        "rect": f"M{x} {y}h{w}v{h}h{-w}Z",
        "triangle": f"M{x + w / 2:g} {y}L{x + w} {y + h}h{-w}Z",
    }
    return f'<path d="{paths[tool]}" {line}/>' if tool in paths else ""


def _drawn(item: dict, line: str) -> str:
    try:
        points = decode_points(item["points"])
    except BadEvent:
        return ""
    path = "L".join(f"{x} {y}" for x, y in points)
    return f'<path d="M{path}{"h.01" if len(points) == 1 else ""}" {line}/>'


def _arrow_head(x: int, y: int, angle: float, size: float) -> str:
    sides = [
        f"{x - size * math.cos(angle + turn):.1f} {y - size * math.sin(angle + turn):.1f}" for turn in (0.45, -0.45)
    ]
    return f"M{sides[0]}L{x} {y}L{sides[1]}"


def _text(item: dict, color: str) -> str:
    size = item["size"]
    lines = [
        f'<tspan x="{item["x"]}" y="{item["y"] + size * (1 + index * _LINE_HEIGHT):g}">{escape(words)}</tspan>'
        for index, words in enumerate(item["text"].split("\n"))
    ]
    return f'<text fill="{color}" font-size="{size}" font-family="sans-serif">{"".join(lines)}</text>'
