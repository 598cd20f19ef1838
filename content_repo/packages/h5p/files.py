"""Which files may lie in an H5P package, and whether their first bytes are what their names say."""

from typing import NamedTuple

HEAD_BYTES = 64

# After the lists of H5P's core, without what can run or hold scripts in a browser: svg, html and xml.
_TEXT = frozenset(["json", "txt", "csv", "diff", "patch", "md", "textile", "vtt", "webvtt", "gltf"])
_UTF16 = (b"\xff\xfe", b"\xfe\xff")  # as spreadsheets save CSV
LIBRARY_EXTRAS = frozenset({"js", "css", "svg"})  # part of a tree that a person reviews


class _Kind(NamedTuple):
    family: str
    extensions: frozenset[str]
    marks: tuple[tuple[int, bytes], ...]  # any of these at its place


def _kind(family: str, extensions: str, *marks: bytes | tuple[int, bytes]) -> _Kind:
    placed = tuple((0, mark) if isinstance(mark, bytes) else mark for mark in marks)
    return _Kind(family, frozenset(extensions.split()), placed)


_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_KINDS = (
    _kind("image", "png", b"\x89PNG\r\n\x1a\n"),
    _kind("image", "jpg jpeg", b"\xff\xd8\xff"),
    _kind("image", "gif", b"GIF87a", b"GIF89a"),
    _kind("image", "bmp", b"BM"),
    _kind("image", "tif tiff", b"II*\0", b"MM\0*"),
    _kind("image", "", (8, b"WEBP"), (4, b"ftypavif")),  # often called .jpg by those who saved them
    _kind("font", "woff", b"wOFF"),
    _kind("font", "woff2", b"wOF2"),
    _kind("font", "ttf otf", b"\0\1\0\0", b"OTTO", b"true", b"ttcf"),
    _kind("font", "eot", (34, b"LP")),
    _kind("media", "webm", b"\x1a\x45\xdf\xa3"),
    _kind("media", "mp4 m4a", (4, b"ftyp"), (4, b"moov"), (4, b"mdat"), (4, b"free"), (4, b"wide")),
    _kind("media", "ogg", b"OggS"),
    _kind("media", "mp3", b"ID3", *(b"\xff" + bytes([second]) for second in range(0xE2, 0x100))),
    _kind("media", "wav", (8, b"WAVE")),
    _kind("media", "swf", b"FWS", b"CWS", b"ZWS"),
    _kind("document", "pdf", b"%PDF-", b"\xef\xbb\xbf%PDF-"),
    _kind("document", "rtf", b"{\\rtf"),
    _kind("document", "doc xls ppt docx xlsx pptx odt ods odp", b"\xd0\xcf\x11\xe0", *_ZIP),
    _kind("model", "glb", b"glTF"),
)
_BY_EXTENSION = {extension: kind for kind in _KINDS for extension in kind.extensions}
CONTENT = _TEXT | frozenset(_BY_EXTENSION)
LIBRARY = CONTENT | LIBRARY_EXTRAS


def extension_of(name: str) -> str:
    """Return the extension in lower case; empty when the name has none."""
    stem, dot, extension = name.rpartition("/")[2].rpartition(".")
    return extension.lower() if dot and stem else ""


def disagreement(name: str, head: bytes) -> str | None:
    """Return how the first bytes contradict the name: ``other`` (another type of the same family), ``wrong``, None.

    Browsers show a picture whatever it is called; what is no picture at all has no business under such a name.
    """
    extension = extension_of(name)
    kind = _BY_EXTENSION.get(extension)
    if not head:
        return None if extension in _TEXT or extension in LIBRARY_EXTRAS else "other"
    if kind is None:
        return "wrong" if b"\0" in head and not head.startswith(_UTF16) else None
    if _fits(kind, head):
        return None
    family = (other for other in _KINDS if other.family == kind.family)
    return "other" if any(_fits(other, head) for other in family) else "wrong"


def _fits(kind: _Kind, head: bytes) -> bool:
    return any(head.startswith(mark, place) for place, mark in kind.marks)
