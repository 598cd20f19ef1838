"""Common Cartridge 1.0 to 1.3 and Thin Common Cartridge."""

from content_repo.packages.cartridge.format import CartridgeFormat

__all__ = ["CartridgeFormat"]
