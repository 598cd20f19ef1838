"""From an EPUB file to what its manifest says, its table of contents, its words and all that is wrong with it."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from content_repo.packages.base import MAX_TEXT_CHARS, Format, Problem, Reading
from content_repo.packages.epub import contents
from content_repo.packages.epub.container import (
    CONTAINER,
    encryption_problems,
    outside_problems,
    package_path,
    told,
)
from content_repo.packages.epub.package import NCX_TYPE, SVG_TYPE, Book, Item, read_book
from content_repo.packages.epub.pages import Page
from content_repo.packages.epub.xml import MAX_DOCUMENT_BYTES, parse_document
from media.archives import Archive
from media.problems import Refusal

MAX_CHAPTERS = 2000
_MOST_REMOTE = 20  # addresses told one by one


class EpubFormat(Format):
    """EPUB 3 and 2.

    ``Reading.manifest``::

        {"version": "3.0", "creators": [...], "identifier", "rights", "direction": "ltr" | "rtl" | "", "is_fixed": bool,
         "opf_path", "cover": member or "", "has_scripts": bool,
         "chapters": [{"href": member, "title", "media_type", "is_linear", "size_bytes"}],   # the spine
         "pages": {member: media type},                        # every XHTML and SVG file, in the spine or not
         "toc": [{"title", "href": "member#fragment" or "", "children": [...]}]}
    """

    slugs = ("epub",)
    extensions = ("epub",)
    manifests = (CONTAINER,)

    def recognises(self, archive: Archive) -> bool:
        """An archive with a container, or with the mimetype of a book."""
        return CONTAINER in archive or (
            "mimetype" in archive and next(archive.chunks("mimetype"), b"").strip().startswith(b"application/epub")
        )

    def read(self, archive: Archive, folder: Path) -> Reading:
        """Read all of the book; nothing is written into ``folder``."""
        return _Reader(archive).reading()


class _PageFacts(NamedTuple):
    """What is kept of a page."""

    title: str
    has_scripts: bool
    text: str


class _Reader:
    """Reads one book."""

    def __init__(self, archive: Archive):
        self._archive = archive
        self._problems: list[Problem] = []
        self._remote: list[Problem] = []

    def reading(self) -> Reading:
        self._problems += [*outside_problems(self._archive), *encryption_problems(self._archive)]
        path, problems = package_path(self._archive)
        self._problems += problems
        root = self._parse(path) if path else None
        if root is None:
            return Reading("epub", problems=self._problems)
        book = read_book(root, path, set(self._archive.names))
        self._problems += book.problems
        return self._of_book(book)

    def _of_book(self, book: Book) -> Reading:
        entries = self._contents(book)
        pages = self._pages(book)
        self._problems += self._remote[:_MOST_REMOTE]
        has_scripts = any(page.has_scripts for page in pages.values())
        if has_scripts:
            self._problems.append(Problem("epub_scripts", book.path, is_warning=True))
        titles = _titles(entries)
        return Reading(
            format="epub",
            title=book.title,
            language=book.language,
            manifest={
                "version": book.version,
                "creators": book.creators,
                "identifier": book.identifier,
                "rights": book.rights,
                "direction": book.direction,
                "is_fixed": book.is_fixed,
                "opf_path": book.path,
                "cover": book.cover.name if book.cover else "",
                "has_scripts": has_scripts,
                "chapters": [self._chapter(item, linear, titles, pages) for item, linear in book.spine[:MAX_CHAPTERS]],
                "pages": {item.name: item.media_type for item in book.items.values() if item.is_page and item.name},
                "toc": entries,
            },
            text=_joined(pages[item.name].text for item, _linear in book.spine if item.name in pages),
            problems=self._problems,
        )

    def _contents(self, book: Book) -> list[dict]:
        nav = book.with_property("nav")
        if nav and nav.name in self._archive:
            root = self._parse(nav.name)
            entries = None if root is None else contents.navigation(root, nav.name)
            if entries is None and root is not None:
                self._problems.append(Problem("epub_no_contents", nav.name))
            return entries or []
        if not book.version.startswith("2"):
            self._problems.append(Problem("epub_no_contents", book.path))  # RSC-005
        by_type = (item for item in book.items.values() if item.media_type == NCX_TYPE)
        old = book.items.get(book.toc_id) or next(by_type, None)
        if old is None or old.name not in self._archive:
            if book.version.startswith("2"):
                self._problems.append(Problem("epub_no_contents", book.path, is_warning=True))
            return []
        root = self._parse(old.name)
        return [] if root is None else contents.ncx(root, old.name)

    def _pages(self, book: Book) -> dict[str, _PageFacts]:
        """Read every page, one after another: a tree is many times its bytes."""
        read_in_turn = {item.name for item, _linear in book.spine}
        left = MAX_TEXT_CHARS
        pages: dict[str, _PageFacts] = {}
        for item in book.items.values():
            if not item.is_page or item.name in pages or item.name not in self._archive:
                continue
            root = self._parse(item.name)
            if root is None:
                continue
            page = Page(root)
            text = page.text()[: max(left, 0)] if item.name in read_in_turn else ""
            left -= len(text)
            pages[item.name] = _PageFacts(page.title, page.has_scripts, text)
            for address in page.remote_addresses():
                self._remote.append(Problem("epub_remote", item.name, address[:200], is_warning=True))
        return pages

    def _chapter(self, item: Item, is_linear: bool, titles: dict[str, str], pages: dict[str, _PageFacts]) -> dict:
        page = pages.get(item.name)
        title = titles.get(item.name) or (page.title if page and item.media_type != SVG_TYPE else "")
        size_bytes = self._archive.size_of(item.name) if item.name in self._archive else 0
        return {
            "href": item.name,
            "title": title,
            "media_type": item.media_type,
            "is_linear": is_linear,
            "size_bytes": size_bytes,
        }

    def _parse(self, name: str) -> etree._Element | None:
        """Return the root of a member; None with the problem noted."""
        try:
            return parse_document(self._archive.read(name, MAX_DOCUMENT_BYTES), name)
        except Refusal as refusal:
            self._problems.append(told(refusal, name))  # RSC-016, HTM-003
            return None


def _titles(entries: list[dict]) -> dict[str, str]:
    """Return the titles that the table gives whole pages: a page with several places inside has its own title."""
    found: dict[str, list[tuple[str, str]]] = {}
    waiting = list(reversed(entries))
    while waiting:
        entry = waiting.pop()
        name, _hash, fragment = entry["href"].partition("#")
        found.setdefault(name, []).append((fragment, entry["title"]))
        waiting.extend(reversed(entry["children"]))
    return {name: places[0][1] for name, places in found.items() if name and (len(places) == 1 or not places[0][0])}


def _joined(texts: Iterable[str]) -> str:
    """Return the texts up to the cap, without what no database holds."""
    return "\n".join(text for text in texts if text).replace("\0", "")[:MAX_TEXT_CHARS]
