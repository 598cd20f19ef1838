"""The paper a slide is drawn on, at twice the size it is kept, so that edges come out smooth."""

import math
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise

from PIL import Image, ImageDraw

from media.slides.colors import Color
from media.slides.geometry import Points

WIDTH = 960  # of the picture that is kept
_TWICE = 2
_MOST_PIXELS = 40_000_000  # of a picture in the file
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")


@dataclass(frozen=True)
class Frame:
    """Where something lies, in pixels of the canvas; turned by degrees about its middle, mirrored before."""

    x: float
    y: float
    width: float
    height: float
    turn: float = 0
    flip_x: bool = False
    flip_y: bool = False

    def place(self, points: Points) -> Points:
        """Return points of a 1 × 1 box where they come to lie."""
        middle_x, middle_y = self.x + self.width / 2, self.y + self.height / 2
        cosine, sine = math.cos(math.radians(self.turn)), math.sin(math.radians(self.turn))
        placed = []
        for x, y in points:
            dx = ((1 - x if self.flip_x else x) - 0.5) * self.width
            dy = ((1 - y if self.flip_y else y) - 0.5) * self.height
            placed.append((middle_x + dx * cosine - dy * sine, middle_y + dx * sine + dy * cosine))
        return placed


@dataclass(frozen=True)
class Gradient:
    """Colours from one side to the other: ``stops`` are (place 0 to 1, colour); turned by degrees, 0 left to right."""

    stops: tuple[tuple[float, Color], ...]
    angle: float = 0


Fill = Color | Gradient


class Canvas:
    """Draws polygons, lines, pictures; ``unit`` is pixels an EMU."""

    def __init__(self, slide_width: float, slide_height: float):
        self.width = WIDTH * _TWICE
        self.height = max(2, min(round(self.width * slide_height / slide_width), self.width * 2))
        self.unit = self.width / slide_width
        self.image = Image.new("RGB", (self.width, self.height), "white")

    @property
    def draw(self) -> ImageDraw.ImageDraw:
        """A pen that mixes see-through colours with what is there."""
        return ImageDraw.Draw(self.image, "RGBA")

    @property
    def frame(self) -> Frame:
        """All of the paper."""
        return Frame(0, 0, self.width, self.height)

    def fill(self, points: Points, fill: Fill) -> None:
        """Fill a polygon."""
        if len(points) < 3:
            return
        if isinstance(fill, Color):
            self.draw.polygon(points, fill=fill.rgba)
            return
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon(points, fill=255)
        box = mask.getbbox()
        if box:
            shades = _shades(fill, box[2] - box[0], box[3] - box[1])
            self.image.paste(shades, box[:2], mask.crop(box))

    def stroke(self, points: Points, color: Color, width: float, dash: str = "", closed: bool = False) -> None:
        """Draw a line along points."""
        if closed:
            points = [*points, points[0]]
        pixels = max(1, round(min(width, self.width / 4)))
        if dash and dash != "solid":
            for start, end in _dashes(points, max(pixels * (1.5 if "ot" in dash else 4), 4.0)):
                self.draw.line([start, end], fill=color.rgba, width=pixels)
        else:
            self.draw.line(points, fill=color.rgba, width=pixels, joint="curve")

    def paste(self, picture: Image.Image, frame: Frame, mask_points: Points | None = None) -> None:
        """Put a picture into a frame; only the part that is on the paper is ever made large."""
        if frame.turn % 360:
            self._paste_turned(picture, frame, mask_points)
            return
        left, top = max(0.0, frame.x), max(0.0, frame.y)
        right, bottom = min(self.width, frame.x + frame.width), min(self.height, frame.y + frame.height)
        size = (round(right - left), round(bottom - top))
        if min(size) < 1:
            return
        across, along = picture.width / frame.width, picture.height / frame.height
        source = (
            (left - frame.x) * across,
            (top - frame.y) * along,
            (right - frame.x) * across,
            (bottom - frame.y) * along,
        )
        part = picture.resize(size, Image.Resampling.BILINEAR, box=source, reducing_gap=2.0)
        mask = part.getchannel("A") if part.mode == "RGBA" else None
        if mask_points:
            mask = _shape_mask(size, [(x - left, y - top) for x, y in frame.place(mask_points)], mask)
        self.image.paste(part.convert("RGB"), (round(left), round(top)), mask)

    def _paste_turned(self, picture: Image.Image, frame: Frame, mask_points: Points | None) -> None:
        size = (round(frame.width), round(frame.height))
        if min(size) < 1 or max(size) > self.width * 2:
            return
        part = picture.convert("RGBA").resize(size, Image.Resampling.BILINEAR)
        if mask_points:
            outline = [(x * frame.width, y * frame.height) for x, y in mask_points]
            part.putalpha(_shape_mask(size, outline, part.getchannel("A")))
        self.paste_layer(part, frame)

    def paste_layer(self, layer: Image.Image, frame: Frame) -> None:
        """Put a layer of a frame's size onto the paper, turned with the frame."""
        turned = (
            layer.rotate(-frame.turn, expand=True, resample=Image.Resampling.BICUBIC) if frame.turn % 360 else layer
        )
        x = round(frame.x + frame.width / 2 - turned.width / 2)
        y = round(frame.y + frame.height / 2 - turned.height / 2)
        self.image.paste(turned.convert("RGB"), (x, y), turned.getchannel("A"))

    def small(self) -> Image.Image:
        """Return the slide at the size it is kept."""
        return self.image.resize((self.width // _TWICE, max(1, self.height // _TWICE)), Image.Resampling.LANCZOS)


def open_picture(data: bytes) -> Image.Image | None:
    """Return a picture of the file, if it is of a kind that is drawn and not too large."""
    try:
        Image.MAX_IMAGE_PIXELS = None  # checked here, before anything is decoded
        image = Image.open(BytesIO(data), formats=_FORMATS)
        if not 0 < image.width * image.height <= _MOST_PIXELS:
            return None
        image.draft("RGB", (WIDTH * _TWICE, WIDTH * _TWICE))
        image.load()
    except Exception:  # Pillow raises anything from SyntaxError to struct.error; the slide is drawn without it
        return None
    image.thumbnail((WIDTH * _TWICE * 2, WIDTH * _TWICE * 2))
    return image.convert("RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB")


def _shape_mask(size: tuple[int, int], points: Points, alpha: Image.Image | None) -> Image.Image:
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).polygon(points, fill=255)
    if alpha is not None:
        mask.paste(0, (0, 0), alpha.point(lambda value: 255 - value))
    return mask


def _shades(gradient: Gradient, width: int, height: int) -> Image.Image:
    """Return a strip of colours stretched over a box: across or down, whichever is nearer to the angle."""
    is_down = 45 <= gradient.angle % 180 < 135
    is_back = 135 <= gradient.angle % 360 < 315
    strip = Image.new("RGB", (256, 1))
    for index in range(256):
        part = 1 - index / 255 if is_back else index / 255
        strip.putpixel((index, 0), _between(gradient.stops, part))
    if is_down:
        strip = strip.transpose(Image.Transpose.ROTATE_270)
    return strip.resize((max(1, width), max(1, height)), Image.Resampling.BILINEAR)


def _between(stops: tuple[tuple[float, Color], ...], part: float) -> tuple[int, int, int]:
    before = max((stop for stop in stops if stop[0] <= part), default=stops[0], key=lambda stop: stop[0])
    after = min((stop for stop in stops if stop[0] >= part), default=stops[-1], key=lambda stop: stop[0])
    if after[0] == before[0]:
        return before[1][:3]
    share = (part - before[0]) / (after[0] - before[0])
    red, green, blue = (round(one + (two - one) * share) for one, two in zip(before[1][:3], after[1][:3], strict=True))
    return red, green, blue


def _dashes(points: Points, length: float) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    dashes = []
    for (x1, y1), (x2, y2) in pairwise(points):
        distance = math.hypot(x2 - x1, y2 - y1)
        count = min(2000, int(distance / (length * 2)) + 1)
        for index in range(count):
            start, end = index * 2 * length / (distance or 1), (index * 2 + 1) * length / (distance or 1)
            if start >= 1:
                break
            end = min(end, 1)
            dashes.append(
                ((x1 + (x2 - x1) * start, y1 + (y2 - y1) * start), (x1 + (x2 - x1) * end, y1 + (y2 - y1) * end))
            )
    return dashes
