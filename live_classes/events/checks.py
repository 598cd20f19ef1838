"""Checks that several kinds of events share: exact keys, text, numbers."""

import unicodedata

from live_classes.events.base import BadEvent

_ALLOWED_CONTROLS = "\n\t"


def only(data, *names: str, optional: tuple[str, ...] = ()) -> dict:
    """Return the data if it has exactly these keys."""
    if not isinstance(data, dict) or not set(names) <= set(data) or not set(data) <= {*names, *optional}:
        raise BadEvent
    return data


def clean_text(value, *, max_length: int, min_length: int = 1) -> str:
    """Return text in NFC without spaces around it; controls and halves of pairs are refused (``bad_character``)."""
    if not isinstance(value, str):
        raise BadEvent
    if len(value) > max_length * 4:
        raise BadEvent("too_long")
    text = unicodedata.normalize("NFC", value).strip()
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in _ALLOWED_CONTROLS for char in text):
        raise BadEvent("bad_character")
    if len(text) > max_length:
        raise BadEvent("too_long")
    if len(text) < min_length:
        raise BadEvent("empty")
    return text


def whole_number(value, *, low: int, high: int) -> int:
    """Return an integer between two bounds; ``True`` and 1.0 are none."""
    if type(value) is not int or not low <= value <= high:
        raise BadEvent
    return value


def one_of(value, allowed: tuple) -> object:
    """Return a value that is among the allowed ones."""
    if not isinstance(value, (str, type(None))) or value not in allowed:
        raise BadEvent
    return value


def flag(value) -> bool:
    """Return a boolean, and nothing that only looks like one."""
    if type(value) is not bool:
        raise BadEvent
    return value
