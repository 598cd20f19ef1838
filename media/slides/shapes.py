"""Walks the shapes of a slide, its layout and its master, and draws each."""

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

from media.slides.canvas import Canvas, Fill, Frame
from media.slides.colors import Color, Theme
from media.slides.geometry import Points, custom, preset
from media.slides.painting import FILLS, fill_of, line_of, paint_picture, style_fill
from media.slides.styles import Cascade, master_style
from media.slides.text import Setting, draw_text, read_paragraphs
from media.slides.xml import child, down, is_on, local, number, share

INSET_X, INSET_Y = 91_440, 45_720  # EMU
MOST_SHAPES = 3_000
_MOST_DEPTH = 12
_FRAMED = Color(133, 123, 105)


@dataclass
class Sheet:
    """What the shapes of one slide are drawn with."""

    canvas: Canvas
    theme: Theme
    part: object
    layers: list  # shape trees whose placeholders are inherited from: layout, master
    master: object
    defaults: object  # text style of the presentation
    draw_frame: Callable  # draws tables and the like: (sheet, element, space)
    left: int = MOST_SHAPES


@dataclass(frozen=True)
class Space:
    """From the units of a group to pixels."""

    scale_x: float
    scale_y: float
    x: float = 0
    y: float = 0

    def frame(self, xfrm) -> Frame | None:
        """Return where an element lies, or ``None`` where it does not say."""
        offset, extent = child(xfrm, "off"), child(xfrm, "ext")
        if offset is None or extent is None:
            return None
        return Frame(
            self.x + number(offset, "x") * self.scale_x,
            self.y + number(offset, "y") * self.scale_y,
            max(0.0, number(extent, "cx") * self.scale_x),
            max(0.0, number(extent, "cy") * self.scale_y),
            number(xfrm, "rot") / 60_000,
            is_on(xfrm, "flipH"),
            is_on(xfrm, "flipV"),
        )

    def inside(self, xfrm) -> "Space":
        """Return the space of a group's own units."""
        frame, offset, extent = self.frame(xfrm), child(xfrm, "chOff"), child(xfrm, "chExt")
        if frame is None or offset is None or extent is None:
            return self
        across = frame.width / (number(extent, "cx") or 1)
        along = frame.height / (number(extent, "cy") or 1)
        return Space(across, along, frame.x - number(offset, "x") * across, frame.y - number(offset, "y") * along)


def draw_tree(sheet: Sheet, tree, space: Space, *, placeholders: bool, depth: int = 0) -> None:
    """Draw the shapes of a tree in their order."""
    for element in tree if tree is not None else ():
        name = local(element)
        if sheet.left <= 0 or depth > _MOST_DEPTH:
            return
        if name == "AlternateContent":
            draw_tree(sheet, _alternative(element), space, placeholders=placeholders, depth=depth + 1)
            continue
        if name not in ("sp", "cxnSp", "pic", "grpSp", "graphicFrame") or _is_hidden(element):
            continue
        sheet.left -= 1
        if name == "grpSp":
            inner = space.inside(down(element, "grpSpPr/xfrm"))
            draw_tree(sheet, element, inner, placeholders=placeholders, depth=depth + 1)
            continue
        with suppress(Exception):  # one strange shape must not cost the class the whole slide
            if name == "graphicFrame":
                sheet.draw_frame(sheet, element, space)
            elif placeholders or placeholder_of(element) is None:
                draw_shape(sheet, element, space)


def _alternative(element):
    """Return what newer programs show where it is something that can be drawn, else what is there for older ones."""
    choice, fallback = child(element, "Choice"), child(element, "Fallback")
    drawable = ("sp", "pic", "cxnSp", "grpSp")
    return choice if child(choice, *drawable) is not None or fallback is None else fallback


def _is_hidden(element) -> bool:
    return any(is_on(down(one, "cNvPr"), "hidden") for one in element if local(one).startswith("nv"))


def placeholder_of(element):
    """Return the ``ph`` of a shape, or ``None``."""
    holder = next((one for one in element if local(one).startswith("nv")), None)
    return down(holder, "nvPr/ph")


def _inherited(sheet: Sheet, placeholder) -> list:
    """Return the placeholders of layout and master that this one takes after."""
    found = []
    kind, index = placeholder.get("type", "obj"), placeholder.get("idx")
    for layer in sheet.layers:
        match = None
        for shape in layer if layer is not None else ():
            other = placeholder_of(shape) if local(shape) in ("sp", "pic") else None
            if other is None:
                continue
            is_same_kind = _family(other.get("type", "obj")) == _family(kind)
            if index is not None and other.get("idx") == index and layer is sheet.layers[0]:
                match, kind = shape, other.get("type", kind)
                break
            match = shape if match is None and is_same_kind else match
        if match is not None:
            found.append(match)
    return found


def _family(kind: str) -> str:
    return {"ctrTitle": "title", "obj": "body", "subTitle": "body"}.get(kind, kind)


def draw_shape(sheet: Sheet, element, space: Space) -> None:
    """Draw one shape, connector or picture: fill, outline, text."""
    placeholder = placeholder_of(element)
    parents = _inherited(sheet, placeholder) if placeholder is not None else []
    chain = [down(shape, "spPr") for shape in (element, *parents)]
    xfrm = next((found for one in chain if (found := child(one, "xfrm")) is not None), None)
    frame = space.frame(xfrm)
    if frame is None:
        return
    style = child(element, "style")
    outlines = _outlines(next((one for one in chain if child(one, "prstGeom", "custGeom") is not None), None), frame)
    if local(element) == "pic":
        mask = outlines[0][0] if outlines and len(outlines[0][0]) != 4 else None
        if not paint_picture(sheet.canvas, element, sheet.part, frame, mask):
            sheet.canvas.stroke(frame.place(preset("rect", 1, 1)[0]), _FRAMED, 2, closed=True)
    else:
        _paint(sheet, chain, style, frame, outlines)
    line = line_of(next((one for one in chain if child(one, "ln") is not None), chain[0]), style, sheet.theme)
    if line:
        _draw_line(sheet, chain[0], frame, outlines, line)
    body = child(element, "txBody")
    if body is not None:
        _draw_body(sheet, body, placeholder, parents, style, frame)


def _outlines(properties, frame: Frame) -> list[tuple[Points, bool]]:
    geometry = child(properties, "custGeom")
    if geometry is not None:
        return custom(geometry)
    geometry = child(properties, "prstGeom")
    guide = down(geometry, "avLst/gd")
    adjust = None
    if guide is not None and guide.get("fmla", "").startswith("val "):
        adjust = number({"v": guide.get("fmla")[4:]}, "v", 16_667) / 100_000
    name = "rect" if geometry is None else geometry.get("prst", "rect")
    return [preset(name, frame.width, frame.height, adjust)]


def _paint(sheet: Sheet, chain: list, style, frame: Frame, outlines: list) -> None:
    holder = next((one for one in chain if child(one, *FILLS) is not None), None)
    fill: Fill | None = fill_of(holder, sheet.theme) if holder is not None else style_fill(style, sheet.theme)
    for points, is_closed in outlines:
        if fill is not None and is_closed:
            sheet.canvas.fill(frame.place(points), fill)
    if holder is not None and child(holder, "blipFill") is not None and outlines:
        paint_picture(sheet.canvas, holder, sheet.part, frame, outlines[0][0])


def _draw_line(sheet: Sheet, properties, frame: Frame, outlines: list, line: tuple[Color, float, str]) -> None:
    color, width, dash = line
    pixels = width * sheet.canvas.unit
    for points, is_closed in outlines:
        placed = frame.place(points)
        sheet.canvas.stroke(placed, color, pixels, dash, closed=is_closed)
        if is_closed:
            continue
        for end, (tip, before) in (("tailEnd", (placed[-1], placed[-2])), ("headEnd", (placed[0], placed[1]))):
            head = down(properties, f"ln/{end}")
            if head is not None and head.get("type", "none") != "none":
                sheet.canvas.fill(_arrow_head(tip, before, max(pixels, 2.0)), color)


def _arrow_head(tip: tuple[float, float], before: tuple[float, float], pixels: float) -> Points:
    angle, size = math.atan2(tip[1] - before[1], tip[0] - before[0]), 4 + pixels * 3.2
    sides = [(tip[0] - size * math.cos(angle + turn), tip[1] - size * math.sin(angle + turn)) for turn in (0.42, -0.42)]
    return [tip, *sides]


def _draw_body(sheet: Sheet, body, placeholder, parents: list, style, frame: Frame) -> None:
    bodies = [body, *(child(shape, "txBody") for shape in parents)]
    kind = None if placeholder is None else _kind(placeholder, parents)
    inherited = [*(child(one, "lstStyle") for one in bodies[1:]), master_style(sheet.master, kind), sheet.defaults]
    cascade = Cascade(sheet.theme, [child(body, "lstStyle")], inherited, child(style, "fontRef"))
    draw_body(sheet, body, cascade, frame, [child(one, "bodyPr") for one in bodies])


def _kind(placeholder, parents: list) -> str:
    found = placeholder.get("type") or next((placeholder_of(one).get("type") for one in parents), None)
    return found or "obj"


def draw_body(sheet: Sheet, body, cascade: Cascade, frame: Frame, properties: list) -> None:
    """Set a text body and draw it into its frame; ``properties`` are the ``bodyPr`` in question, nearest first."""
    unit = sheet.canvas.unit
    properties = [one for one in properties if one is not None]

    def first(name: str, default: str) -> str:
        return next((one.get(name) for one in properties if one.get(name) is not None), default)

    paragraphs = read_paragraphs(body, cascade)
    if not any(text.strip() for paragraph in paragraphs for text, _look in paragraph.runs):
        return
    upright = first("vert", "horz") in ("vert", "vert270", "eaVert", "wordArtVert")
    if upright:
        frame = _on_its_side(frame, 90 if first("vert", "") != "vert270" else 270)
    left, right = (float(first(name, str(INSET_X))) * unit for name in ("lIns", "rIns"))
    top, bottom = (float(first(name, str(INSET_Y))) * unit for name in ("tIns", "bIns"))
    width, height = max(10.0, frame.width - left - right), max(4.0, frame.height - top - bottom)
    fitting = next(
        (found for one in properties if (found := child(one, "normAutofit", "spAutoFit", "noAutofit")) is not None),
        None,
    )
    largest = share(fitting, "fontScale") if fitting is not None and local(fitting) == "normAutofit" else 1.0
    smallest = 0.5 if fitting is not None and local(fitting) == "normAutofit" else 0.8
    wraps = first("wrap", "square") != "none"
    setting = Setting(paragraphs, width, unit, wraps=wraps).fit(height, largest=largest, smallest=smallest)
    spare = height - setting.height
    shift = {"ctr": spare / 2, "b": spare}.get(first("anchor", "t"), 0.0)
    _put_text(sheet.canvas, setting, frame, left, top + max(shift, -top), width)


def _on_its_side(frame: Frame, turn: float) -> Frame:
    middle_x, middle_y = frame.x + frame.width / 2, frame.y + frame.height / 2
    corner = (middle_x - frame.height / 2, middle_y - frame.width / 2)
    return replace(frame, x=corner[0], y=corner[1], width=frame.height, height=frame.width, turn=frame.turn + turn)


def _put_text(canvas: Canvas, setting: Setting, frame: Frame, left: float, top: float, width: float) -> None:
    if not frame.turn % 360:
        draw_text(canvas.draw, setting, frame.x + left, frame.y + top, width)
        return
    size = (
        min(round(frame.width) + 2, canvas.width * 2),
        min(round(max(frame.height, setting.height)) + 2, canvas.width * 2),
    )
    layer = Image.new("RGBA", size)
    draw_text(ImageDraw.Draw(layer), setting, left, top, width)
    canvas.paste_layer(layer, frame)
