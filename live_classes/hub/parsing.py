"""Strict reading of what a client sends: one JSON object, bounded, with text that every database stores."""

import json
from uuid import UUID

from live_classes.events import BadEvent

MAX_BYTES = 65_536
MAX_DEPTH = 12
MAX_INTEGER = 2**53 - 1  # what JavaScript counts to


def parse_object(text: str) -> dict:
    """Return the object in a text frame; :class:`BadEvent` otherwise."""
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise BadEvent from error
    if not isinstance(value, dict):
        raise BadEvent
    _check(value, 0)
    return value


def parse_uuid(value) -> UUID:
    """Return a UUID in its usual form of 36 characters."""
    if not isinstance(value, str) or len(value) != 36:
        raise BadEvent
    try:
        return UUID(value)
    except ValueError as error:
        raise BadEvent from error


def parse_seq(value) -> int | None:
    """Return the ``seq`` a client has, or ``None``; what no log can have is ``bad_seq``."""
    if value is None:
        return None
    if type(value) is not int:
        raise BadEvent
    if not 0 <= value <= MAX_INTEGER:
        raise BadEvent("bad_seq")
    return value


def number_in(value, low: float, high: float) -> float:
    """Return a number within bounds."""
    if type(value) not in (int, float) or not low <= value <= high:
        raise BadEvent
    return value


def _refuse(name: str):
    raise ValueError(name)


def _finite(literal: str) -> float:
    number = float(literal)
    if number in (float("inf"), float("-inf")):
        raise ValueError(literal)
    return number


def _unique(pairs: list) -> dict:
    keys = dict(pairs)
    if len(keys) != len(pairs):
        raise ValueError("a key given twice")
    return keys


def _check(value, depth: int) -> None:
    """Refuse text that cannot be stored and nesting that no event needs."""
    if depth > MAX_DEPTH:
        raise BadEvent
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            raise BadEvent("bad_character")
        if "\0" in value:
            raise BadEvent("bad_character")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check(key, depth + 1)
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
