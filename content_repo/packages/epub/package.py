"""The package document of a book: what it says of itself, its files, and the order in which they are read."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from content_repo.packages.base import Problem
from content_repo.packages.epub.xml import is_remote, local, member_of, words

MAX_ITEMS = 10_000
XHTML_TYPE = "application/xhtml+xml"
SVG_TYPE = "image/svg+xml"
NCX_TYPE = "application/x-dtbncx+xml"
# What old books call a page (OPF 2.0.1, 1.3.7); DTBook has no player.
_PAGES = {XHTML_TYPE, SVG_TYPE, "text/x-oeb1-document", "text/html"}
_DC = "{http://purl.org/dc/elements/1.1/}"
_MOST_CREATORS = 20


@dataclass
class Item:
    """A file that the manifest names; ``name`` is the member, empty where it lies elsewhere."""

    id: str
    name: str
    media_type: str
    properties: set[str]
    fallback: str = ""

    @property
    def is_page(self) -> bool:
        """Whether a reader shows it as a page."""
        return self.media_type in _PAGES


@dataclass
class Book:
    """What the package document says."""

    path: str
    version: str = ""
    title: str = ""
    language: str = ""
    creators: list[str] = field(default_factory=list)
    identifier: str = ""
    rights: str = ""
    direction: str = ""
    is_fixed: bool = False
    items: dict[str, Item] = field(default_factory=dict)
    spine: list[tuple[Item, bool]] = field(default_factory=list)  # page, whether it is read in turn
    toc_id: str = ""
    cover_id: str = ""
    problems: list[Problem] = field(default_factory=list)

    def with_property(self, name: str) -> Item | None:
        """Return the first file of a property."""
        return next((item for item in self.items.values() if name in item.properties), None)

    @property
    def cover(self) -> Item | None:
        """The picture on the outside."""
        item = self.with_property("cover-image") or self.items.get(self.cover_id)
        return item if item and item.media_type.startswith("image/") else None


def read_book(root: etree._Element, path: str, names: set[str]) -> Book:
    """Read the package document that lies at ``path``; ``names`` are the members there are."""
    book = Book(path, version=(root.get("version") or "").strip()[:10])
    parts = {local(part): part for part in root}
    _read_metadata(book, root, parts.get("metadata"))
    _read_manifest(book, parts.get("manifest"), names)
    _read_spine(book, parts.get("spine"))
    return book


def _read_metadata(book: Book, root: etree._Element, metadata: etree._Element | None) -> None:
    found = {} if metadata is None else _dublin_core(metadata)
    for name in ("title", "language", "identifier"):
        if not any(found.get(name, [])):
            book.problems.append(Problem("epub_metadata_missing", book.path, f"dc:{name}"))  # RSC-005
    book.title = next(filter(None, found.get("title", [])), "")[:255]
    book.language = next(filter(None, found.get("language", [])), "")[:20]
    book.creators = [name[:200] for name in found.get("creator", []) if name][:_MOST_CREATORS]
    book.rights = "; ".join(filter(None, found.get("rights", [])))[:2000]
    if metadata is None:
        return
    ids = {one.get("id"): words(one) for one in metadata.iter(f"{_DC}identifier")}
    wanted = root.get("unique-identifier")
    if ids and wanted not in ids:
        book.problems.append(Problem("epub_identifier_unknown", book.path, (wanted or "")[:200]))  # OPF-030, OPF-048
    book.identifier = (ids.get(wanted) or next(filter(None, ids.values()), ""))[:255]
    for meta in metadata.iter("{*}meta"):
        if meta.get("name") == "cover":
            book.cover_id = meta.get("content") or ""
        elif meta.get("property") == "rendition:layout":
            book.is_fixed = words(meta) == "pre-paginated"


def _dublin_core(metadata: etree._Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in metadata.iter(f"{_DC}*"):
        found.setdefault(local(element), []).append(words(element))
    return found


def _read_manifest(book: Book, manifest: etree._Element | None, names: set[str]) -> None:
    if manifest is None:
        book.problems.append(Problem("epub_no_manifest", book.path))  # RSC-005
        return
    known: set[str] = set()
    for element in manifest.iterchildren("{*}item"):
        if len(book.items) >= MAX_ITEMS:
            book.problems.append(Problem("epub_too_many_files", book.path, str(MAX_ITEMS)))
            return
        item = _item(book, element)
        book.problems.extend(_item_problems(book, item, element.get("href") or "", known, names))
        book.items.setdefault(item.id, item)
    for item in book.items.values():
        if item.fallback and not _chain(book, item)[1]:
            book.problems.append(Problem("epub_fallback_circle", book.path, item.id[:200]))  # OPF-045


def _item(book: Book, element: etree._Element) -> Item:
    href = element.get("href") or ""
    return Item(
        id=element.get("id") or "",
        name="" if is_remote(href) else member_of(href, book.path)[0],
        media_type=(element.get("media-type") or "").strip().lower()[:100],
        properties=set((element.get("properties") or "").split()),
        fallback=element.get("fallback") or "",
    )


def _item_problems(book: Book, item: Item, href: str, known: set[str], names: set[str]) -> Iterator[Problem]:
    if not item.id or not href or not item.media_type:
        yield Problem("epub_item_incomplete", book.path, (item.id or href)[:200])  # RSC-005
        return
    if item.id in book.items or (item.name and item.name in known):
        yield Problem("epub_item_twice", book.path, href[:200])  # OPF-074
    known.add(item.name)
    if is_remote(href):
        yield Problem("epub_remote", book.path, href[:200], is_warning=True)  # RSC-006 and what it allows
    elif item.name not in names:
        yield Problem("epub_file_missing", book.path, href[:200])  # RSC-001


def _read_spine(book: Book, spine: etree._Element | None) -> None:
    if spine is None:
        book.problems.append(Problem("epub_no_spine", book.path))  # RSC-005
        return
    book.toc_id = spine.get("toc") or ""
    direction = spine.get("page-progression-direction")
    book.direction = direction if direction in ("ltr", "rtl") else ""
    for element in spine.iterchildren("{*}itemref"):
        item = book.items.get(element.get("idref") or "")
        if item is None:
            book.problems.append(
                Problem("epub_spine_unknown", book.path, (element.get("idref") or "")[:200])
            )  # OPF-049
            continue
        page, _ends = _chain(book, item)
        if page is None:
            book.problems.append(
                Problem("epub_spine_type", book.path, f"{item.id}: {item.media_type}"[:200])
            )  # OPF-043
        elif page.name:
            book.spine.append((page, element.get("linear") != "no"))
    if not any(is_linear for _item, is_linear in book.spine):
        book.problems.append(Problem("epub_no_spine", book.path))  # OPF-033


def _chain(book: Book, item: Item) -> tuple[Item | None, bool]:
    """Return the first page in the chain of fallbacks, and whether the chain ends."""
    seen: set[str] = set()
    found = None
    link: Item | None = item
    while link is not None:
        if link.id in seen:
            return found, False
        seen.add(link.id)
        if found is None and link.is_page:
            found = link
        link = book.items.get(link.fallback)
    return found, True
