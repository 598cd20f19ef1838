"""Links from one part of a cartridge to another: what they name, and how they become links between lessons.

While pages are read nobody knows yet which resources will be lessons, so a link carries a mark that no page can write
by itself (it holds a random number); :meth:`Places.settle` puts the number of the lesson there at the end.
"""

import re
import secrets
from collections.abc import Mapping
from urllib.parse import quote, unquote

from content_repo.packages.cartridge.manifest import Cartridge, Resource

# Fields of blocks that hold CommonMark.
_TEXTS = ("text", "question", "feedback")
_PAGE_FOLDER = "wiki_content"  # where Canvas keeps the pages that it names by their last part
_WORDS = r"\[(?P<words>(?:\\.|[^\]\\])*)\]"


class Places:
    """The parts of one cartridge that a link may lead to."""

    def __init__(self, cartridge: Cartridge, names: set[str]):
        self.names = names
        self.mark = f"part-{secrets.token_hex(8)}:"
        self._cartridge = cartridge
        self._documents: dict[str, Resource] = {}
        for resource in cartridge.resources.values():
            if resource.kind != "file" and (name := resource.href or next(iter(resource.files), "")):
                self._documents.setdefault(name, resource)
        self._items = {item.identifier: item.reference for item in cartridge.every_item() if item.reference}
        self._link = re.compile(rf"{_WORDS}\(<?{self.mark}(?P<to>[^)>]*)>?\)?")

    def document(self, name: str) -> Resource | None:
        """Return the resource that a member is the document of; None for plain files."""
        return self._documents.get(name)

    def named(self, token: str) -> Resource | None:
        """Return what an address of another learning system names: ``$WIKI_REFERENCE$/pages/bai-1``."""
        _system, *parts = token.strip("/").split("/")
        for part in reversed(parts):
            found = self._cartridge.resources.get(self._items.get(part, part))
            if found := found or self._documents.get(f"{_PAGE_FOLDER}/{part}.html"):
                return found
        return None

    def address(self, identifier: str) -> str:
        """Return what stands in a text for the address of what a resource became."""
        return f"{self.mark}{quote(identifier, safe='')}"

    def settle(self, blocks: list[dict], lessons: Mapping[str, int]) -> list[str]:
        """Write the numbers of lessons into links; return the resources that became none, whose links are now words."""
        lost: dict[str, None] = {}

        def settled(match: re.Match) -> str:
            identifier = unquote(match["to"])
            if identifier in lessons:
                return f"[{match['words']}]({self.mark}{lessons[identifier]})"
            lost[self.title(identifier)] = None
            return re.sub(r"\\\]", "]", match["words"])

        for block in blocks:
            for field in _TEXTS:
                if field in block:
                    block[field] = self._link.sub(settled, block[field])
            if "choices" in block:
                block["choices"] = [[self._link.sub(settled, text), is_right] for text, is_right in block["choices"]]
        return list(lost)

    def title(self, identifier: str) -> str:
        """Return what a resource is called for people: its file."""
        resource = self._cartridge.resources.get(identifier)
        name = (resource.href or next(iter(resource.files), "")) if resource else ""
        return (name or identifier)[:255]
