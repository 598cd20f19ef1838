"""Outlines of preset and drawn shapes as polygons in a box of 1 × 1. Pure."""

import math
from itertools import pairwise

from media.slides.xml import child, local, number

Points = list[tuple[float, float]]
_STEPS = 48
_MOST_POINTS = 20_000  # of a drawn shape
_POLYGONS: dict[str, Points] = {
    "rect": [(0, 0), (1, 0), (1, 1), (0, 1)],
    "triangle": [(0.5, 0), (1, 1), (0, 1)],
    "rtTriangle": [(0, 0), (1, 1), (0, 1)],
    "diamond": [(0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)],
    "parallelogram": [(0.25, 0), (1, 0), (0.75, 1), (0, 1)],
    "trapezoid": [(0.25, 0), (0.75, 0), (1, 1), (0, 1)],
    "pentagon": [(0.5, 0), (1, 0.38), (0.81, 1), (0.19, 1), (0, 0.38)],
    "hexagon": [(0.25, 0), (0.75, 0), (1, 0.5), (0.75, 1), (0.25, 1), (0, 0.5)],
    "octagon": [(0.29, 0), (0.71, 0), (1, 0.29), (1, 0.71), (0.71, 1), (0.29, 1), (0, 0.71), (0, 0.29)],
    "rightArrow": [(0, 0.25), (0.6, 0.25), (0.6, 0), (1, 0.5), (0.6, 1), (0.6, 0.75), (0, 0.75)],
    "leftArrow": [(1, 0.25), (0.4, 0.25), (0.4, 0), (0, 0.5), (0.4, 1), (0.4, 0.75), (1, 0.75)],
    "downArrow": [(0.25, 0), (0.75, 0), (0.75, 0.6), (1, 0.6), (0.5, 1), (0, 0.6), (0.25, 0.6)],
    "upArrow": [(0.25, 1), (0.75, 1), (0.75, 0.4), (1, 0.4), (0.5, 0), (0, 0.4), (0.25, 0.4)],
    "leftRightArrow": [
        *((0, 0.5), (0.25, 0), (0.25, 0.25), (0.75, 0.25), (0.75, 0)),
        *((1, 0.5), (0.75, 1), (0.75, 0.75), (0.25, 0.75), (0.25, 1)),
    ],
    "chevron": [(0, 0), (0.7, 0), (1, 0.5), (0.7, 1), (0, 1), (0.3, 0.5)],
    "homePlate": [(0, 0), (0.75, 0), (1, 0.5), (0.75, 1), (0, 1)],
    "mathPlus": [
        *((0.37, 0.1), (0.63, 0.1), (0.63, 0.37), (0.9, 0.37), (0.9, 0.63), (0.63, 0.63)),
        *((0.63, 0.9), (0.37, 0.9), (0.37, 0.63), (0.1, 0.63), (0.1, 0.37), (0.37, 0.37)),
    ],
    "wedgeRectCallout": [(0, 0), (1, 0), (1, 1), (0.42, 1), (0.29, 1.2), (0.17, 1), (0, 1)],
}
_POLYGONS["plus"] = _POLYGONS["mathPlus"]
_OPEN: dict[str, Points] = {
    "line": [(0, 0), (1, 1)],
    "straightConnector1": [(0, 0), (1, 1)],
    "bentConnector2": [(0, 0), (1, 0), (1, 1)],
    "bentConnector3": [(0, 0), (0.5, 0), (0.5, 1), (1, 1)],
    "curvedConnector3": [(0, 0), (0.3, 0.05), (0.5, 0.5), (0.7, 0.95), (1, 1)],
}
_ROUND = {"roundRect", "flowChartAlternateProcess", "round2SameRect", "wedgeRoundRectCallout", "snipRoundRect"}
_ELLIPSES = {"ellipse", "flowChartConnector", "wedgeEllipseCallout", "smileyFace", "donut", "cloud", "cloudCallout"}


def preset(name: str, width: float, height: float, adjust: float | None = None) -> tuple[Points, bool]:
    """Return the outline of a preset shape, and whether it is closed; an unknown one is its box."""
    if name in _OPEN:
        return _OPEN[name], False
    if name in _ELLIPSES or name == "arc":
        return _arc(0.5, 0.5, 0.5, 0.5, 0, 360), True
    if name in _ROUND:
        return _rounded(width, height, 0.1667 if adjust is None else adjust), True
    if name.startswith("star"):
        return _star(int("".join(filter(str.isdigit, name)) or 5)), True
    return _POLYGONS.get(name, _POLYGONS["rect"]), True


def _arc(x: float, y: float, rx: float, ry: float, start: float, swing: float) -> Points:
    steps = max(2, round(_STEPS * abs(swing) / 360))
    angles = [math.radians(start + swing * step / steps) for step in range(steps + 1)]
    return [(x + rx * math.cos(angle), y + ry * math.sin(angle)) for angle in angles]


def _rounded(width: float, height: float, adjust: float) -> Points:
    radius = min(width, height) * max(0.0, min(0.5, adjust))
    rx, ry = radius / max(width, 1e-6), radius / max(height, 1e-6)
    corners = ((1 - rx, ry, 270), (1 - rx, 1 - ry, 0), (rx, 1 - ry, 90), (rx, ry, 180))
    return [point for x, y, start in corners for point in _arc(x, y, rx, ry, start, 90)]


def _star(points: int) -> Points:
    points = max(4, min(points, 32))
    inner = 0.19 if points <= 5 else 0.36
    outline = []
    for step in range(points * 2):
        radius = 0.5 if step % 2 == 0 else inner
        angle = math.pi * step / points - math.pi / 2
        outline.append((0.5 + radius * math.cos(angle), 0.5 + radius * math.sin(angle)))
    return outline


def custom(geometry) -> list[tuple[Points, bool]]:
    """Return the outlines of a drawn shape (``custGeom``), each with whether it is closed."""
    outlines: list[tuple[Points, bool]] = []
    for path in child(geometry, "pathLst") if child(geometry, "pathLst") is not None else ():
        width, height = number(path, "w") or 1, number(path, "h") or 1
        for points, is_closed in _subpaths(path):
            outlines.append(([(x / width, y / height) for x, y in points], is_closed))
    return outlines if sum(len(points) for points, _is_closed in outlines) <= _MOST_POINTS else []


def _subpaths(path) -> list[tuple[Points, bool]]:
    found: list[tuple[Points, bool]] = []
    points: Points = []
    for command in path:
        name, ends = local(command), [(number(pt, "x"), number(pt, "y")) for pt in command if local(pt) == "pt"]
        if name == "moveTo" and ends:
            if len(points) > 1:
                found.append((points, False))
            points = [ends[0]]
        elif name == "close":
            if len(points) > 1:
                found.append((points, True))
            points = []
        elif points:
            points = points + _continued(points[-1], name, ends, command)
    if len(points) > 1:
        found.append((points, False))
    return found


def _continued(start: tuple[float, float], name: str, ends: Points, command) -> Points:
    if name == "lnTo":
        return ends[:1]
    if name in ("cubicBezTo", "quadBezTo") and len(ends) >= 2:
        return _bezier([start, *ends[:3]])
    if name == "arcTo":
        rx, ry = number(command, "wR"), number(command, "hR")
        angle, swing = number(command, "stAng") / 60_000, number(command, "swAng") / 60_000
        x, y = start[0] - rx * math.cos(math.radians(angle)), start[1] - ry * math.sin(math.radians(angle))
        return _arc(x, y, rx, ry, angle, max(-360.0, min(360.0, swing)))
    return []


def _bezier(controls: Points, steps: int = 12) -> Points:
    return [_on_curve(controls, step / steps) for step in range(1, steps + 1)]


def _on_curve(controls: Points, part: float) -> tuple[float, float]:
    while len(controls) > 1:
        controls = [(x1 + (x2 - x1) * part, y1 + (y2 - y1) * part) for (x1, y1), (x2, y2) in pairwise(controls)]
    return controls[0]
