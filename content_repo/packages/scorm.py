"""SCORM 1.2 and 2004."""

from pathlib import Path

from content_repo.packages.base import Format, Reading
from media.archives import Archive


class ScormFormat(Format):
    """SCORM 1.2 and 2004."""

    slugs = ("scorm12", "scorm2004")

    def recognises(self, archive: Archive) -> bool:
        """Not yet."""
        return False

    def read(self, archive: Archive, folder: Path) -> Reading:
        """Not yet."""
        raise NotImplementedError
