"""What a file is, found from extension, content and structure together; runs in the sandboxed child."""

import warnings
from pathlib import Path
from typing import NamedTuple

import puremagic

from media.kinds import kind_of_extension
from media.problems import Refusal

_MACRO_EXTENSIONS = {"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm", "ppam"}


class Finding(NamedTuple):
    """Kind (slug of ``media.kinds``), media type and facts of a file that may be taken."""

    kind: str
    media_type: str
    facts: dict


def extension_of(name: str) -> str:
    """Return the extension in lower case without the dot, or an empty string."""
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def inspect_file(path: Path, name: str) -> Finding:
    """Return what the file is; :class:`~media.problems.Refusal` with its code when it may not be taken."""
    extension = extension_of(name)
    if extension in _MACRO_EXTENSIONS:
        raise Refusal("macro_not_allowed", extension)
    kind = kind_of_extension(extension)
    if kind is None:
        raise Refusal("type_not_allowed", extension)
    if path.stat().st_size == 0:
        raise Refusal("empty_file")
    try:
        facts = kind.inspect(path, extension)
    except Refusal as refusal:
        if refusal.code == "type_mismatch":
            raise Refusal("type_mismatch", _guess(path)) from refusal
        raise
    return Finding(kind.slug, kind.media_types[extension], facts)


def _guess(path: Path) -> str:
    """Return the extension that the content would have, for the owner to see."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return puremagic.from_file(path)
    except (puremagic.PureError, ValueError, OSError):
        return ""
