"""Colours of a theme, and what is made of them: lighter, darker, see-through."""

import colorsys
from typing import NamedTuple

from PIL import ImageColor

from media.slides.xml import A, child, local, share

_FALLBACK = {
    "dk1": "000000",
    "lt1": "FFFFFF",
    "dk2": "44546A",
    "lt2": "E7E6E6",
    "hlink": "0563C1",
    "folHlink": "954F72",
}
_USUAL_MAP = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
_COLORS = ("srgbClr", "schemeClr", "sysClr", "prstClr", "scrgbClr", "hslClr")
_ACCENTS = ("4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47")


class Color(NamedTuple):
    """Red, green, blue 0 to 255, alpha 0 to 1."""

    red: int
    green: int
    blue: int
    alpha: float = 1

    @property
    def rgba(self) -> tuple[int, int, int, int]:
        """As Pillow wants it."""
        return (self.red, self.green, self.blue, round(self.alpha * 255))


BLACK, WHITE = Color(0, 0, 0), Color(255, 255, 255)


class Theme:
    """The colours a master names: through its map to those of its theme."""

    def __init__(self, theme_root=None, color_map=None):
        self._colors = {name: _hex(value) for name, value in _FALLBACK.items()}
        self._colors |= {f"accent{number}": _hex(value) for number, value in enumerate(_ACCENTS, start=1)}
        scheme = next(theme_root.iter(f"{A}clrScheme"), None) if theme_root is not None else None
        for element in scheme if scheme is not None else ():
            value = child(element, *_COLORS)
            if value is not None:
                self._colors[local(element)] = self._base(value, BLACK)
        self._map = _USUAL_MAP | (dict(color_map.attrib) if color_map is not None else {})

    def named(self, name: str, own: Color = BLACK) -> Color:
        """Return a colour of the scheme; ``phClr`` is the one a style is used with."""
        if name == "phClr":
            return own
        return self._colors.get(self._map.get(name, name), BLACK)

    def color_in(self, parent, own: Color = BLACK) -> Color | None:
        """Return the colour an element holds (``solidFill``, ``fontRef`` …), or ``None``."""
        element = child(parent, *_COLORS)
        if element is None:
            return None
        return _changed(self._base(element, own), element)

    def _base(self, element, own: Color) -> Color:
        name, value = local(element), element.get("val", "")
        if name == "srgbClr":
            return _hex(value)
        if name == "schemeClr":
            return self.named(value, own)
        if name == "sysClr":
            return _hex(element.get("lastClr") or ("FFFFFF" if value == "window" else "000000"))
        if name == "prstClr":
            try:
                return Color(*ImageColor.getrgb(value.replace("dk", "dark").replace("lt", "light").lower())[:3])
            except ValueError:
                return BLACK
        if name == "scrgbClr":
            return Color(*(round(255 * max(0, min(1, share(element, part)))) for part in "rgb"))
        return BLACK


def _hex(text: str) -> Color:
    try:
        return Color(*bytes.fromhex(text[:6]))
    except (ValueError, TypeError):
        return BLACK


def _changed(color: Color, element) -> Color:
    """Apply what stands below a colour: ``lumMod``, ``tint``, ``alpha`` …, in order."""
    for change in element:
        name, amount = local(change), share(change)
        if name == "alpha":
            color = color._replace(alpha=max(0.0, min(1.0, amount)))
        elif name in ("lumMod", "lumOff", "satMod", "satOff", "hueMod", "lum"):
            color = _in_hls(color, name, amount)
        elif name == "tint":
            color = _mixed(color, WHITE, 1 - amount)
        elif name == "shade":
            color = _mixed(color, BLACK, 1 - amount)
        elif name == "inv":
            color = Color(255 - color.red, 255 - color.green, 255 - color.blue, color.alpha)
    return color


def _in_hls(color: Color, name: str, amount: float) -> Color:
    hue, light, saturation = colorsys.rgb_to_hls(color.red / 255, color.green / 255, color.blue / 255)
    if name == "lumMod":
        light *= amount
    elif name == "lumOff":
        light += amount
    elif name == "lum":
        light = amount
    elif name == "satMod":
        saturation *= amount
    elif name == "satOff":
        saturation += amount
    else:
        hue *= amount
    bounded = (hue % 1, max(0.0, min(1.0, light)), max(0.0, min(1.0, saturation)))
    red, green, blue = (round(part * 255) for part in colorsys.hls_to_rgb(*bounded))
    return Color(red, green, blue, color.alpha)


def _mixed(color: Color, other: Color, amount: float) -> Color:
    amount = max(0.0, min(1.0, amount))
    red, green, blue = (round(one + (two - one) * amount) for one, two in zip(color[:3], other[:3], strict=True))
    return Color(red, green, blue, color.alpha)
