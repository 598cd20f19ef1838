"""HTML files: kept, searched, and only ever given out as attachments."""

from pathlib import Path

from lxml import etree, html

from media.kinds.base import MAX_TEXT_CHARS, Kind
from media.kinds.text import TextKind
from media.problems import Refusal

MAX_BYTES = 20 * 1024**2
_UNSEEN = ("script", "style", "template", "noscript")


class HtmlKind(Kind):
    """html, htm."""

    slug = "html"
    media_types = {"html": "text/html", "htm": "text/html"}
    is_active = True
    icon = "globe"

    def inspect(self, path: Path, extension: str) -> dict:
        """Check that it is text."""
        if path.stat().st_size > MAX_BYTES:
            raise Refusal("too_large")
        return TextKind().inspect(path, extension)

    def text(self, path: Path, extension: str) -> str:
        """Return what a reader would see."""
        parser = html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8")
        try:
            root = html.document_fromstring(path.read_bytes(), parser)
        except (etree.LxmlError, ValueError):
            return ""
        etree.strip_elements(root, *_UNSEEN, with_tail=False)
        return " ".join(" ".join(root.itertext(etree.Element)).split())[:MAX_TEXT_CHARS]
