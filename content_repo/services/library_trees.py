"""Keeping the trees of libraries that packages bring."""

from collections.abc import Iterable
from pathlib import Path

from django.db.models import Q

from content_repo.choices import LibraryState
from content_repo.models import Library
from content_repo.resolution import name_of
from media.keeping import keep_blob, sha256_of


class TreeGoneError(Exception):
    """A tree that the site held when the package was read has been swept meanwhile: read it again."""


class KeptTrees:
    """Archives in storage, waiting for their rows; :meth:`rows` is called inside the transaction of the package."""

    def __init__(self, known: list[int], new: list[Library]):
        self._known = known  # keys of rows that are there
        self._new = new

    def rows(self) -> list[Library]:
        """Return the rows, made where there are none yet; at most three queries, however many."""
        if not self._known and not self._new:
            return []
        ordered = sorted(self._new, key=_identity)  # the same order in all processes: no deadlock
        Library.objects.bulk_create(ordered, ignore_conflicts=True)
        condition = Q(pk__in=self._known)
        for library in ordered:
            condition |= Q(
                machine_name=library.machine_name,
                major_version=library.major_version,
                minor_version=library.minor_version,
                patch_version=library.patch_version,
                tree_sha256=library.tree_sha256,
            )
        found = list(Library.objects.select_for_update().filter(condition).order_by("pk").defer("members"))
        if len(found) < len(self._known) + len({_identity(library) for library in ordered}):
            raise TreeGoneError
        return found


def keep_libraries(*, libraries: Iterable[dict], folder: Path) -> KeptTrees:
    """Put the archives of new trees into storage; one object each, none for trees that are there."""
    rows = [(library_row(entry), entry) for entry in libraries]
    wanted = {row.tree_sha256 for row, _entry in rows}
    there = list(Library.objects.filter(tree_sha256__in=wanted).defer("members", "description"))
    keys = {_identity(row): row.pk for row in there}
    held = {row.tree_sha256: row for row in there}
    known, new = [], []
    for row, entry in rows:
        if _identity(row) in keys:
            known.append(keys[_identity(row)])
            continue
        like = held.get(row.tree_sha256)
        if like is None:
            like = held[row.tree_sha256] = _stored(entry, folder)
        row.archive_id, row.members = like.archive_id, like.members
        new.append(row)
    return KeptTrees(sorted(set(known)), new)


def library_row(entry: dict) -> Library:
    """Return an unsaved row for a library as the reader tells of it."""
    return Library(
        machine_name=entry["machine_name"],
        major_version=entry["major"],
        minor_version=entry["minor"],
        patch_version=entry["patch"],
        tree_sha256=entry["tree_sha256"],
        title=entry["title"][:255],
        is_runnable=entry["runnable"],
        description=entry["description"],
        state=LibraryState.WAITING,
    )


def _stored(entry: dict, folder: Path) -> Library:
    """Return a row that only tells where a tree lies and what is in it."""
    if "archive" not in entry:
        raise TreeGoneError(entry["tree_sha256"])
    path = folder / entry["archive"]
    archive = keep_blob(path=path, sha256=sha256_of(path), media_type="application/zip", kind="archive", facts={})
    return Library(archive=archive, members=entry["members"])


def _identity(library: Library) -> tuple:
    return (*name_of(library), library.patch_version, library.tree_sha256)
