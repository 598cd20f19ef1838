"""From what a manifest writes as an address to a member of the archive."""

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


class Href(NamedTuple):
    """Where an address leads: a member and what follows it, or what is wrong with it."""

    member: str = ""
    query: str = ""  # from «?» or «#» on
    trouble: str = ""  # outside (of the package), web_address, missing_file
    is_renamed: bool = False  # the member is written otherwise: case, or percent signs meant literally


def base_of(element: etree._Element | None) -> list[str]:
    """Return the ``xml:base`` of an element, as a list to be joined with those around it."""
    value = None if element is None else element.get(_XML_BASE)
    return [value.strip()] if value and value.strip() else []


class Paths:
    """Finds members by address, also where only the case of letters is wrong (Windows does not mind)."""

    def __init__(self, members: set[str]):
        self._members = members
        self._folded = {name.casefold(): name for name in members}

    def resolve(self, bases: list[str], href: str) -> Href:
        """Return where an address leads, seen from these bases."""
        if any(_SCHEME.match(part) for part in [*bases, href]):
            return Href(trouble="web_address")
        path, mark = _split(href)
        # A base should end with a slash; some exporters forget it, so both readings are tried.
        folders = ["".join(base[: base.rfind("/") + 1] for base in bases), "".join(f"{base}/" for base in bases)]
        candidates = [_normal(folder + name) for folder in folders for name in (unquote(path), path)]
        if candidates[0] is None:
            return Href(trouble="outside")
        for candidate in candidates:
            if candidate in self._members:
                return Href(candidate, mark)
        folded = self._folded.get(candidates[0].casefold())
        return Href(folded, mark, is_renamed=True) if folded else Href(trouble="missing_file")


def _split(address: str) -> tuple[str, str]:
    """Cut off what starts with «?» or «#»; control characters and line ends fall away."""
    address = "".join(char for char in address if char.isprintable())
    place = min((place for place in (address.find("?"), address.find("#")) if place >= 0), default=len(address))
    return address[:place], address[place:][:1000]


def _normal(path: str) -> str | None:
    """Return the path without «.» and «..»; None where it climbs out or is absolute."""
    path = unicodedata.normalize("NFC", path.replace("\\", "/"))
    if path.startswith("/") or path[1:2] == ":":
        return None
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
