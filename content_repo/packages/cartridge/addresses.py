"""What an address in a page of a cartridge means: a member, another page, something on the web, or nothing."""

import posixpath
import re
from typing import NamedTuple
from urllib.parse import unquote

from content_repo.packages.cartridge.places import Places

_PAGE_ENDINGS = (".html", ".htm", ".xhtml")
# Tokens that learning systems write for «the folder of files» and «a page of this course».
_FILES = re.compile(r"^\$(IMS[-_]CC[-_]FILEBASE|CANVAS_COURSE_FILES)\$/?", re.IGNORECASE)
_TOKEN = re.compile(r"^\$[A-Z_-]+\$", re.IGNORECASE)
_FOLDERS = ("web_resources", "")
_WEB = re.compile(r"^(https?://|mailto:)", re.IGNORECASE)
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Target(NamedTuple):
    """``kind``: member, part (a resource, by identifier), page (one that is no part), web, missing, none."""

    kind: str
    value: str = ""


class Addresses:
    """Resolves the addresses of one page."""

    def __init__(self, page: str, places: Places):
        self._folder = posixpath.dirname(page)
        self._places = places

    def target(self, address: str) -> Target:
        """Return what an address means."""
        address = address.strip()
        if _WEB.match(address):
            return Target("web", address[:2000])
        if address.startswith("//"):
            return Target("web", f"https:{address}"[:2000])
        if not address or address.startswith("#") or _SCHEME.match(address):
            return Target("none")
        path = unquote(address.partition("#")[0].partition("?")[0])
        if token := _FILES.match(path):
            rest = path[token.end() :]
            return self._first(posixpath.join(folder, rest) for folder in (*_FOLDERS, self._folder))
        if _TOKEN.match(path):
            return self._named(path)
        return self._first([posixpath.join(self._folder, path), path.lstrip("/")])

    def _named(self, path: str) -> Target:
        """Return another page, a test, a discussion, a file: by a name of its own system."""
        resource = self._places.named(path)
        if resource is None:
            return Target("page", path[:200])
        if resource.kind == "file":
            return self._first(resource.files or [resource.href])
        return Target("part", resource.identifier)

    def _first(self, paths) -> Target:
        found = [posixpath.normpath(path) for path in paths]
        for path in found:
            if path in self._places.names:
                if resource := self._places.document(path):
                    return Target("part", resource.identifier)
                return Target("page" if path.lower().endswith(_PAGE_ENDINGS) else "member", path)
        return Target("missing", found[0][:255])
