"""Files in parameters: pictures, films, sound; they lie in the package, or are an address that only a browser opens."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

from content_repo.packages.h5p.markup import escaped_within
from content_repo.packages.h5p.metadata import safe_copyright

Note = Callable[[str, str, object], None]
_OTHER_CONTENT = re.compile(r"(?:\.\./){1,2}(?:.*content/)?(?:\d+|editor)/")  # as editors refer to what they copy from
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]{1,2000}", re.IGNORECASE)
_MIME = re.compile(r"[A-Za-z0-9.+-]{1,60}/[A-Za-z0-9.+-]{1,60}")
_UNSAFE_IN_PATHS = "<>\"'&`"
_KEYS = {
    "file": (),
    "image": ("width", "height", "originalImage", "alt", "title"),
    "video": ("width", "height", "codecs", "quality", "bitrate", "aspectRatio"),
    "audio": (),
}
_WHOLE = ("width", "height", "bitrate")
_LISTS = ("video", "audio")
_RESERVED = frozenset({"__proto__", "constructor", "prototype"})
MAX_EXTRA_DEPTH = 8
MAX_LINE_CHARS = 500
MAX_FILES = 100


def leads_outside(path: str) -> bool:
    """Whether a path in parameters leads out of the content, but not as editors refer to what they copy from."""
    if _ADDRESS.fullmatch(path):
        return False
    return ".." in _OTHER_CONTENT.sub("", path, count=1).replace("\\", "/").split("/")


class FileValues:
    """Makes values of fields for files safe."""

    def __init__(self, members: set[str], note: Note):
        self._members = members
        self._note = note

    def safe(self, value: Any, field: dict, where: str) -> Any:
        """Return the value of a field of type file, image, video or audio; None to leave it out."""
        kind = field["type"]
        if value is None:
            return None
        if kind not in _LISTS:
            return self._one(value, field, where)
        if not isinstance(value, list):
            self._note("h5p_value", where, value)
            return None
        found = (self._one(one, field, f"{where}/{number}") for number, one in enumerate(value[:MAX_FILES]))
        return [one for one in found if one is not None]

    def _one(self, value: Any, field: dict, where: str) -> dict | None:
        path = self._path(value.get("path") if isinstance(value, dict) else None, field["type"])
        if path is None:
            if value not in ({}, ""):
                shown = value.get("path") if isinstance(value, dict) else value
                self._note("h5p_file_missing", where, shown)
            return None
        safe: dict[str, Any] = {"path": path}
        for key in ("mime", "copyright", *_KEYS[field["type"]]):
            found = self._line(key, value.get(key), field, where) if key in value else None
            if found is not None:
                safe[key] = found
        safe |= further(value, field, taken=safe)
        return {key: safe[key] for key in value if key in safe}

    def _path(self, path: Any, kind: str) -> str | None:
        """Return a path of the package as libraries may use it in a page; None when there is no such file."""
        if not isinstance(path, str):
            return None
        path = _OTHER_CONTENT.sub("", path.removesuffix("#tmp"), count=1)
        if _ADDRESS.fullmatch(path):
            return path if kind in _LISTS else None
        if not self._is_there(path) and not self._is_there(unquote(path)):
            return None
        return "".join(quote(char) if char in _UNSAFE_IN_PATHS else char for char in path)

    def _is_there(self, path: str) -> bool:
        return f"content/{path}" in self._members

    def _line(self, key: str, value: Any, field: dict, where: str) -> Any:
        if key == "mime":
            return value if isinstance(value, str) and _MIME.fullmatch(value) else None
        if key == "copyright":
            return safe_copyright(value)
        if key in _WHOLE:
            return _whole(value)
        if key == "originalImage":
            image = {"type": "image", "name": key}
            return self._one(value, image, f"{where}/{key}") if isinstance(value, dict) else None
        if key == "quality":
            return _quality(value)
        return escaped_within(value, MAX_LINE_CHARS) if isinstance(value, str) else None


def _whole(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = int(float(value))
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < 10**9 else None


def _quality(value: Any) -> dict | None:
    if not isinstance(value, dict) or not isinstance(value.get("label"), str):
        return None
    level = _whole(value.get("level"))
    return None if level is None else {"level": level, "label": escaped_within(value["label"], MAX_LINE_CHARS)}


def further(value: dict, field: dict, taken: dict) -> dict:
    """Return attributes that a field allows beyond those of its type: plain values, all text escaped."""
    names = field.get("extraAttributes")
    allowed = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    found = {name: _plain(value[name], 0) for name in allowed if name in value and name not in taken}
    return {name: one for name, one in found.items() if one is not None and name not in _RESERVED}


def _plain(value: Any, depth: int) -> Any:
    if depth > MAX_EXTRA_DEPTH:
        return None
    if isinstance(value, str):
        return escaped_within(value, MAX_LINE_CHARS)
    if isinstance(value, list):
        return [_plain(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {
            key: _plain(one, depth + 1)
            for key, one in value.items()
            if re.fullmatch(r"[\w-]{1,60}", key) and key not in _RESERVED
        }
    return value
