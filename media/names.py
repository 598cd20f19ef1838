"""Names of files as people see them: cleaned for showing and downloading, never used as a path."""

import re
import unicodedata

MAX_NAME_CHARS = 120
MAX_EXTENSION_CHARS = 12
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def clean_name(name: str) -> str:
    """Return a name of 1–120 characters: NFC, no folders, no control or invisible characters, extension kept."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in name)
    name = "".join(char for char in name if unicodedata.category(char) not in ("Cf", "Cs", "Co", "Cn"))
    name = " ".join(_FORBIDDEN.sub("_", name).split()).strip(" .")
    if not name:
        return "tep"
    if _RESERVED.match(name):
        name = f"_{name}"
    return _shortened(name)


def _shortened(name: str) -> str:
    if len(name) <= MAX_NAME_CHARS:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > MAX_EXTENSION_CHARS:
        return name[:MAX_NAME_CHARS].rstrip(" .")
    return f"{stem[: MAX_NAME_CHARS - len(extension) - 1].rstrip(' .')}.{extension}"


def shown_name(name: str) -> str:
    """Return the name of an archive's entry as it can stand in a sentence: what would not be seen is spelled out."""
    seen = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in name)
    return seen if len(seen) <= MAX_NAME_CHARS else f"{seen[:40]}…{seen[-MAX_NAME_CHARS + 41 :]}"


def ascii_name(name: str) -> str:
    """Return the name without marks and with nothing that an address would have to escape."""
    bare = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    return _UNSAFE.sub("-", bare).strip("-.") or "tep"
