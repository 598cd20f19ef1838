"""Who made a piece and under which licence: the fields of H5P's own forms for metadata and for copyright."""

import re
from typing import Any

from content_repo.packages.h5p.markup import escaped_within

_LICENCES = frozenset(
    (
        "CC BY",
        "CC BY-SA",
        "CC BY-ND",
        "CC BY-NC",
        "CC BY-NC-SA",
        "CC BY-NC-ND",
        "CC0 1.0",
        "CC PDM",
        "GNU GPL",
        "PD",
        "ODC PDDL",
        "C",
        "U",
    )
)
_VERSIONS = frozenset({"1.0", "2.0", "2.5", "3.0", "4.0", "v1", "v2", "v3", "-", "CC0 1.0", "CC PDM"})
_ROLES = frozenset({"Author", "Editor", "Licensee", "Originator"})
_ADDRESS = re.compile(r"https?://[^\s<>\"'`]{1,2000}", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
_YEAR = re.compile(r"-?[0-9]{1,4}")
MAX_LINE_CHARS = 500
MAX_LONG_CHARS = 5000
MAX_PEOPLE = 100


def safe_metadata(value: Any) -> dict | None:
    """Return the metadata of a sub-content; None where there is none."""
    if not isinstance(value, dict):
        return None
    safe = _lines(value, ("title", "a11yTitle", "extraTitle", "contentType"), MAX_LINE_CHARS)
    safe |= _lines(value, ("licenseExtras", "authorComments"), MAX_LONG_CHARS)
    safe["license"] = _one_of(value.get("license"), _LICENCES, "U")
    if value.get("licenseVersion") in _VERSIONS:
        safe["licenseVersion"] = value["licenseVersion"]
    safe |= _address(value)
    for key in ("yearFrom", "yearTo"):
        year = value.get(key)
        if isinstance(year, str | int) and not isinstance(year, bool) and _YEAR.fullmatch(str(year)):
            safe[key] = year
    if isinstance(value.get("defaultLanguage"), str) and _LANGUAGE.fullmatch(value["defaultLanguage"]):
        safe["defaultLanguage"] = value["defaultLanguage"]
    for key, clean in (("authors", _author), ("changes", _change)):
        if isinstance(value.get(key), list):
            safe[key] = [clean(one) for one in value[key][:MAX_PEOPLE] if isinstance(one, dict)]
    return {key: safe[key] for key in [*(key for key in value if key in safe), *safe]}


def safe_copyright(value: Any) -> dict | None:
    """Return the copyright of a file; None where there is none."""
    if not isinstance(value, dict):
        return None
    safe = _lines(value, ("title", "author", "year"), MAX_LINE_CHARS) | _address(value)
    if "license" in value:
        safe["license"] = _one_of(value["license"], _LICENCES, "U")
    if value.get("version") in _VERSIONS:
        safe["version"] = value["version"]
    return {key: safe[key] for key in value if key in safe}


def _author(value: dict) -> dict:
    return _lines(value, ("name",), MAX_LINE_CHARS) | {"role": _one_of(value.get("role"), _ROLES, "Author")}


def _change(value: dict) -> dict:
    return _lines(value, ("date", "author"), MAX_LINE_CHARS) | _lines(value, ("log",), MAX_LONG_CHARS)


def _lines(value: dict, keys: tuple[str, ...], max_chars: int) -> dict:
    return {key: escaped_within(value[key], max_chars) for key in keys if isinstance(value.get(key), str)}


def _address(value: dict) -> dict:
    source = value.get("source")
    return {"source": source} if isinstance(source, str) and _ADDRESS.fullmatch(source) else {}


def _one_of(value: Any, allowed: frozenset[str], default: str) -> str:
    return value if isinstance(value, str) and value in allowed else default
