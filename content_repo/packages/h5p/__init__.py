"""H5P packages."""

from content_repo.packages.h5p.format import H5PFormat

__all__ = ["H5PFormat"]
