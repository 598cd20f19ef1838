"""Indexes on disk: each lives in a folder of its own, a pointer file names the one that serves.

::

    search/current                       name of the generation that serves
    search/v1-20261123T083000-3f9a/      tantivy's files in ``index/``, and ``position`` in the change log
    search/v1-20261123T083000-3f9a.lock  held by the one who writes to it
"""

import datetime as dt
import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy
from django.conf import settings
from django.db.models import Max

from content_repo.models import LearningResource, SearchChange
from content_repo.search.documents import documents_for
from content_repo.search.schema import SCHEMA_VERSION, build_schema

BATCH = 100
HEAP_BYTES = 64_000_000  # of the writer while it rebuilds


class IndexBusyError(Exception):
    """Another process writes to the index."""


@dataclass(frozen=True)
class Generation:
    """One index: its files and how far in the change log it has come."""

    folder: Path

    @property
    def index_dir(self) -> Path:
        """Folder of tantivy's files."""
        return self.folder / "index"

    @property
    def position(self) -> int:
        """``id`` of the last change this index holds."""
        return int((self.folder / "position").read_text())

    def save_position(self, position: int) -> None:
        """Record how far this index has come; called after the commit, so a crash between repeats and loses nothing."""
        write_atomically(self.folder / "position", str(position))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the one who writes to this index, or raise :class:`IndexBusyError` at once."""
        with file_lock(self.folder.with_name(f"{self.folder.name}.lock")):
            yield


def root() -> Path:
    """Folder of all generations; made where it is missing."""
    folder = Path(settings.SEARCH_INDEX_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def current_generation() -> Generation | None:
    """Return the index that serves; ``None`` while there is none of this version of the schema."""
    folder = Path(settings.SEARCH_INDEX_DIR)
    try:
        name = (folder / "current").read_text().strip()
    except FileNotFoundError:
        return None
    generation = Generation(folder / name)
    is_usable = name.startswith(f"v{SCHEMA_VERSION}-") and (generation.folder / "position").exists()
    return generation if is_usable else None


def rebuild(*, report: Callable[[int, int], None] | None = None) -> Generation:
    """Index all published resources into a new generation and let it serve; the old one serves until then.

    ``report(done, total)`` is told how far it is.
    """
    with file_lock(root() / "rebuild.lock"):
        generation = _new_generation()
        with generation.locked():
            # Read first: what changes while we read is in the log after this position and is followed later.
            position = SearchChange.objects.aggregate(last=Max("id"))["last"] or 0
            _fill(generation, report or (lambda done, total: None))
            generation.save_position(position)
        write_atomically(root() / "current", generation.folder.name)
        remove_old_generations()
        return generation


def remove_old_generations() -> None:
    """Delete the generations that neither serve nor are written to."""
    current = current_generation()
    for folder in root().iterdir():
        if not folder.is_dir() or (current and folder == current.folder):
            continue
        try:
            with Generation(folder).locked():
                shutil.rmtree(folder)
        except IndexBusyError:
            continue  # whoever writes to it removes it when done
        folder.with_name(f"{folder.name}.lock").unlink(missing_ok=True)


def create_index(generation: Generation) -> tantivy.Index:
    """Make the empty index of a generation."""
    generation.index_dir.mkdir(parents=True)
    return tantivy.Index(build_schema(), path=str(generation.index_dir))


def _new_generation() -> Generation:
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S")
    return Generation(root() / f"v{SCHEMA_VERSION}-{stamp}-{secrets.token_hex(2)}")


def _fill(generation: Generation, report: Callable[[int, int], None]) -> None:
    writer = create_index(generation).writer(heap_size=HEAP_BYTES, num_threads=1)
    uuids = list(LearningResource.objects.filter(live=True).order_by("pk").values_list("uuid", flat=True))
    report(0, len(uuids))
    for start in range(0, len(uuids), BATCH):
        for document in documents_for(uuids[start : start + BATCH]):
            writer.add_document(document)
        report(min(start + BATCH, len(uuids)), len(uuids))
    writer.commit()
    writer.wait_merging_threads()


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold the lock of a file; the system frees it when the process ends, however it ends."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IndexBusyError(path.name) from None
        yield


def write_atomically(path: Path, text: str) -> None:
    """Replace a small file so that a reader sees the old text or the new, also after a power cut."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    with draft.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
