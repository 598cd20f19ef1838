"""SVG drawings: they may hold script, so they are attachments; never rasterised here."""

from pathlib import Path

from media.kinds.base import Kind
from media.problems import Refusal
from media.safe_xml import elements, parse_xml

MAX_BYTES = 5 * 1024**2


class SvgKind(Kind):
    """svg."""

    slug = "svg"
    media_types = {"svg": "image/svg+xml"}
    is_active = True
    icon = "image"

    def inspect(self, path: Path, extension: str) -> dict:
        """Check that it is XML without a document type, and that its root is ``svg``."""
        if path.stat().st_size > MAX_BYTES:
            raise Refusal("too_large")
        root = parse_xml(path.read_bytes())
        if root.tag != "{http://www.w3.org/2000/svg}svg":
            raise Refusal("type_mismatch")
        return {}

    def text(self, path: Path, extension: str) -> str:
        """Return the words of ``title``, ``desc`` and ``text``."""
        found = elements(iter([path.read_bytes()]), {"title", "desc", "text"})
        return "\n".join("".join(element.itertext()).strip() for element in found)
