"""Plain text: notes, tables as CSV, captions."""

import codecs
from pathlib import Path

from media.kinds.base import MAX_TEXT_CHARS, Kind, head_of
from media.problems import Refusal

_WINDOW = 1024 * 1024
_CONTROL = {*range(32), 127} - set(b"\t\n\r\f\x1b")


class TextKind(Kind):
    """txt, csv, md, srt, vtt."""

    slug = "text"
    media_types = {
        "txt": "text/plain",
        "md": "text/markdown",
        "csv": "text/csv",
        "srt": "text/plain",
        "vtt": "text/vtt",
    }

    def inspect(self, path: Path, extension: str) -> dict:
        """Return the encoding; bytes that are no text in any encoding are refused."""
        head = head_of(path, 4)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return {"encoding": "utf-16"}
        decoder = codecs.getincrementaldecoder("utf-8")()
        encoding = "utf-8"
        with path.open("rb") as file:
            while chunk := file.read(_WINDOW):
                if _CONTROL & set(chunk):
                    raise Refusal("type_mismatch")
                if encoding == "utf-8":
                    try:
                        decoder.decode(chunk)
                    except UnicodeDecodeError:
                        encoding = "unknown"
        return {"encoding": encoding} if encoding == "utf-8" else {"encoding": encoding, "warnings": ["encoding"]}

    def text(self, path: Path, extension: str) -> str:
        """Return the text; a legacy encoding gives none, since guessing would put nonsense into the search."""
        head = head_of(path, MAX_TEXT_CHARS * 2)
        encoding = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
        try:
            words = codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            return ""
        return words.replace("\0", "")[:MAX_TEXT_CHARS]
