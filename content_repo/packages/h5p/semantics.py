"""Parameters made safe by the semantics of the libraries that get them, as H5P's core filters them.

Libraries put text of parameters into pages as it is; so what is plain text is escaped, HTML is held to what its
field allows, values are forced into their range, files lie in the package, and nothing unknown is left.
"""

import html
import math
import re
from collections.abc import Callable
from typing import Any

from content_repo.packages.base import Problem
from content_repo.packages.h5p import media_values
from content_repo.packages.h5p.libraries import LibraryName
from content_repo.packages.h5p.markup import escaped, escaped_within, safe_html
from content_repo.packages.h5p.metadata import safe_metadata

PARAMETERS = "content/content.json"
MAX_DEPTH = 80
MAX_CHANGES = 200
Semantics = Callable[[str], list | None]
_UUID = re.compile(r"\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_TRUE, _FALSE = ("true", "1", 1), ("false", "0", "", 0)
_ADDRESS_NAMES = re.compile(r"url|uri|href|link|src|source", re.IGNORECASE)
_SCRIPT_ADDRESS = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20]+")  # browsers read over it in an address
_LINK_PARTS = re.compile(r" (?:rel|target)=(?:\"[^\"]{0,200}\"|'[^']{0,200}')")
_TAG_ENDS = re.compile(r"[ /]{0,4}>")
_INVISIBLE = re.compile(r"[\s\"';\xa0]+")
MAX_COMPARED_CHARS = 20_000
_FILES = ("file", "image", "video", "audio")


def sanitise(content: Any, main: str, semantics_of: Semantics, members: set[str]) -> tuple[dict, list[Problem]]:
    """Return the parameters of the library ``main`` made safe, and what was changed for it (warnings).

    ``semantics_of`` gives the semantics of a library by its name (``H5P.Blanks 1.14``), None for one that is not
    there; ``members`` are the files of the package. Never raises; making safe what is safe changes nothing.
    """
    sanitiser = _Sanitiser(semantics_of, members)
    semantics = semantics_of(main)
    if semantics is None:
        sanitiser.note("h5p_no_semantics", "", main)
    safe = sanitiser.fields(content, semantics, "", 0)
    return safe, sanitiser.changes


class _Sanitiser:
    """Walks parameters and semantics together; a method a type of field, which gives None for «leave it out»."""

    def __init__(self, semantics_of: Semantics, members: set[str]):
        self._semantics_of = semantics_of
        self._files = media_values.FileValues(members, self.note)
        self.changes: list[Problem] = []
        self._by_type: dict[str, Callable[[Any, dict, str, int], Any]] = {
            "text": self._text,
            "number": self._number,
            "boolean": self._boolean,
            "select": self._select,
            "list": self._list,
            "group": self._group,
            "library": self._library,
            **dict.fromkeys(_FILES, self._file),
        }

    def note(self, rule: str, where: str, detail: object = "") -> None:
        """Keep what was changed, as far as anybody would read."""
        if len(self.changes) < MAX_CHANGES:
            self.changes.append(Problem(rule, f"{PARAMETERS}#{where}", str(detail)[:200], is_warning=True))

    def fields(self, value: Any, semantics: Any, where: str, depth: int, is_optional: bool = False) -> dict:
        """Return an object with those of its keys that semantics name, each made safe."""
        if not isinstance(value, dict):
            return {}
        known = _by_name(semantics)
        safe = {}
        for key, one in value.items():
            place = f"{where}/{str(key)[:100]}"
            if key not in known:
                self.note("h5p_unknown_field", place)
                continue
            field = known[key] | {"optional": True} if is_optional else known[key]
            found = self._value(one, field, place, depth + 1)
            if found is not None:
                safe[key] = found
        return safe

    def _value(self, value: Any, field: dict, where: str, depth: int) -> Any:
        kind = field.get("type")
        clean = self._by_type.get(kind) if isinstance(kind, str) else None
        if clean is None or depth > MAX_DEPTH:
            self.note("h5p_too_deep" if clean else "h5p_unknown_field", where)
            return None
        return clean(value, field, where, depth)

    def _text(self, value: Any, field: dict, where: str, depth: int) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            if isinstance(value, bool) or not isinstance(value, int | float):
                self.note("h5p_value", where, value)
                return ""
            value = str(value)
        max_chars = _whole(field.get("maxLength"))
        tags = field.get("tags")
        if not isinstance(tags, list):
            if _ADDRESS_NAMES.search(str(field.get("name"))) and _runs_script(value):
                self.note("h5p_value", where, value)
                return ""
            return escaped_within(value, max_chars)
        safe = safe_html(value, tags, field.get("font"), max_chars)
        if not _reads_the_same(value, safe):
            self.note("h5p_markup", where, value)
        return safe

    def _number(self, value: Any, field: dict, where: str, depth: int) -> int | float | str | None:
        number = as_number(value)
        if number is None:
            if value is None or (field.get("optional") and value == ""):
                return None
            self.note("h5p_value", where, value)
            number = value = as_number(field.get("default")) or 0
        low, high = as_number(field.get("min")), as_number(field.get("max"))
        if low is not None and number < low:
            number = low
        if high is not None and number > high:
            number = high
        decimals = _whole(field.get("decimals"))
        if decimals is not None and decimals <= 15:
            number = round(number, decimals)
        if number == as_number(value):
            return value  # as it was written: some editors put numbers in quotes
        self.note("h5p_range", where, value)
        return number

    def _boolean(self, value: Any, field: dict, where: str, depth: int) -> bool | None:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str | int) and value in _TRUE:
            return True
        if not (isinstance(value, str | int) and value in _FALSE):
            self.note("h5p_value", where, value)
        return False

    def _select(self, value: Any, field: dict, where: str, depth: int) -> Any:
        options = _options(field.get("options"))
        if field.get("multiple"):
            chosen = value if isinstance(value, list) else [value]
            kept = [one for one in chosen if self._is_option(one, options)]
            if len(kept) < len(chosen):
                self.note("h5p_range", where, value)
            return [escaped(one) if isinstance(one, str) else one for one in kept]
        if isinstance(value, list):
            value = value[0] if value else None
        if self._is_option(value, options):
            return escaped(value) if isinstance(value, str) else value
        if value in (None, "") and field.get("optional"):
            return value
        self.note("h5p_range", where, value)
        if field.get("optional") or not options:
            return None
        default = field.get("default")
        return escaped(str(default)) if str(default) in options else escaped(next(iter(options)))

    @staticmethod
    def _is_option(value: Any, options: dict[str, None]) -> bool:
        if not isinstance(value, str | int | float):
            return False
        if isinstance(value, float) and not math.isfinite(value):
            return False
        # Fields without options get them from the page; their values are text like any other.
        return not options or str(value) in options or escaped(str(value)) in map(escaped, options)

    def _list(self, value: Any, field: dict, where: str, depth: int) -> list | None:
        inner = field.get("field")
        if not isinstance(value, list) or not isinstance(inner, dict):
            if value not in (None, ""):
                self.note("h5p_value", where, value)
            return None
        most = _whole(field.get("max"))
        if most is not None and len(value) > most:
            self.note("h5p_range", where, len(value))
            value = value[:most]
        cleaned = (self._value(one, inner, f"{where}/{number}", depth + 1) for number, one in enumerate(value))
        return [one for one in cleaned if one is not None]

    def _group(self, value: Any, field: dict, where: str, depth: int) -> Any:
        fields = field.get("fields")
        known = _by_name(fields)
        is_sub_content = field.get("isSubContent") is True
        if len(known) == 1 and not is_sub_content and not (isinstance(value, dict) and value.keys() == known.keys()):
            (only,) = known.values()
            return self._value(value, only, where, depth + 1)  # editors write a group of one as the one alone
        if not isinstance(value, dict):
            if value is not None:
                self.note("h5p_value", where, value)
            return None
        rest = {key: one for key, one in value.items() if not (is_sub_content and key == "subContentId")}
        safe = self.fields(rest, fields, where, depth, is_optional=bool(field.get("optional")))
        if is_sub_content:
            safe |= _sub_content_id(value)
        return safe

    def _library(self, value: Any, field: dict, where: str, depth: int) -> dict | None:
        name = value.get("library") if isinstance(value, dict) else None
        if name in (None, ""):
            return None
        allowed = _library_names(field.get("options"))
        semantics = self._semantics_of(name) if LibraryName.parse(name) and name in allowed else None
        if semantics is None:
            self.note("h5p_library_not_allowed", where, name)
            return None
        safe: dict[str, Any] = {
            "library": name,
            "params": self.fields(value.get("params"), semantics, f"{where}/params", depth),
            **_sub_content_id(value),
        }
        metadata = safe_metadata(value.get("metadata"))
        if metadata is not None:
            safe["metadata"] = metadata
        return safe | media_values.further(value, field, taken=safe)

    def _file(self, value: Any, field: dict, where: str, depth: int) -> Any:
        return self._files.safe(value, field, where)


def as_number(value: Any) -> int | float | None:
    """Return a number, also one written as text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value if math.isfinite(value) else None
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value) if "." in value else int(value)
    return None


def _whole(value: Any) -> int | None:
    number = as_number(value)
    return int(number) if number is not None and number >= 0 else None


def _by_name(semantics: Any) -> dict[str, dict]:
    """Return fields by name; the first of a name counts."""
    found: dict[str, dict] = {}
    for field in semantics if isinstance(semantics, list) else ():
        if isinstance(field, dict) and isinstance(field.get("name"), str):
            found.setdefault(field["name"], field)
    return found


def _options(options: Any) -> dict[str, None]:
    """Return what may be chosen, groups of options flattened."""
    found: dict[str, None] = {}
    for option in options if isinstance(options, list) else ():
        if isinstance(option, dict) and option.get("type") == "optgroup":
            inner = option.get("options")
            found |= _options([one for one in inner if isinstance(one, dict)] if isinstance(inner, list) else [])
        elif isinstance(option, dict) and isinstance(option.get("value"), str | int | float):
            found[str(option["value"])] = None
    return found


def _library_names(options: Any) -> set[str]:
    names = (
        one.get("name") if isinstance(one, dict) else one for one in (options if isinstance(options, list) else ())
    )
    return {name for name in names if isinstance(name, str)}


def _sub_content_id(value: dict) -> dict:
    found = value.get("subContentId")
    return {"subContentId": found} if isinstance(found, str) and _UUID.fullmatch(found) else {}


def _runs_script(address: str) -> bool:
    return bool(_SCRIPT_ADDRESS.match(_UNSEEN.sub("", html.unescape(address[:10_000]))))


def _reads_the_same(before: str, after: str) -> bool:
    """Whether HTML differs only in how it is written: entities, quotes, closed line breaks, safer links."""
    return before == after or (len(before) <= MAX_COMPARED_CHARS and canonical(before) == canonical(after))


def canonical(text: str) -> str:
    """Return HTML in a form in which what reads the same is the same; only to be compared, never to be shown."""
    text = _LINK_PARTS.sub("", " ".join(text.split()))
    text = _TAG_ENDS.sub(">", html.unescape(text))
    return _INVISIBLE.sub("", text).replace("<p></p>", "").lower()
