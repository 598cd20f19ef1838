"""Pictures of fractions: paper strips, a field, dots."""

from collections.abc import Callable

from PIL import Image

from elearn.demo.pictures.canvas import (
    BLUE,
    BLUE_WASH,
    GOLD,
    GREEN,
    GREEN_WASH,
    WIDTH,
    canvas,
    label,
)


def _bar(draw, top, parts, filled, words, *, left=40, width=660, height=90, second=0):
    step = width / parts
    for index in range(parts):
        box = (left + index * step, top, left + (index + 1) * step, top + height)
        colour = BLUE_WASH if index < filled else GREEN_WASH if index < filled + second else "#ffffff"
        draw.rectangle(box, fill=colour, outline=BLUE, width=3)
    label(draw, left + width + 40, top + height / 2, words, size=44, is_bold=True, anchor="lm")


def bars(*rows: tuple[int, int, str]) -> Image.Image:
    """Draw paper strips of equal length: parts, coloured parts and what is written beside each."""
    image, draw = canvas(60 + 130 * len(rows))
    for index, (parts, filled, words) in enumerate(rows):
        _bar(draw, 40 + 130 * index, parts, filled, words)
    return image


def sum_of_fractions() -> Image.Image:
    """Draw 1/2 + 1/3 as three and two sixths of one strip."""
    image, draw = canvas(450)
    _bar(draw, 40, 2, 1, "1/2 = 3/6")
    _bar(draw, 170, 3, 0, "1/3 = 2/6", second=1)
    _bar(draw, 300, 6, 3, "5/6", second=2)
    return image


def product_of_fractions() -> Image.Image:
    """Draw two thirds of three quarters as cells of a rectangle."""
    image, draw = canvas(480)
    for row in range(3):
        for column in range(4):
            colour = GREEN_WASH if column < 3 and row < 2 else BLUE_WASH if column < 3 else "#ffffff"
            box = (60 + column * 130, 50 + row * 120, 190 + column * 130, 170 + row * 120)
            draw.rectangle(box, fill=colour, outline=BLUE, width=3)
    label(draw, 640, 130, "trồng rau: 3/4", size=38, anchor="lm", fill=BLUE)
    label(draw, 640, 200, "rau muống:", size=38, anchor="lm", fill=GREEN)
    label(draw, 640, 250, "2/3 · 3/4 = 6/12", size=38, is_bold=True, anchor="lm", fill=GREEN)
    return image


def part_of_24() -> Image.Image:
    """Draw 24 dots in eight columns, three of them coloured."""
    image, draw = canvas(400)
    for column in range(8):
        for row in range(3):
            x, y = 100 + column * 108, 80 + row * 90
            draw.ellipse(
                (x - 32, y - 32, x + 32, y + 32), fill=GOLD if column < 3 else "#ffffff", outline=BLUE, width=3
            )
    label(draw, WIDTH / 2, 355, "3/8 của 24 là 9", size=40, is_bold=True)
    return image


PICTURES: dict[str, Callable[[], Image.Image]] = {
    "fraction-bar-3-4": lambda: bars((4, 3, "3/4")),
    "equal-fractions": lambda: bars((2, 1, "1/2"), (4, 2, "2/4"), (8, 4, "4/8")),
    "compare-2-3-3-4": lambda: bars((3, 2, "2/3"), (4, 3, "3/4")),
    "mixed-number": lambda: bars((3, 3, "1"), (3, 3, "1"), (3, 1, "1/3")),
    "add-1-2-1-3": sum_of_fractions,
    "multiply-2-3-3-4": product_of_fractions,
    "part-of-24": part_of_24,
}
