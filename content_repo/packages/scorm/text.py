"""Visible words of HTML members, for search."""

from collections.abc import Iterable

from lxml import etree

from media.archives import Archive

MAX_PAGE_BYTES = 1024**2
MAX_PAGES = 500
_SILENT = {"script", "style", "noscript", "template", "head", "title", "object"}


def words_of_pages(archive: Archive, names: Iterable[str], max_chars: int) -> str:
    """Return the words of these pages, each line of them once, up to a number of characters."""
    lines: dict[str, None] = {}
    left = max_chars
    index = archive.index()
    for name in list(names)[:MAX_PAGES]:
        size_bytes = index[name][2]
        if left <= 0 or size_bytes > MAX_PAGE_BYTES:
            continue
        for line in _visible_lines(archive.read(name, MAX_PAGE_BYTES)):
            if line not in lines:
                lines[line] = None
                left -= len(line) + 1
    return "\n".join(lines)[: max(max_chars, 0)]


def title_of(archive: Archive, name: str) -> str:
    """Return what a page is called in the bar of a browser; empty where it does not say."""
    is_small = name in archive.index() and archive.index()[name][2] <= MAX_PAGE_BYTES
    root = _parsed(archive.read(name, MAX_PAGE_BYTES)) if is_small else None
    return "" if root is None else " ".join((root.findtext(".//title") or "").split())[:255]


def _parsed(data: bytes) -> etree._Element | None:
    """The tree of a page; None for what can't be parsed."""
    encoding = None if b"charset" in data[:4096].lower() or data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    parser = etree.HTMLParser(encoding=encoding, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except (etree.ParserError, etree.XMLSyntaxError, LookupError):
        return None


def _visible_lines(data: bytes) -> list[str]:
    """Texts of a page in order; a page that can't be parsed has none."""
    root = _parsed(data)
    lines: list[str] = []
    if root is None:
        return lines
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_silent = element.tag in _SILENT
        if event == "start":
            silent += is_silent
            _add(lines, element.text, silent)
        else:
            silent -= is_silent
            _add(lines, element.tail, silent)
    return lines


def _add(lines: list[str], text: str | None, silent: int) -> None:
    words = "" if silent else " ".join((text or "").split())
    if words:
        lines.append(words)
