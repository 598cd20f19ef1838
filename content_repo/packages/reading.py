"""From a file to what its package says; the entry that media's sandboxed child calls."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from content_repo.packages import FORMATS
from content_repo.packages.base import MAX_TEXT_CHARS, Format, Problem, Reading
from media.archives import PACKAGE, Archive

# Until the format is known: as much as any of them takes.
_ANY = replace(PACKAGE, takes_legacy_names=True)
_PLAIN_EXTENSION = "zip"
_SUSPECT = re.compile(r"\\u(?:0000|d[89a-f])")  # NUL and surrogates; pairs of them are searched in vain, seldom
MAX_DETAIL_CHARS = 200
MAX_PROBLEMS = 500


def read_in_sandbox(path: Path, name: str, folder: Path) -> dict | None:
    """Return :meth:`Reading.as_json`, or None for an archive that is no package (:func:`media.sandbox.call`)."""
    reading = read_package(path, name, folder)
    if reading is None:
        return None
    found = reading.as_json()
    return _cleaned(found) if _SUSPECT.search(json.dumps(found)) else found


def read_package(path: Path, name: str, folder: Path) -> Reading | None:
    """Read the package at ``path``; None for a plain archive.

    A file whose name promises a format (``.h5p``, ``.epub``, ``.imscc``) and that is not of it gets a reading with
    just this problem.
    """
    extension = name.rpartition(".")[2].lower()
    with Archive(path, limits=_ANY) as archive:
        archive.strip_folder(manifest for one in FORMATS for manifest in one.manifests)
        found = next((one for one in FORMATS if one.recognises(archive)), None)
        if found is None or extension not in (_PLAIN_EXTENSION, *found.extensions):
            return _not_what_it_says(extension)
        archive.hold_to(found.limits)
        archive.strip_folder(found.manifests)
        reading = found.read(archive, folder)
        if reading.is_taken:
            archive.verify()  # what the format had no need to read
        return _completed(reading, archive)


def _not_what_it_says(extension: str) -> Reading | None:
    promised = _format_promised(extension)
    if promised is None:
        return None
    problem = Problem("not_this_format", promised.manifests[0], extension)
    return Reading(promised.slugs[0], problems=[problem])


def _format_promised(extension: str) -> Format | None:
    if extension == _PLAIN_EXTENSION:
        return None
    return next((one for one in FORMATS if extension in one.extensions), None)


def _completed(reading: Reading, archive: Archive) -> Reading:
    """Add what every format needs: the members, the notices of the archive; cut what may grow without end."""
    notices = [Problem(notice.rule, notice.name, is_warning=True) for notice in archive.warnings]
    ordered = sorted([*reading.problems, *notices], key=lambda problem: problem.is_warning)
    reading.problems = [
        problem._replace(detail=problem.detail[:MAX_DETAIL_CHARS]) for problem in ordered[:MAX_PROBLEMS]
    ]
    reading.members = reading.members or archive.index()
    reading.text = reading.text[:MAX_TEXT_CHARS]
    return reading


def _cleaned(value: Any) -> Any:
    """Return JSON that any database keeps: no NUL, no half of a surrogate pair."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
    if isinstance(value, list | tuple):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(item) for key, item in value.items()}
    return value
