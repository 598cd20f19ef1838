"""JSON of strangers: what parsers disagree on, and what PostgreSQL can't keep, is refused with its place."""

import json
import math
import re
from typing import Any

MAX_DEPTH = 100
MAX_INTEGER = 2**53  # beyond it, a browser reads another number than we do
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_BOM = b"\xef\xbb\xbf"


class JsonTrouble(Exception):  # noqa: N818 - it is an answer to the sender, not an error of ours
    """Not JSON as we take it: ``rule`` has its words in :mod:`content_repo.package_words`, ``where`` is a place."""

    def __init__(self, rule: str, where: str = ""):
        super().__init__(rule, where)
        self.rule = rule
        self.where = where[:200]


def parse(data: bytes) -> Any:
    """Return the value of a JSON document: UTF-8 without a byte order mark, at most ``MAX_DEPTH`` deep.

    No NaN and no infinity, no key twice in one object, no key ``__proto__``, no NUL, no lone surrogate, no number that
    a browser would not read as we do. :class:`JsonTrouble` otherwise.
    """
    if data.startswith(_BOM):
        raise JsonTrouble("json_bom", "1:1")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonTrouble("json_encoding", _place(data[: error.start].decode("utf-8", "replace"))) from error
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_float, parse_int=_integer
        )
    except json.JSONDecodeError as error:
        raise JsonTrouble("json_bad", f"{error.lineno}:{error.colno}") from error
    except RecursionError as error:
        raise JsonTrouble("json_deep") from error
    if _is_deep(data):
        raise JsonTrouble("json_deep")
    if _SUSPECT.search(data):
        _check_characters(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        raise JsonTrouble("json_key_twice", next(name for name in names if names.count(name) > 1))
    if "__proto__" in found:
        raise JsonTrouble("json_key_forbidden", "__proto__")
    return found


def _constant(name: str) -> None:
    raise JsonTrouble("json_number", name)


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise JsonTrouble("json_number", text)
    return number


def _integer(text: str) -> int:
    if len(text) > 17 or abs(number := int(text)) > MAX_INTEGER:
        raise JsonTrouble("json_number", text)
    return number


def _is_deep(data: bytes) -> bool:
    """Whether brackets lie deeper than allowed: each round takes the innermost away, at the speed of C."""
    if data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return False
    brackets = _STRING.sub(b"", data).translate(None, _NO_BRACKETS)
    for _level in range(MAX_DEPTH):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    return bool(brackets)


def _check_characters(value: Any, where: str = "") -> None:
    if isinstance(value, str):
        if "\0" in value or not _is_encodable(value):
            raise JsonTrouble("json_character", where)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            _check_characters(item, f"{where}/{number}")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_characters(key, where)
            _check_characters(item, f"{where}/{key}")


def _is_encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _place(before: str) -> str:
    """Return line:column of what follows these characters."""
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
