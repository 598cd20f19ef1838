"""The words of parameters that somebody would search for: what an author wrote, not the labels of buttons."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from content_repo.packages.base import MAX_TEXT_CHARS
from content_repo.packages.h5p.markup import plain

MAX_DEPTH = 60
_TECHNICAL_WIDGETS = frozenset({"colorSelector", "none", "dateTime", "duration", "timecode", "coordinates"})
_MARKS = str.maketrans("*", " ")  # blanks and words to drag are written as *word*
_PLACEHOLDERS = re.compile(r"[@:](?:score|total|num\b|correct|points|n\b)")  # a phrase of the machine
Semantics = Callable[[str], list | None]


def words_of(content: Any, main: str, semantics_of: Semantics) -> str:
    """Return the words in the parameters of the library ``main``, one field a line, each line once."""
    lines: dict[str, None] = {}
    length = 0
    for text in _fields(content, semantics_of(main), semantics_of, 0):
        line = " ".join(plain(text).translate(_MARKS).split())
        if line and line not in lines:
            lines[line] = None
            length += len(line) + 1
            if length > MAX_TEXT_CHARS:
                break
    return "\n".join(lines)[:MAX_TEXT_CHARS]


def _fields(params: Any, semantics: Any, semantics_of: Semantics, depth: int) -> Iterator[str]:
    if not isinstance(params, dict) or not isinstance(semantics, list):
        return
    for field in semantics:
        name = field.get("name") if isinstance(field, dict) else None
        if isinstance(name, str) and name in params and field.get("common") is not True:
            yield from _texts(params[name], field, semantics_of, depth + 1)


def _texts(value: Any, field: dict, semantics_of: Semantics, depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        return
    kind = field.get("type")
    if kind == "text":
        is_technical = str(field.get("widget")) in _TECHNICAL_WIDGETS or value == field.get("default")
        if isinstance(value, str) and not is_technical and not _PLACEHOLDERS.search(value):
            yield value
    elif kind == "list":
        inner = field.get("field")
        if isinstance(value, list) and isinstance(inner, dict):
            for one in value:
                yield from _texts(one, inner, semantics_of, depth + 1)
    elif kind == "group":
        yield from _group(value, field, semantics_of, depth)
    elif kind == "library" and isinstance(value, dict) and isinstance(value.get("library"), str):
        yield from _title(value)
        yield from _fields(value.get("params"), semantics_of(value["library"]), semantics_of, depth)


def _group(value: Any, field: dict, semantics_of: Semantics, depth: int) -> Iterator[str]:
    fields = field.get("fields")
    if not isinstance(fields, list):
        return
    if len(fields) == 1 and isinstance(fields[0], dict) and not isinstance(value, dict):
        yield from _texts(value, fields[0], semantics_of, depth + 1)  # a group of one is written as the one alone
    else:
        yield from _fields(value, fields, semantics_of, depth)


def _title(value: dict) -> Iterator[str]:
    metadata = value.get("metadata")
    title = metadata.get("title") if isinstance(metadata, dict) else None
    if isinstance(title, str) and not title.startswith("Untitled"):
        yield title
