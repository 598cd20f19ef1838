"""Points of a stroke as text: zigzag varint differences in base64url. The page encodes, the server only looks."""

import base64
import re

from live_classes.events.base import BadEvent
from live_classes.events.checks import PAGE_HEIGHT, PAGE_WIDTH

MAX_CHARS = 8192
MAX_POINTS = 2000
_ALPHABET = re.compile(r"[A-Za-z0-9_-]+")


def check_points(text) -> str:
    """Return the text if it holds 1 to 2,000 points of the page, written in the one way there is."""
    if not isinstance(text, str):
        raise BadEvent
    if len(text) > MAX_CHARS:
        raise BadEvent("too_long")
    points = decode_points(text)
    if len(points) > MAX_POINTS:
        raise BadEvent("too_long")
    if not all(0 <= x <= PAGE_WIDTH and 0 <= y <= PAGE_HEIGHT for x, y in points) or encode_points(points) != text:
        raise BadEvent
    return text


def decode_points(text: str) -> list[tuple[int, int]]:
    """Return the points; raise :class:`BadEvent` for text that holds none or half of one."""
    if not _ALPHABET.fullmatch(text) or len(text) % 4 == 1:
        raise BadEvent
    numbers = [
        (value >> 1) ^ -(value & 1) for value in _varints(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    ]
    if len(numbers) % 2:
        raise BadEvent
    x = y = 0
    points = []
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x, y))
    return points


def _varints(data: bytes):
    """Yield numbers of one or two bytes; no difference on a page needs more."""
    low = None
    for byte in data:
        if low is not None:
            if byte >= 0x80:
                raise BadEvent
            yield low | byte << 7
            low = None
        elif byte >= 0x80:
            low = byte & 0x7F
        else:
            yield byte
    if low is not None:
        raise BadEvent


def encode_points(points) -> str:
    """Return points as text."""
    data = bytearray()
    x = y = 0
    for next_x, next_y in points:
        for step in (next_x - x, next_y - y):
            value = step * 2 if step >= 0 else -step * 2 - 1
            data += bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80, value >> 7])
        x, y = next_x, next_y
    return base64.urlsafe_b64encode(bytes(data)).decode().rstrip("=")
