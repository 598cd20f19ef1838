"""What every kind of file offers."""

from pathlib import Path
from typing import NamedTuple

MAX_TEXT_CHARS = 500_000


class Picture(NamedTuple):
    """A rendition that was made: its name (``clean``, ``view``, ``page-1``), the file, and what it is."""

    name: str
    path: Path
    media_type: str
    width: int
    height: int


class Kind:
    """One kind of file. Methods run in a child process with limits, so they don't know Django."""

    slug: str
    media_types: dict[str, str]  # extension without dot → media type
    preview = "none"  # a value of media.choices.PreviewKind
    is_active = False  # may run script in a browser: only ever an attachment
    is_cleaned = False  # the original is never served; its rendition ``clean`` is
    icon = "file-text"

    def inspect(self, path: Path, extension: str) -> dict:
        """Return facts (pages, width, height, duration_seconds, warnings); raise Refusal for a file not taken."""
        raise NotImplementedError

    def text(self, path: Path, extension: str) -> str:
        """Return the words for search; at most ``MAX_TEXT_CHARS``."""
        return ""

    def pictures(self, path: Path, extension: str, folder: Path) -> list[Picture]:
        """Make renditions in ``folder``."""
        return []


def head_of(path: Path, length: int = 4096) -> bytes:
    """Return the first bytes of a file."""
    with path.open("rb") as file:
        return file.read(length)
