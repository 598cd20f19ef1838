"""From a file to what its package says; the entry that media's sandboxed child calls."""

from pathlib import Path

from content_repo.packages import FORMATS
from content_repo.packages.base import Reading
from media.archives import Archive


def read_in_sandbox(path: Path, name: str, folder: Path) -> dict | None:
    """Return :meth:`Reading.as_json`, or None for an archive that is no package (:func:`media.sandbox.call`)."""
    reading = read_package(path, folder)
    return reading.as_json() if reading else None


def read_package(path: Path, folder: Path) -> Reading | None:
    """Read the package at ``path``; None when no format recognises it."""
    with Archive(path) as archive:
        for one in FORMATS:
            if one.recognises(archive):
                return one.read(archive, folder)
    return None
