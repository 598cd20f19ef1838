"""The table of contents of a book: the navigation document of EPUB 3, or the NCX of EPUB 2."""

from lxml import etree

from content_repo.packages.epub.xml import OPS_TYPE, XHTML, local, member_of, words

MAX_ENTRIES = 2000
MAX_DEPTH = 6
MAX_TITLE = 200


def navigation(root: etree._Element, path: str) -> list[dict] | None:
    """Return the entries of ``<nav epub:type="toc">``; None where there is no such element (RSC-005)."""
    for nav in root.iter(f"{{{XHTML}}}nav"):
        if "toc" in (nav.get(OPS_TYPE) or "").split():
            top = next(nav.iterchildren(f"{{{XHTML}}}ol"), None)
            return [] if top is None else _Tree(path).of_list(top, 1)
    return None


def ncx(root: etree._Element, path: str) -> list[dict]:
    """Return the entries of an NCX."""
    top = next(root.iterchildren("{*}navMap"), None)
    return [] if top is None else _Tree(path).of_points(top, 1)


class _Tree:
    """Reads one table, up to as many entries and levels as a phone can show."""

    def __init__(self, path: str):
        self._path = path
        self._left = MAX_ENTRIES

    def of_list(self, element: etree._Element, depth: int) -> list[dict]:
        entries = []
        for row in element.iterchildren(f"{{{XHTML}}}li"):
            label = next((part for part in row if local(part) in ("a", "span")), None)
            below = next(row.iterchildren(f"{{{XHTML}}}ol"), None)
            href = label.get("href", "") if label is not None else ""
            entries += self._entry(words(label), href, lambda below=below: self._below(self.of_list, below, depth))
        return entries

    def of_points(self, element: etree._Element, depth: int) -> list[dict]:
        entries = []
        for point in element.iterchildren("{*}navPoint"):
            label = words(next(point.iterchildren("{*}navLabel"), None))
            content = next(point.iterchildren("{*}content"), None)
            href = content.get("src", "") if content is not None else ""
            entries += self._entry(label, href, lambda point=point: self._below(self.of_points, point, depth))
        return entries

    def _below(self, read, element: etree._Element | None, depth: int) -> list[dict]:
        return [] if element is None or depth >= MAX_DEPTH else read(element, depth + 1)

    def _entry(self, title: str, href: str, children) -> list[dict]:
        if self._left <= 0:
            return []
        self._left -= 1
        name, fragment = member_of(href, self._path) if href else ("", "")
        address = f"{name}#{fragment}" if name and fragment else name
        return [{"title": title[:MAX_TITLE], "href": address, "children": children()}]
