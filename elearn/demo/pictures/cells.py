"""Pictures of cells: their parts, sizes and division."""

import math
from collections.abc import Callable

from PIL import Image

from elearn.demo.pictures.canvas import (
    BLUE,
    EDGE,
    GOLD,
    GREEN,
    GREEN_WASH,
    INK,
    RED,
    WIDTH,
    canvas,
    label,
)


def _plant_cell(draw, left, top, width, height):
    draw.rounded_rectangle((left, top, left + width, top + height), 30, fill="#8fbf6a", outline="#4d7222", width=4)
    inner = (left + 18, top + 18, left + width - 18, top + height - 18)
    draw.rounded_rectangle(inner, 22, fill="#eaf4d8", outline=RED, width=4)
    draw.rounded_rectangle(
        (left + width * 0.33, top + height * 0.3, left + width * 0.86, top + height * 0.84),
        50,
        fill="#c6e2f5",
        outline=BLUE,
        width=3,
    )
    nucleus = (left + width * 0.09, top + height * 0.42, left + width * 0.29, top + height * 0.68)
    draw.ellipse(nucleus, fill="#b79ad6", outline="#6d4a9e", width=4)
    for x, y in ((0.12, 0.12), (0.4, 0.1), (0.68, 0.11), (0.1, 0.78)):
        box = (left + width * x, top + height * y, left + width * x + 76, top + height * y + 36)
        draw.ellipse(box, fill="#3f9a4d", outline="#1f5a2b", width=3)


def plant_cell(is_labelled: bool = True) -> Image.Image:
    """Draw a plant cell with six parts, named or left blank to be filled in."""
    image, draw = canvas(640)
    _plant_cell(draw, 240, 110, 480, 420)
    places = [
        ("Thành tế bào", (722, 470), (770, 560), "lm"),
        ("Màng tế bào", (702, 160), (770, 60), "lm"),
        ("Không bào", (600, 350), (770, 310), "lm"),
        ("Tế bào chất", (330, 500), (220, 590), "rm"),
        ("Nhân", (310, 340), (200, 340), "rm"),
        ("Lục lạp", (330, 178), (200, 90), "rm"),
    ]
    for number, (name, target, place, anchor) in enumerate(places, start=1):
        draw.line((*target, *place), fill=INK, width=3)
        draw.ellipse((target[0] - 6, target[1] - 6, target[0] + 6, target[1] + 6), fill=INK)
        gap = 8 if anchor == "lm" else -8
        label(draw, place[0] + gap, place[1], name if is_labelled else f"{number}. ………", size=29, anchor=anchor)
    return image


def animal_and_plant_cells() -> Image.Image:
    """Draw an animal cell beside a plant cell."""
    image, draw = canvas(520)
    draw.ellipse((60, 80, 420, 400), fill="#fbe6dc", outline=RED, width=5)
    draw.ellipse((190, 180, 300, 290), fill="#b79ad6", outline="#6d4a9e", width=4)
    for x, y in ((120, 200), (330, 180), (150, 310), (310, 310), (220, 120)):
        draw.ellipse((x, y, x + 46, y + 24), fill=GOLD, outline="#7a5200", width=3)
    _plant_cell(draw, 510, 80, 390, 320)
    for x, y in ((650, 354), (832, 154)):
        draw.ellipse((x, y, x + 46, y + 24), fill=GOLD, outline="#7a5200", width=3)
    label(draw, 240, 460, "Tế bào động vật", size=36, is_bold=True)
    label(draw, 705, 460, "Tế bào thực vật", size=36, is_bold=True)
    return image


def cell_sizes() -> Image.Image:
    """Draw a scale of sizes by powers of ten with four cells on it."""
    image, draw = canvas(430)
    draw.line((60, 260, 900, 260), fill=INK, width=4)
    for power, name in enumerate(["1 µm", "10 µm", "100 µm", "1 mm"]):
        x = 110 + power * 235
        draw.line((x, 245, x, 275), fill=INK, width=4)
        label(draw, x, 305, name, size=30)
    for micrometres, radius, name in (
        (1, 10, "vi khuẩn"),
        (7, 22, "hồng cầu"),
        (200, 44, "vảy hành"),
        (1000, 62, "trứng cá"),
    ):
        x = 110 + 235 * math.log10(micrometres)
        draw.ellipse((x - radius, 215 - 2 * radius, x + radius, 215), fill=GREEN_WASH, outline=GREEN, width=4)
        label(draw, x, 55 if radius > 40 else 140, name, size=30, is_bold=True)
    label(draw, WIDTH / 2, 385, "Mỗi vạch lớn gấp 10 lần vạch trước; hình không theo tỉ lệ", size=28)
    return image


def cell_division() -> Image.Image:
    """Draw one cell becoming two, four and eight."""
    image, draw = canvas(460)
    for step in range(4):
        count, x = 2**step, 110 + step * 245
        for index in range(count):
            y = 200 + (index - (count - 1) / 2) * 44 if count > 1 else 200
            radius = 19 if count > 1 else 34
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=GREEN_WASH, outline=GREEN, width=4)
            draw.ellipse((x - 7, y - 7, x + 7, y + 7), fill="#6d4a9e")
        if step < 3:
            draw.line((x + 60, 200, x + 180, 200), fill=EDGE, width=4)
            draw.polygon([(x + 188, 200), (x + 168, 190), (x + 168, 210)], fill=EDGE)
        label(draw, x, 420, f"{count} tế bào", size=32, is_bold=True)
    return image


def onion_cells() -> Image.Image:
    """Draw cells of an onion scale as seen through a microscope."""
    image, draw = canvas(520)
    for row in range(4):
        for column in range(-1, 4):
            left, top = column * 260 + (130 if row % 2 else 0) + 30, 30 + row * 110
            shape = [
                (left, top + 55),
                (left + 40, top),
                (left + 220, top),
                (left + 260, top + 55),
                (left + 220, top + 110),
                (left + 40, top + 110),
            ]
            draw.polygon(shape, fill="#f7eef5")
            draw.line([*shape, shape[0]], fill="#8a4b7a", width=6, joint="curve")
            x, y = left + 90 + (column * 37 + row * 53) % 90, top + 55
            draw.ellipse((x - 16, y - 14, x + 16, y + 14), fill="#b76aa4", outline="#6d2f5d", width=3)
    return image


PICTURES: dict[str, Callable[[], Image.Image]] = {
    "plant-cell": plant_cell,
    "plant-cell-blank": lambda: plant_cell(is_labelled=False),
    "animal-plant-cells": animal_and_plant_cells,
    "cell-sizes": cell_sizes,
    "cell-division": cell_division,
    "onion-cells": onion_cells,
}
