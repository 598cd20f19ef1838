"""Common Cartridge 1.0 to 1.3 and Thin Common Cartridge."""

from pathlib import Path

from content_repo.packages.base import Format, Reading
from media.archives import Archive


class CartridgeFormat(Format):
    """Common Cartridge 1.0 to 1.3 and Thin Common Cartridge."""

    slugs = ("cartridge",)

    def recognises(self, archive: Archive) -> bool:
        """Not yet."""
        return False

    def read(self, archive: Archive, folder: Path) -> Reading:
        """Not yet."""
        raise NotImplementedError
