"""The one writer: follows the change log and brings the index in line with the database."""

import datetime as dt
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import tantivy
from django.db import DatabaseError, close_old_connections
from django.db.models import Max, Min
from django.utils import timezone

from content_repo.models import SearchChange
from content_repo.search.documents import documents_for
from content_repo.search.generations import (
    BATCH,
    Generation,
    current_generation,
    rebuild,
    remove_old_generations,
)

logger = logging.getLogger(__name__)

HEAP_BYTES = 30_000_000
POLL_SECONDS = 0.5
RETRY_SECONDS = 5
PRUNE_SECONDS = 3600
KEEP_CHANGES = dt.timedelta(days=1)  # a follower that slept longer rebuilds its index


class Indexer:
    """Writes to one generation; made by :func:`indexing`, which holds its lock."""

    def __init__(self, generation: Generation):
        self.generation = generation
        self.position = generation.position
        self._writer = tantivy.Index.open(str(generation.index_dir)).writer(heap_size=HEAP_BYTES, num_threads=1)

    def apply_batch(self) -> int:
        """Apply the next changes of the log and return their number.

        Every resource named is deleted by its UUID and added again as it is now, so applying twice is harmless.
        """
        changes = list(
            SearchChange.objects.filter(id__gt=self.position).order_by("id").values_list("id", "resource_uuid")[:BATCH]
        )
        if not changes:
            return 0
        uuids = {uuid for _, uuid in changes}
        for uuid in uuids:
            self._writer.delete_documents_by_term("uuid", str(uuid))
        for document in documents_for(uuids):
            self._writer.add_document(document)
        self._writer.commit()
        self.position = changes[-1][0]
        self.generation.save_position(self.position)
        return len(changes)

    def close(self) -> None:
        """Let the writer finish its merges."""
        self._writer.wait_merging_threads()


@contextmanager
def indexing(generation: Generation) -> Iterator[Indexer]:
    """Write to a generation, alone."""
    with generation.locked():
        indexer = Indexer(generation)
        try:
            yield indexer
        finally:
            indexer.close()


def apply_changes() -> int:
    """Apply all that the log holds now and return the number of changes; for commands and tests.

    Raises :class:`IndexBusyError` while a follower runs, which then does the same.
    """
    with indexing(ready_generation()) as indexer:
        applied = 0
        while batch := indexer.apply_batch():
            applied += batch
        return applied


def ready_generation() -> Generation:
    """Return an index that can follow the log from where it stands; build one where there is none."""
    generation = current_generation()
    if generation and not is_cut_off(generation.position) and _can_be_opened(generation):
        return generation
    return rebuild()


def _can_be_opened(generation: Generation) -> bool:
    try:
        tantivy.Index.open(str(generation.index_dir))
    except ValueError:
        logger.exception("The search index is damaged; building it anew.")
        return False
    return True


def is_cut_off(position: int) -> bool:
    """Whether changes after this position were pruned already, or the log is that of another database."""
    log = SearchChange.objects.aggregate(first=Min("id"), last=Max("id"))
    return (log["first"] or 0) > position + 1 or position > (log["last"] or 0)


def follow(stop: threading.Event) -> None:
    """Follow the log until told to stop; outlives trouble with the database and changes of generation."""
    while not stop.is_set():
        try:
            _follow_generation(ready_generation(), stop)
        except DatabaseError:
            logger.exception("The change log can't be read; trying again in %s seconds.", RETRY_SECONDS)
            stop.wait(RETRY_SECONDS)
        finally:
            close_old_connections()


def _follow_generation(generation: Generation, stop: threading.Event) -> None:
    with indexing(generation) as indexer:
        idle_seconds = 0.0
        while not stop.is_set() and current_generation() == generation and not is_cut_off(indexer.position):
            if indexer.apply_batch():
                continue
            if idle_seconds % PRUNE_SECONDS == 0:
                prune_changes(applied_up_to=indexer.position)
            idle_seconds += POLL_SECONDS
            stop.wait(POLL_SECONDS)
    remove_old_generations()


def prune_changes(*, applied_up_to: int) -> int:
    """Delete changes that were applied more than a day ago; the newest stays, to know the log by."""
    newest = SearchChange.objects.aggregate(last=Max("id"))["last"]
    old = SearchChange.objects.filter(id__lte=applied_up_to, created_at__lt=timezone.now() - KEEP_CHANGES)
    return old.exclude(id=newest).delete()[0]
