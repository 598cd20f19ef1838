"""EPUB 3 and 2 (EPUB 3.3, OPF 2.0.1); rules are those of epubcheck, whose keys stand beside them."""

from content_repo.packages.epub.format import EpubFormat

__all__ = ["EpubFormat"]
