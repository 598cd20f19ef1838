"""H5P."""

from pathlib import Path

from content_repo.packages.base import Format, Reading
from media.archives import Archive


class H5PFormat(Format):
    """H5P."""

    slugs = ("h5p",)

    def recognises(self, archive: Archive) -> bool:
        """Not yet."""
        return False

    def read(self, archive: Archive, folder: Path) -> Reading:
        """Not yet."""
        raise NotImplementedError
