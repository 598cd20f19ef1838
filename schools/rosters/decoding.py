"""Bytes of a CSV file to text: Unicode by its marks, and the legacy encodings of Vietnamese offices (pure)."""

import codecs
import unicodedata

from schools.rosters.problems import Problem, RosterError

ENCODINGS = {"utf-8": "UTF-8", "windows-1258": "Windows-1258", "tcvn3": "TCVN3 (ABC)"}
_PREVIEW_LINES = 4
_PREVIEW_CHARACTERS = 300
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

# TCVN 5712:1993 in the «ABC» fonts: toned capitals share the codes of small letters.
_TCVN3_CODES = (
    "a1-ae b5-b9 bb-be c6-cc ce-d8 dc-df e1-ef f1-f4 f5-fe",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)


def _tcvn3_table() -> dict[int, str]:
    ranges = [part.split("-") for part in _TCVN3_CODES[0].split()]
    codes = [code for first, last in ranges for code in range(int(first, 16), int(last, 16) + 1)]
    return dict(zip(codes, _TCVN3_CODES[1], strict=True))


_TCVN3 = _tcvn3_table()
_LETTERS = "aăâeêioôơuưyđ"
_TONED = {
    unicodedata.normalize("NFC", letter + tone)
    for letter in _LETTERS
    for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
}
_VIETNAMESE = _TONED | {letter.upper() for letter in _TONED} | set("–—‘’“”…\u00a0")


def decode_text(data: bytes, encoding: str = "") -> tuple[str, str]:
    """Return the text of a file in NFC and the name of its encoding.

    ``encoding`` is one that a person chose (a key of :data:`ENCODINGS`); without it the byte order mark decides,
    then UTF-8, then Windows-1258 if that gives nothing but Vietnamese letters.
    Raises :class:`RosterError` with ``empty_file`` or ``bad_encoding`` (with previews to choose from).
    """
    if not data.strip():
        raise RosterError(Problem("empty_file"))
    for mark, marked_encoding in _MARKS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], marked_encoding), marked_encoding
    if _is_binary(data):
        raise RosterError(Problem("bad_encoding"))
    if encoding:
        return _decode(data, encoding), encoding
    try:
        return unicodedata.normalize("NFC", data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        return _guess(data), "windows-1258"


def _is_binary(data: bytes) -> bool:
    """UTF-16 without its mark is half NUL; programs and pictures are full of control characters."""
    controls = sum(data.count(bytes([code])) for code in (*range(9), *range(14, 32)))
    return controls * 20 > len(data)


def _decode(data: bytes, encoding: str) -> str:
    try:
        if encoding == "tcvn3":
            return "".join(_TCVN3[code] if code in _TCVN3 else _ascii(code) for code in data)
        if encoding == "windows-1258":
            return from_windows_1258(data)
        return unicodedata.normalize("NFC", data.decode(encoding))
    except (UnicodeDecodeError, LookupError) as error:
        raise RosterError(Problem("bad_encoding"), previews=_previews(data)) from error


def _ascii(code: int) -> str:
    if code < 0x80:
        return chr(code)
    raise UnicodeDecodeError("tcvn3", bytes([code]), 0, 1, "not a letter")


def from_windows_1258(data: bytes) -> str:
    """Return Windows-1258 text with its letters and separate tone marks composed (NFC)."""
    return unicodedata.normalize("NFC", data.decode("cp1258"))


def _guess(data: bytes) -> str:
    try:
        text = from_windows_1258(data)
    except UnicodeDecodeError:
        text = ""
    if not text or any(ord(char) > 0x7F and char not in _VIETNAMESE for char in text):
        raise RosterError(Problem("bad_encoding"), previews=_previews(data))
    return text


def _previews(data: bytes) -> dict[str, str]:
    """The first lines as each encoding would show them."""
    start = b"\n".join(data[:4000].splitlines()[:_PREVIEW_LINES])
    texts = {
        "windows-1258": unicodedata.normalize("NFC", start.decode("cp1258", "replace")),
        "tcvn3": "".join(_TCVN3.get(code, chr(code) if code < 0x80 else "\ufffd") for code in start),
    }
    return {name: text[:_PREVIEW_CHARACTERS] for name, text in texts.items()}
