"""Small real EPUB books; every part can be replaced to break a rule."""

import io
import zipfile

CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
NAV_ITEM = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'


def xhtml(body: str, *, title: str = "Chương", head: str = "") -> str:
    """A page."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>{title}</title>{head}</head><body>{body}</body></html>'
    )


def nav(*entries: str) -> str:
    """A navigation document of these ``<li>``."""
    return xhtml(f'<nav epub:type="toc"><ol>{"".join(entries)}</ol></nav>', title="Mục lục")


def opf(
    *,
    chapters: int = 2,
    items: str = "",
    spine: str | None = None,
    metadata: str = "",
    version: str = "3.0",
    nav_item: str = NAV_ITEM,
    title: str = "Ngữ văn 6",
) -> str:
    """A package document of ``chapters`` pages ``c1.xhtml``… and further items."""
    pages = "".join(
        f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(1, chapters + 1)
    )
    in_turn = "".join(f'<itemref idref="c{n}"/>' for n in range(1, chapters + 1)) if spine is None else spine
    return (
        f'<package xmlns="http://www.idpf.org/2007/opf" version="{version}" unique-identifier="id">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:isbn:1</dc:identifier>'
        f"<dc:title>{title}</dc:title><dc:language>vi</dc:language><dc:creator>Lan Nguyễn</dc:creator>{metadata}"
        f"</metadata><manifest>{nav_item}{pages}{items}</manifest><spine>{in_turn}</spine></package>"
    )


def book_files(chapters: dict[str, str] | None = None, **replaced: str | bytes | None) -> dict[str, str | bytes]:
    """The files of a book of two chapters; ``replaced`` by name with «/» as «__» and «.» as «_dot_», None drops one."""
    pages = chapters or {"c1.xhtml": xhtml("<h1>Một</h1><p>Gió heo may</p>"), "c2.xhtml": xhtml("<p>Hai</p>")}
    entries = [f'<li><a href="{name}">Chương {number}</a></li>' for number, name in enumerate(pages, start=1)]
    files: dict[str, str | bytes] = {
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": opf(chapters=len(pages)),
        "OPS/nav.xhtml": nav(*entries),
        **{f"OPS/{name}": page for name, page in pages.items()},
    }
    for name, data in replaced.items():
        path = name.replace("_dot_", ".").replace("__", "/")
        if data is None:
            files.pop(path)
        else:
            files[path] = data
    return files


def epub_bytes(
    files: dict[str, str | bytes] | None = None, *, mimetype: str | None = "application/epub+zip", packed: bool = False
) -> bytes:
    """A book: the mimetype first and stored, then the files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        if mimetype is not None:
            method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            archive.writestr("mimetype", mimetype, compress_type=method)
        for name, data in (book_files() if files is None else files).items():
            archive.writestr(name, data)
    return buffer.getvalue()
