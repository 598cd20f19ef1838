"""Packages that are ZIP archives with a manifest: H5P, EPUB, Common Cartridge (and SCORM, which comes as a plain ZIP).

Only the structure of the archive is checked here. What it says is read by the app above, which unpacks every entry
once, compares its CRC-32 and refuses what is not as it says (``media.signals.file_examined``).
"""

from pathlib import Path

from media.archives import H5P, PACKAGE, Archive
from media.kinds.base import Kind, head_of
from media.problems import Refusal

_LIMITS = {"h5p": H5P}


class PackageKind(Kind):
    """h5p, epub, imscc."""

    slug = "package"
    media_types = {
        "h5p": "application/zip",
        "epub": "application/epub+zip",
        "imscc": "application/zip",
    }
    icon = "package"

    def inspect(self, path: Path, extension: str) -> dict:
        """Return the number of files inside."""
        if not head_of(path, 4).startswith(b"PK"):
            raise Refusal("type_mismatch")
        with Archive(path, limits=_LIMITS.get(extension, PACKAGE)) as archive:
            return {"files": len(archive.entries)}
