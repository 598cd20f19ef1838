"""Pictures of quadrilaterals and of how they follow from each other."""

import math
from collections.abc import Callable

from PIL import Image, ImageDraw

from elearn.demo.pictures.canvas import (
    BLUE,
    BLUE_WASH,
    EDGE,
    INK,
    PAPER,
    RED,
    WIDTH,
    canvas,
    font,
    label,
)


def polygon(
    points: dict[str, tuple[int, int]], diagonals=(), *, mark="", note="", height=520, right_angle=None
) -> Image.Image:
    """Draw a polygon with named corners, dashed diagonals, the name of their crossing and a note below."""
    image, draw = canvas(height)
    corners = list(points.values())
    draw.polygon(corners, fill=BLUE_WASH)
    draw.line([*corners, corners[0]], fill=BLUE, width=5, joint="curve")
    for first, second in diagonals:
        _dashed(draw, points[first], points[second])
    centre = tuple(sum(axis) / len(corners) for axis in zip(*corners, strict=True))
    for name, (x, y) in points.items():
        distance = math.dist((x, y), centre)
        label(
            draw, x + (x - centre[0]) / distance * 38, y + (y - centre[1]) / distance * 38, name, size=42, is_bold=True
        )
    if mark:
        label(draw, centre[0] + 4, centre[1] + 34, mark, size=34, is_bold=True, fill=RED)
        draw.ellipse((centre[0] - 7, centre[1] - 7, centre[0] + 7, centre[1] + 7), fill=RED)
    for x, y, dx, dy in right_angle or ():
        draw.line([(x + dx, y), (x + dx, y + dy), (x, y + dy)], fill=RED, width=4)
    if note:
        label(draw, WIDTH / 2, height - 36, note, size=32)
    return image


def _dashed(draw, start, end, dash=16):
    length = math.dist(start, end)
    unit = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    for at in range(0, int(length), dash * 2):
        stop = min(at + dash, length)
        points = [(start[0] + unit[0] * d, start[1] + unit[1] * d) for d in (at, stop)]
        draw.line(points, fill=BLUE, width=3)


def isosceles_trapezium() -> Image.Image:
    """Draw an isosceles trapezium with its diagonals and the equal angles at the longer base."""
    points = {"A": (330, 110), "B": (630, 110), "C": (800, 410), "D": (160, 410)}
    image = polygon(points, ["AC", "BD"], note="AB // CD;  góc C = góc D;  AD = BC;  AC = BD")
    draw = ImageDraw.Draw(image)
    draw.arc((110, 360, 210, 460), 300, 360, fill=RED, width=5)
    draw.arc((750, 360, 850, 460), 180, 240, fill=RED, width=5)
    return image


def quadrilateral_map() -> Image.Image:
    """Draw how the quadrilaterals follow from each other by one further condition each."""
    image, draw = canvas(1000)
    boxes = {
        "Tứ giác": (480, 70), "Hình thang": (480, 250), "Hình thang cân": (220, 440), "Hình bình hành": (740, 440),
        "Hình chữ nhật": (220, 680), "Hình thoi": (740, 680), "Hình vuông": (480, 900),
    }  # fmt: skip
    arrows = [
        ("Tứ giác", "Hình thang", "hai cạnh đối song song"),
        ("Hình thang", "Hình thang cân", "hai góc kề một đáy\nbằng nhau"),
        ("Hình thang", "Hình bình hành", "hai cạnh bên\nsong song"),
        ("Hình thang cân", "Hình chữ nhật", "một góc vuông"),
        ("Hình bình hành", "Hình chữ nhật", "một góc vuông"),
        ("Hình bình hành", "Hình thoi", "hai cạnh kề bằng nhau"),
        ("Hình chữ nhật", "Hình vuông", "hai cạnh kề\nbằng nhau"),
        ("Hình thoi", "Hình vuông", "một góc vuông"),
    ]
    for start, end, words in arrows:
        (x1, y1), (x2, y2) = boxes[start], boxes[end]
        draw.line((x1, y1 + 40, x2, y2 - 40), fill=EDGE, width=4)
        draw.polygon([(x2, y2 - 38), (x2 - 10, y2 - 58), (x2 + 10, y2 - 58)], fill=EDGE)
        centre = ((x1 + x2) / 2, (y1 + y2) / 2)
        box = draw.multiline_textbbox(centre, words, font=font(25), anchor="mm", align="center")
        draw.rectangle((box[0] - 8, box[1] - 5, box[2] + 8, box[3] + 5), fill=PAPER)
        draw.multiline_text(centre, words, font=font(25), fill=INK, anchor="mm", align="center")
    for name, (x, y) in boxes.items():
        draw.rounded_rectangle((x - 150, y - 38, x + 150, y + 38), 16, fill=BLUE_WASH, outline=BLUE, width=4)
        label(draw, x, y, name, size=34, is_bold=True)
    return image


PICTURES: dict[str, Callable[[], Image.Image]] = {
    "quadrilateral": lambda: polygon(
        {"A": (300, 90), "B": (720, 160), "C": (800, 420), "D": (170, 380)},
        ["AC"],
        note="Tổng bốn góc: 180° + 180° = 360°",
    ),
    "isosceles-trapezium": isosceles_trapezium,
    "parallelogram": lambda: polygon(
        {"A": (310, 100), "B": (810, 100), "C": (650, 390), "D": (150, 390)},
        ["AC", "BD"],
        mark="O",
        note="AB // CD;  AD // BC;  OA = OC;  OB = OD",
    ),
    "rectangle": lambda: polygon(
        {"A": (200, 100), "B": (760, 100), "C": (760, 400), "D": (200, 400)},
        ["AC", "BD"],
        mark="O",
        note="Bốn góc vuông;  AC = BD",
        right_angle=[(200, 100, 26, 26), (760, 100, -26, 26), (760, 400, -26, -26), (200, 400, 26, -26)],
    ),
    "rhombus": lambda: polygon(
        {"A": (480, 60), "B": (780, 240), "C": (480, 420), "D": (180, 240)},
        ["AC", "BD"],
        mark="",
        note="AB = BC = CD = DA;  AC vuông góc với BD",
        height=580,
        right_angle=[(480, 240, 26, -26)],
    ),
    "quadrilateral-map": quadrilateral_map,
}
