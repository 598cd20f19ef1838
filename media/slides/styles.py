"""How text looks: the run's own words first, then paragraph, shape, layout, master and the theme's usual."""

from collections.abc import Iterator
from dataclasses import dataclass

from media.slides.colors import Color, Theme
from media.slides.xml import child, down, is_on, local, number, share

_FILLS = ("solidFill", "gradFill")
_TITLES = ("title", "ctrTitle")
_NO_BODY = ("dt", "ftr", "sldNum", *_TITLES)


@dataclass(frozen=True)
class RunLook:
    """How a stretch of text looks; ``size`` in points."""

    size: float
    bold: bool
    italic: bool
    underline: bool
    strike: bool
    color: Color
    family: str
    baseline: float = 0


@dataclass(frozen=True)
class ParagraphLook:
    """How a paragraph is set; distances in EMU, spacing as a share of the line (or of points, where negative)."""

    align: str
    margin: float
    indent: float
    line: float
    before: float
    after: float
    bullet: str
    numbering: str
    bullet_color: Color | None


class Cascade:
    """The sources of one text body's looks, nearest first."""

    def __init__(self, theme: Theme, own: list, inherited: list, reference=None):
        self.theme = theme
        self._own = [source for source in own if source is not None]
        self._inherited = [source for source in inherited if source is not None]
        self._reference = theme.color_in(reference) if reference is not None else None

    def _levels(self, level: int, sources: list) -> Iterator:
        for source in sources:
            for name in (f"lvl{level + 1}pPr", "defPPr"):
                found = child(source, name)
                if found is not None:
                    yield found

    def paragraph(self, properties) -> tuple[ParagraphLook, int]:
        """Return the look of a paragraph, and its level."""
        level = int(max(0, min(8, number(properties, "lvl"))))
        own = [properties] if properties is not None else []
        chain = [*own, *self._levels(level, self._own), *self._levels(level, self._inherited)]
        bullet, numbering, color = self._bullet(chain)
        look = ParagraphLook(
            align=_first(chain, "algn", "l"),
            margin=float(_first_number(chain, "marL")),
            indent=float(_first_number(chain, "indent")),
            line=_spacing(chain, "lnSpc", 1.0),
            before=_spacing(chain, "spcBef", 0.0),
            after=_spacing(chain, "spcAft", 0.0),
            bullet=bullet,
            numbering=numbering,
            bullet_color=color,
        )
        return look, level

    def _bullet(self, chain: list) -> tuple[str, str, Color | None]:
        color = next(
            (self.theme.color_in(child(one, "buClr")) for one in chain if child(one, "buClr") is not None), None
        )
        for one in chain:
            found = child(one, "buNone", "buChar", "buAutoNum", "buBlip")
            if found is None:
                continue
            if local(found) == "buAutoNum":
                return "", found.get("type", "arabicPeriod"), color
            return ("" if local(found) == "buNone" else found.get("char", "•")), "", color
        return "", "", color

    def run(self, properties, paragraph_properties, level: int) -> RunLook:
        """Return the look of a run."""
        own = [properties, child(paragraph_properties, "defRPr") if properties is None else None]
        near = [child(one, "defRPr") for one in self._levels(level, self._own)]
        far = [child(one, "defRPr") for one in self._levels(level, self._inherited)]
        chain = [one for one in (*own, *near, *far) if one is not None]
        family = next((down(one, "latin").get("typeface", "") for one in chain if down(one, "latin") is not None), "")
        return RunLook(
            size=max(100.0, min(40_000.0, float(_first(chain, "sz", "1800") or 1800))) / 100,
            bold=is_on(_holder(chain, "b"), "b"),
            italic=is_on(_holder(chain, "i"), "i"),
            underline=_first(chain, "u", "none") != "none",
            strike=_first(chain, "strike", "noStrike") != "noStrike",
            color=self._color(
                [one for one in (*own, *near) if one is not None], [one for one in far if one is not None]
            ),
            family=family,
            baseline=share(_holder(chain, "baseline"), "baseline", 0),
        )

    def _color(self, own: list, inherited: list) -> Color:
        if own and child(own[0], "hlinkClick") is not None and child(own[0], *_FILLS) is None:
            return self.theme.named("hlink")
        found = self._filled(own) or self._reference or self._filled(inherited)
        return found or self.theme.named("tx1")

    def _filled(self, chain: list) -> Color | None:
        for one in chain:
            fill = child(one, *_FILLS)
            if fill is None:
                continue
            stop = down(fill, "gsLst/gs") if local(fill) == "gradFill" else fill
            color = self.theme.color_in(stop)
            if color:
                return color
        return None


def master_style(master, kind: str | None):
    """Return the part of a master's text styles that goes with a kind of placeholder (``None``: no placeholder)."""
    styles = child(master, "txStyles")
    name = "titleStyle" if kind in _TITLES else "otherStyle" if kind is None or kind in _NO_BODY else "bodyStyle"
    return child(styles, name)


def _holder(chain: list, name: str):
    return next((one for one in chain if one.get(name) is not None), None)


def _first(chain: list, name: str, default: str) -> str:
    holder = _holder(chain, name)
    return default if holder is None else holder.get(name)


def _first_number(chain: list, name: str) -> float:
    return number(_holder(chain, name), name)


def _spacing(chain: list, name: str, default: float) -> float:
    """Return a share of the line height, or points below zero (``-12`` is 12 points)."""
    for one in chain:
        spacing = child(one, name)
        percent, points = child(spacing, "spcPct"), child(spacing, "spcPts")
        if percent is not None:
            return max(0.0, min(5.0, share(percent)))
        if points is not None:
            return -max(0.0, min(400.0, number(points, "val") / 100)) or default
    return default
