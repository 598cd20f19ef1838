"""Office files of today: ECMA-376 (docx, xlsx, pptx) and OpenDocument, without macros and without outside parts."""

from collections.abc import Iterator
from pathlib import Path

from media.archives import Archive, Limits
from media.kinds.base import MAX_TEXT_CHARS, Kind, Picture, head_of
from media.problems import Refusal
from media.safe_xml import check_xml, elements, parse_xml

MAX_UNPACKED_BYTES = 600 * 1024**2
LIMITS = Limits(max_file_bytes=MAX_UNPACKED_BYTES, max_total_bytes=MAX_UNPACKED_BYTES)
MAX_SMALL_PART = 4 * 1024**2
_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
_LINKS_ALLOWED = ("hyperlink", "video", "audio", "media")  # opened only when a reader clicks
_MACRO_TYPES = ("vbaproject", "worddvbadata", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet")
_OPEN_XML_MAIN = {
    "docx": ("wordprocessingml.document",),
    "xlsx": ("spreadsheetml.sheet",),
    "pptx": ("presentationml.presentation",),
    "ppsx": ("presentationml.slideshow",),
}
_DRAWN = ("pptx", "ppsx")
_TEXT_PARTS = {"docx": "word/document", "xlsx": "xl/", "pptx": "ppt/slides/slide", "ppsx": "ppt/slides/slide"}


class OfficeKind(Kind):
    """Word, Excel, PowerPoint and OpenDocument files."""

    slug = "office"
    preview = "pages"  # where there are any: of slides
    media_types = {
        "docx": f"{_OPEN_XML}.wordprocessingml.document",
        "xlsx": f"{_OPEN_XML}.spreadsheetml.sheet",
        "pptx": f"{_OPEN_XML}.presentationml.presentation",
        "ppsx": f"{_OPEN_XML}.presentationml.slideshow",
        "odt": f"{_OPEN_DOCUMENT}.text",
        "ods": f"{_OPEN_DOCUMENT}.spreadsheet",
        "odp": f"{_OPEN_DOCUMENT}.presentation",
    }

    def inspect(self, path: Path, extension: str) -> dict:
        """Return the number of slides or pages where the file tells it."""
        if not head_of(path, 4).startswith(b"PK"):
            raise Refusal("type_mismatch")
        with Archive(path, limits=LIMITS) as archive:
            if extension in _OPEN_XML_MAIN:
                _check_open_xml(archive, extension)
            else:
                _check_open_document(archive, self.media_types[extension])
            for entry in archive.entries:
                if entry.name.lower().endswith((".xml", ".rels", ".vml")):
                    check_xml(archive.chunks(entry.name), entry.name)
                else:
                    for _chunk in archive.chunks(entry.name):
                        pass
            slides = sum(1 for entry in archive.entries if _is_slide(entry.name))
        return {"pages": slides} if slides else {}

    def draws_pages(self, media_type: str) -> bool:
        """Slides are drawn; other files are read on the reader's device."""
        return media_type in {self.media_types[extension] for extension in _DRAWN}

    def pictures(self, path: Path, extension: str, folder: Path) -> list[Picture]:
        """Draw the first slides; a file that can't be drawn still has its text."""
        try:
            return super().pictures(path, extension, folder)
        except Refusal:
            return []

    def pages(self, path: Path, extension: str, folder: Path, first: int, count: int) -> list[Picture]:
        """Draw slides as WebP, 960 px wide."""
        if extension not in _DRAWN:
            return []
        from media.slides import draw_slides  # loaded in the child alone: it is large

        return draw_slides(path, folder, first, count)

    def text(self, path: Path, extension: str) -> str:
        """Return paragraphs, cells or slides in order."""
        parts, length = [], 0
        with Archive(path, limits=LIMITS) as archive:
            for words in _texts(archive, extension):
                parts.append(words)
                length += len(words) + 1
                if length > MAX_TEXT_CHARS:
                    break
        return "\n".join(parts)[:MAX_TEXT_CHARS]


def _is_slide(name: str) -> bool:
    return name.startswith("ppt/slides/slide") and name.endswith(".xml")


def _check_open_xml(archive: Archive, extension: str) -> None:
    if "[Content_Types].xml" not in archive:
        raise Refusal("type_mismatch")
    types = parse_xml(archive.read("[Content_Types].xml", MAX_SMALL_PART), "[Content_Types].xml")
    declared = [element.get("ContentType", "").lower() for element in types.iter("{*}Default", "{*}Override")]
    if any("macroenabled" in name or "vbaproject" in name or "macrosheet" in name for name in declared):
        raise Refusal("macro_not_allowed")
    if not any(name.endswith(f"{main}.main+xml") for name in declared for main in _OPEN_XML_MAIN[extension]):
        raise Refusal("type_mismatch")
    for entry in archive.entries:
        if entry.name.lower().endswith(".rels"):
            _check_relationships(parse_xml(archive.read(entry.name, MAX_SMALL_PART), entry.name))


def _check_relationships(root) -> None:
    """Refuse by the type of a relationship: the name of the part is free to choose (ECMA-376 part 2)."""
    for relationship in root.iter("{*}Relationship"):
        kind = relationship.get("Type", "").rsplit("/", 1)[-1].lower()
        if kind in _MACRO_TYPES:
            raise Refusal("macro_not_allowed", kind)
        if relationship.get("TargetMode", "").lower() == "external" and kind not in _LINKS_ALLOWED:
            raise Refusal("external_reference", f"{kind}: {relationship.get('Target', '')}")


def _check_open_document(archive: Archive, media_type: str) -> None:
    if "mimetype" not in archive or archive.read("mimetype", 200).decode("ascii", "replace").strip() != media_type:
        raise Refusal("type_mismatch")
    if any(entry.name.startswith(("Basic/", "Scripts/")) and not entry.is_folder for entry in archive.entries):
        raise Refusal("macro_not_allowed")


def _texts(archive: Archive, extension: str) -> Iterator[str]:
    if extension not in _TEXT_PARTS:
        for element in elements(archive.chunks("content.xml"), {"p", "h"}):
            yield "".join(element.itertext())
        return
    names = [entry.name for entry in archive.entries if entry.name.startswith(_TEXT_PARTS[extension])]
    for name in sorted((name for name in names if name.endswith(".xml")), key=_natural):
        if extension != "xlsx":
            for paragraph in elements(archive.chunks(name), {"p"}):
                if words := "".join(part.text or "" for part in paragraph.iter("{*}t")):
                    yield words
        elif name == "xl/sharedStrings.xml" or name.startswith("xl/worksheets/"):
            for cell in elements(archive.chunks(name), {"si", "is"}):
                if words := "".join(part.text or "" for part in cell.iter("{*}t")):
                    yield words


def _natural(name: str) -> tuple:
    """``slide10`` after ``slide9``."""
    digits = "".join(char for char in name if char.isdecimal())
    return name.rstrip("0123456789.xml"), int(digits[:9] or 0)
