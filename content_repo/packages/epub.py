"""EPUB 3 (and 2)."""

from pathlib import Path

from content_repo.packages.base import Format, Reading
from media.archives import Archive


class EpubFormat(Format):
    """EPUB 3 (and 2)."""

    slugs = ("epub",)

    def recognises(self, archive: Archive) -> bool:
        """Not yet."""
        return False

    def read(self, archive: Archive, folder: Path) -> Reading:
        """Not yet."""
        raise NotImplementedError
