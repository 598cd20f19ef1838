"""Paper, colours and letters of the demo pictures."""

from functools import cache
from pathlib import Path

import font_roboto
from PIL import Image, ImageDraw, ImageFont

WIDTH = 960
PAPER, INK, EDGE = "#fffdf8", "#1c2430", "#857b69"
BLUE, BLUE_WASH, GOLD, GREEN, GREEN_WASH, RED = "#25477f", "#cfdcf2", "#e5a823", "#1c8c6c", "#d5efe3", "#c5432b"
FONT_DIR = Path(font_roboto.__file__).parent / "files"


@cache
def font(size: int, is_bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return Roboto, which has all letters of Vietnamese, at a size in pixels."""
    return ImageFont.truetype(str(FONT_DIR / ("Roboto-Bold.ttf" if is_bold else "Roboto-Regular.ttf")), size)


def canvas(height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """Return an empty picture of the usual width and what draws on it."""
    image = Image.new("RGB", (WIDTH, height), PAPER)
    return image, ImageDraw.Draw(image)


def label(draw, x, y, text, *, size=34, is_bold=False, fill=INK, anchor="mm") -> None:
    """Write a word at a point."""
    draw.text((x, y), text, font=font(size, is_bold), fill=fill, anchor=anchor)
