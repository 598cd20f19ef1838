"""The registry of package formats; a new one is described in docs/recipes/package-format.md."""

from content_repo.packages.base import Format, Problem, Reading
from content_repo.packages.cartridge import CartridgeFormat
from content_repo.packages.epub import EpubFormat
from content_repo.packages.h5p import H5PFormat
from content_repo.packages.scorm import ScormFormat

__all__ = ["FORMATS", "Format", "Problem", "Reading", "format_of_slug"]

# In the order in which an archive is asked; a manifest of SCORM is told from one of Common Cartridge by its schema.
FORMATS: tuple[Format, ...] = (H5PFormat(), EpubFormat(), CartridgeFormat(), ScormFormat())
_BY_SLUG = {slug: one for one in FORMATS for slug in one.slugs}


def format_of_slug(slug: str) -> Format:
    """Return the format whose readings carry a slug of ``PackageFormat``."""
    return _BY_SLUG[slug]
