"""PDF: opened by PDFium in the child; nothing that runs is taken, pages become pictures."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pypdfium2.raw

from media.kinds.base import MAX_TEXT_CHARS, Kind, Picture, head_of, page_words
from media.problems import Refusal

PAGE_WIDTH = 800
PAGE_MAX_BYTES = 60_000
_WINDOW, _OVERLAP = 8 * 1024**2, 1024**2
_MAX_INFLATED = 8 * 1024**2
_OBJECT_STREAM = re.compile(rb"/ObjStm.{0,500}?stream\r?\n", re.DOTALL)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_LAUNCH = re.compile(rb"/S\s*/Launch\b")
_SCRIPT = re.compile(rb"/(JavaScript|JS)\b")
_OPENS_LINK = re.compile(rb"/OpenAction\b.{0,200}?/URI\b", re.DOTALL)
_HARMLESS_ATTACHMENTS = {
    *("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "txt", "csv", "xml", "rtf"),
    *("png", "jpg", "jpeg", "gif", "webp", "mp3", "m4a", "wav", "mp4", "ggb"),
}


class PdfKind(Kind):
    """PDF documents."""

    slug = "pdf"
    media_types = {"pdf": "application/pdf"}
    preview = "pages"

    def inspect(self, path: Path, extension: str) -> dict:
        """Return the number of pages and warnings; refuse programs to start and attachments that run."""
        head = head_of(path, 1024)
        if not head.startswith(b"%PDF-"):
            raise Refusal("bad_pdf" if b"%PDF-" in head else "type_mismatch")
        found = _active_parts(path)
        if "launch" in found:
            raise Refusal("pdf_active", "Launch")
        with _document(path) as document:
            for attachment in _attachment_names(document):
                if attachment.rsplit(".", 1)[-1].lower() not in _HARMLESS_ATTACHMENTS:
                    raise Refusal("pdf_active", attachment)
            facts: dict = {"pages": len(document)}
        if warnings := sorted(found):
            facts["warnings"] = warnings
        return facts

    def text(self, path: Path, extension: str) -> str:
        """Return the text layer, page by page."""
        parts, length = [], 0
        with _document(path) as document:
            for page in document:
                words = page.get_textpage().get_text_bounded()
                parts.append(words)
                length += len(words)
                if length > MAX_TEXT_CHARS:
                    break
        return "\n".join(parts)[:MAX_TEXT_CHARS]

    def draws_pages(self, media_type: str) -> bool:
        """All are."""
        return True

    def pages(self, path: Path, extension: str, folder: Path, first: int, count: int) -> list[Picture]:
        """Make pages as WebP about 800 px wide."""
        with _document(path) as document:
            last = min(first - 1 + count, len(document))
            return [_page_picture(document, index, folder) for index in range(first - 1, last)]


class _document:  # noqa: N801 - reads as a function
    def __init__(self, path: Path):
        self._path = path

    def __enter__(self) -> pypdfium2.PdfDocument:
        try:
            self._document = pypdfium2.PdfDocument(self._path)
            if not len(self._document):
                raise Refusal("bad_pdf", "no pages")
        except pypdfium2.PdfiumError as error:
            if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
                raise Refusal("encrypted") from error
            raise Refusal("bad_pdf", str(error)) from error
        return self._document

    def __exit__(self, *_exc):
        self._document.close()


def _attachment_names(document: pypdfium2.PdfDocument) -> list[str]:
    count = document.count_attachments()
    return [document.get_attachment(number).get_name() for number in range(min(count, 1000))]


def _active_parts(path: Path) -> set[str]:
    """Look for actions in the file and in its object streams, with ``#4C``-style escapes of names undone."""
    found = set()
    for piece in _pieces(path):
        plain = _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), piece)
        found |= {"launch"} if _LAUNCH.search(plain) else set()
        found |= {"script"} if _SCRIPT.search(plain) else set()
        found |= {"opens_link"} if _OPENS_LINK.search(plain) else set()
    return found


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        tail = b""
        while chunk := file.read(_WINDOW):
            window = tail + chunk
            yield window
            for match in _OBJECT_STREAM.finditer(window):
                try:
                    yield zlib.decompressobj().decompress(window[match.end() :], _MAX_INFLATED)
                except zlib.error:
                    continue
            tail = window[-_OVERLAP:]


def _page_picture(document: pypdfium2.PdfDocument, index: int, folder: Path) -> Picture:
    page = document[index]
    width, height = page.get_size()
    scale = PAGE_WIDTH / max(width, height / 2, 1)
    image = page.render(scale=min(scale, 8)).to_pil().convert("RGB")
    path = folder / f"page-{index + 1}"
    for quality in (60, 40, 25, 15):
        image.save(path, "WEBP", quality=quality, method=5)
        if path.stat().st_size <= PAGE_MAX_BYTES:
            break
    words = page_words(page.get_textpage().get_text_bounded())
    return Picture(path.name, path, "image/webp", image.width, image.height, words)
