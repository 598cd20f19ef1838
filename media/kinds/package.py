"""Packages that are ZIP archives with a manifest: H5P, EPUB, Common Cartridge (and SCORM, which comes as a plain ZIP).

Only the archive is checked here; what it says is read by the app above (``media.signals.file_examined``).
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
        """Return the number of files inside; every one is unpacked once to nowhere."""
        if not head_of(path, 4).startswith(b"PK"):
            raise Refusal("type_mismatch")
        with Archive(path, limits=_LIMITS.get(extension, PACKAGE)) as archive:
            archive.verify()
            return {"files": len(archive.entries)}
