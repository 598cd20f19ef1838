"""ZIP archives of any content: every entry is unpacked once to nowhere before the file is taken."""

from pathlib import Path

from media.archives import Archive
from media.kinds.base import MAX_TEXT_CHARS, Kind


class ArchiveKind(Kind):
    """zip."""

    slug = "archive"
    media_types = {"zip": "application/zip"}
    icon = "archive"

    def inspect(self, path: Path, extension: str) -> dict:
        """Return the number of files inside."""
        with Archive(path) as archive:
            archive.verify()
            return {"files": len(archive.entries)}

    def text(self, path: Path, extension: str) -> str:
        """Return the names of the files inside."""
        with Archive(path) as archive:
            return "\n".join(archive.names)[:MAX_TEXT_CHARS]
