"""Office files of before 2007 (CFB containers): kept as attachments, never opened on the server."""

from pathlib import Path

from media.kinds.base import Kind, head_of
from media.problems import Refusal

_CFB_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # MS-CFB 2.2
_MAIN_STREAMS = {"doc": ("WordDocument",), "xls": ("Workbook", "Book"), "ppt": ("PowerPoint Document",)}
_MACRO_STREAMS = ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros")
_WINDOW = 1024 * 1024


class OldOfficeKind(Kind):
    """doc, xls, ppt."""

    slug = "old_office"
    media_types = {
        "doc": "application/msword",
        "xls": "application/vnd.ms-excel",
        "ppt": "application/vnd.ms-powerpoint",
    }

    def inspect(self, path: Path, extension: str) -> dict:
        """Refuse files with a macro storage; the names of streams are found as they lie in the directory."""
        if not head_of(path, 8).startswith(_CFB_MAGIC):
            raise Refusal("type_mismatch")
        found = _stream_names(path, {*_MAIN_STREAMS[extension], *_MACRO_STREAMS})
        if found & set(_MACRO_STREAMS):
            raise Refusal("macro_not_allowed")
        if not found & set(_MAIN_STREAMS[extension]):
            raise Refusal("type_mismatch")
        return {}


def _stream_names(path: Path, names: set[str]) -> set[str]:
    """Return which of the names stand somewhere in the file as UTF-16."""
    patterns = {name: name.encode("utf-16-le") + b"\0\0" for name in names}
    found, tail = set(), b""
    with path.open("rb") as file:
        while chunk := file.read(_WINDOW):
            window = tail + chunk
            found |= {name for name, pattern in patterns.items() if pattern in window}
            tail = window[-128:]
    return found
