"""From a stored file to its package row: read in the child, refused with all problems, or kept."""

import json
from pathlib import Path

from content_repo.choices import PackageFormat
from content_repo.models import Library, Package
from content_repo.packages import format_of_slug
from content_repo.packages.base import Problem
from content_repo.packages.h5p.libraries import LibraryName
from content_repo.services.library_trees import TreeGoneError
from content_repo.services.packages import keep_package, missing_libraries
from media import sandbox
from media.inspection import extension_of
from media.models import Blob
from media.problems import Refusal

READER = "content_repo.packages.reading:read_in_sandbox"
KINDS_READ = {"package", "archive"}  # of media.kinds: what may be an archive with a manifest
PLAIN_EXTENSION = "zip"


def read_blob(blob: Blob, path: Path, name: str) -> Package | None:
    """Keep the package in a file, if it is one; ``Refusal("package_invalid")`` with a report if it is a bad one.

    Costs nothing for files that can't be packages, and one query for bytes that were read before.
    """
    if blob.kind not in KINDS_READ:
        return None
    if known := Package.objects.filter(blob=blob).defer("content", "members", "text").first():
        _check_name(known, name)
        return known
    for _attempt in range(3):
        try:
            return _read(blob, path, name)
        except TreeGoneError:  # swept between reading and keeping; now it is not held, so it is read again
            continue
    raise TreeGoneError


def _read(blob: Blob, path: Path, name: str) -> Package | None:
    with sandbox.scratch_folder() as folder:
        held = sorted(Library.objects.values_list("tree_sha256", flat=True).distinct())
        (folder / "known_trees.json").write_text(json.dumps(held), encoding="utf-8")
        reading = sandbox.call(READER, path, name, folder)
        if reading is None:
            return None
        _refuse_bad(reading)
        return keep_package(blob=blob, reading=reading, folder=folder)


def _refuse_bad(reading: dict) -> None:
    """Refuse a package with all that is wrong with it; warnings of a good one are kept with it."""
    is_good = all(problem["is_warning"] for problem in reading["problems"])
    if is_good and reading["format"] == PackageFormat.H5P and reading["manifest"]["missing"]:
        reading["problems"] += [problem._asdict() for problem in _missing(reading)]
    worst = [problem for problem in reading["problems"] if not problem["is_warning"]]
    if worst:
        detail = " ".join(str(worst[0][name]) for name in ("rule", "path", "detail") if worst[0][name])
        raise Refusal("package_invalid", detail, report=reading["problems"])


def _missing(reading: dict) -> list[Problem]:
    """Return a problem for each library that is needed, was not brought and that nobody has brought before."""
    found = missing_libraries(reading=reading)
    rows = {LibraryName(row["machine_name"], row["major"], row["minor"]): row for row in reading["manifest"]["missing"]}
    problems = []
    for name in found:
        row = rows.get(name, {})
        problems.append(Problem("h5p_library_missing", str(row.get("needs", "h5p.json")), str(name)))
    return problems


def _check_name(package: Package, name: str) -> None:
    """The same bytes under another name must not be called what they are not."""
    extension = extension_of(name)
    if extension not in (PLAIN_EXTENSION, *format_of_slug(package.format).extensions):
        raise Refusal("type_mismatch", extension)
