"""What every kind of file offers."""

from pathlib import Path
from typing import NamedTuple

MAX_TEXT_CHARS = 500_000
PAGES_PREVIEWED = 10  # made of every file; the rest only of those that are shown in class
MAX_PAGE_CHARS = 800


class Picture(NamedTuple):
    """A rendition that was made: its name (``clean``, ``view``, ``page-1``), the file, and what it is.

    ``text`` holds the words on a page, for those who don't see it.
    """

    name: str
    path: Path
    media_type: str
    width: int
    height: int
    text: str = ""


class Kind:
    """One kind of file. Methods run in a child process with limits, so they don't know Django."""

    slug: str
    media_types: dict[str, str]  # extension without dot → media type
    preview = "none"  # a value of media.choices.PreviewKind
    is_active = False  # may run script in a browser: only ever an attachment
    is_cleaned = False  # the original is never served; its rendition ``clean`` is
    is_served = True  # False: a part of the site's own records, which never gets an address
    icon = "file-text"

    def inspect(self, path: Path, extension: str) -> dict:
        """Return facts (pages, width, height, duration_seconds, warnings); raise Refusal for a file not taken."""
        raise NotImplementedError

    def text(self, path: Path, extension: str) -> str:
        """Return the words for search; at most ``MAX_TEXT_CHARS``."""
        return ""

    def pictures(self, path: Path, extension: str, folder: Path) -> list[Picture]:
        """Make renditions in ``folder``; of the pages, the first ``PAGES_PREVIEWED``."""
        return self.pages(path, extension, folder, 1, PAGES_PREVIEWED)

    def draws_pages(self, media_type: str) -> bool:
        """Whether files of this media type are shown page by page."""
        return False

    def pages(self, path: Path, extension: str, folder: Path, first: int, count: int) -> list[Picture]:
        """Make pictures ``page-N`` of up to ``count`` pages from ``first`` (1 is the first page)."""
        return []


def page_words(text: str) -> str:
    """Return the words of a page as one line, cut at ``MAX_PAGE_CHARS``."""
    words = " ".join(text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8").split())
    return words if len(words) <= MAX_PAGE_CHARS else f"{words[: MAX_PAGE_CHARS - 1]}…"


def head_of(path: Path, length: int = 4096) -> bytes:
    """Return the first bytes of a file."""
    with path.open("rb") as file:
        return file.read(length)
