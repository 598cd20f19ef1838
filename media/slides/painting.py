"""Fills and lines as a shape, its style or its background name them."""

from media.slides.canvas import Canvas, Fill, Frame, Gradient, open_picture
from media.slides.colors import BLACK, Color, Theme
from media.slides.geometry import Points
from media.slides.xml import R, child, down, local, number, share

FILLS = ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill")
_THIN = 9_525  # EMU: what a line without a width is


def fill_of(holder, theme: Theme, own: Color = BLACK) -> Fill | None:
    """Return the colour or gradient an element names, or ``None`` for none."""
    element = child(holder, *FILLS)
    if element is None or local(element) in ("noFill", "blipFill", "grpFill"):
        return None
    if local(element) == "gradFill":
        return _gradient(element, theme, own)
    if local(element) == "pattFill":
        return theme.color_in(child(element, "bgClr"), own)
    return theme.color_in(element, own)


def _gradient(element, theme: Theme, own: Color) -> Fill | None:
    stops = []
    for stop in child(element, "gsLst") if child(element, "gsLst") is not None else ():
        color = theme.color_in(stop, own)
        if color:
            stops.append((max(0.0, min(1.0, share(stop, "pos", 0))), color))
    if not stops:
        return None
    angle = number(child(element, "lin"), "ang") / 60_000 if child(element, "lin") is not None else 90
    return Gradient(tuple(sorted(stops, key=lambda stop: stop[0])), angle)


def style_fill(style, theme: Theme) -> Fill | None:
    """Return the fill a shape has by its style; number 0 is none."""
    reference = child(style, "fillRef")
    return theme.color_in(reference) if reference is not None and number(reference, "idx") else None


def line_of(properties, style, theme: Theme) -> tuple[Color, float, str] | None:
    """Return colour, width in EMU and dash of an outline, or ``None`` for none."""
    line, reference = child(properties, "ln"), child(style, "lnRef")
    if line is not None and child(line, "noFill") is not None:
        return None
    by_style = theme.color_in(reference) if reference is not None and number(reference, "idx") else None
    fill = fill_of(line, theme) if line is not None else None
    color = fill.stops[0][1] if isinstance(fill, Gradient) else fill or by_style
    if color is None:
        return None
    dash = child(line, "prstDash")
    width = number(line, "w", _THIN) if line is not None else _THIN
    return color, max(0.0, width), "" if dash is None else dash.get("val", "")


def paint_picture(canvas: Canvas, holder, part, frame: Frame, mask: Points | None = None) -> bool:
    """Put the picture a ``blipFill`` names into a frame; tell whether there was one that could be drawn."""
    fill = child(holder, "blipFill")
    blip = child(fill, "blip")
    data = related_bytes(part, blip.get(f"{R}embed") if blip is not None else None)
    picture = open_picture(data) if data else None
    if picture is None:
        return False
    crop = child(fill, "srcRect")
    if crop is not None:
        left, top, right, bottom = (max(0.0, min(0.95, share(crop, side, 0))) for side in "ltrb")
        if left + right < 1 and top + bottom < 1:
            width, height = picture.size
            picture = picture.crop(
                (int(left * width), int(top * height), int((1 - right) * width) or 1, int((1 - bottom) * height) or 1)
            )
    opacity = down(blip, "alphaModFix")
    if opacity is not None and share(opacity, "amt") < 1:
        picture = picture.convert("RGBA")
        amount = max(0.0, share(opacity, "amt"))
        picture.putalpha(picture.getchannel("A").point(lambda value: round(value * amount)))
    canvas.paste(picture, frame, mask)
    return True


def related_bytes(part, relationship_id: str | None) -> bytes | None:
    """Return the bytes of a part of the file; nothing outside of it is ever asked for."""
    relationship = part.rels.get(relationship_id) if relationship_id else None
    return None if relationship is None or relationship.is_external else relationship.target_part.blob
