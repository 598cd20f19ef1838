"""Clearing away what was left behind: dead uploads, parts without one, bytes and blobs that nothing uses."""

import datetime as dt
from collections import Counter
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from media.choices import UploadState
from media.models import Blob, Upload
from media.queries import attached_blobs, unused_blobs
from media.services import cancel_upload, complete_upload, release_upload
from media.signals import sweeping
from media.stores import object_store
from media.tasks import make_renditions

UNFINISHED_FOR = dt.timedelta(days=7)
UNUSED_FOR = dt.timedelta(days=1)
CHECK_LOST_AFTER = dt.timedelta(minutes=10)
BATCH = 500


def sweep(*, is_dry_run: bool) -> Counter:
    """Do every step and return how many rows or objects each one took (or would take)."""
    counts: Counter = Counter()
    for step in (
        _cancel_unfinished,
        _restart_lost_work,
        _release_unattached,
        _tell_apps_above,
        _delete_unused_blobs,
        _delete_orphan_parts,
        _delete_orphan_bytes,
    ):
        step(counts, is_dry_run)
    return +counts  # without those that came to nothing


def _cancel_unfinished(counts: Counter, is_dry_run: bool) -> None:
    before = timezone.now() - UNFINISHED_FOR
    unfinished = [UploadState.RECEIVING, UploadState.CHECKING]
    for upload in Upload.objects.filter(state__in=unfinished, updated_at__lt=before):
        counts["uploads cancelled"] += 1
        if not is_dry_run:
            cancel_upload(upload=upload)


def _restart_lost_work(counts: Counter, is_dry_run: bool) -> None:
    """Workers die over checks and previews; both can be done again."""
    before = timezone.now() - CHECK_LOST_AFTER
    for upload in Upload.objects.filter(state=UploadState.CHECKING, updated_at__lt=before):
        counts["checks started again"] += 1
        if not is_dry_run:
            complete_upload(upload=upload, sha256=upload.sha256)
    waiting = Blob.objects.filter(is_processed=False, created_at__lt=before, uploads__isnull=False).distinct()
    for blob_id in waiting.values_list("pk", flat=True):
        counts["previews started again"] += 1
        if not is_dry_run:
            make_renditions.enqueue(blob_id)


def _release_unattached(counts: Counter, is_dry_run: bool) -> None:
    """Give the quota back for files that were sent but never put to use, or whose use has ended."""
    before = timezone.now() - UNFINISHED_FOR
    stored = Upload.objects.filter(state=UploadState.STORED, updated_at__lt=before)
    for upload in stored.exclude(blob__in=attached_blobs()):
        counts["uploads released"] += 1
        if not is_dry_run:
            release_upload(upload=upload)


def _tell_apps_above(counts: Counter, is_dry_run: bool) -> None:
    sweeping.send(Blob, counts=counts, is_dry_run=is_dry_run)


def _delete_unused_blobs(counts: Counter, is_dry_run: bool) -> None:
    before = timezone.now() - UNUSED_FOR
    for blob in unused_blobs().filter(created_at__lt=before):
        if is_dry_run or _delete_blob(blob.pk):
            counts["blobs deleted"] += 1


def _delete_blob(pk: int) -> bool:
    """Delete row and bytes in one transaction, so that a check of the same bytes waits for the end of it."""
    try:
        with transaction.atomic():
            blob = Blob.objects.select_for_update().get(pk=pk)
            blob.renditions.all().delete()
            blob.delete()
            object_store().delete(blob.key)
    except (ProtectedError, Blob.DoesNotExist):  # put to use, or swept by another process, meanwhile
        return False
    return True


def _delete_orphan_parts(counts: Counter, is_dry_run: bool) -> None:
    before = timezone.now() - UNUSED_FOR
    prefixes = {item.key.rpartition("/")[0] for item in object_store().list("incoming/") if item.modified_at < before}
    for prefix in sorted(prefixes):
        if not _is_unfinished(prefix.removeprefix("incoming/")):
            counts["folders of parts deleted"] += 1
            if not is_dry_run:
                object_store().delete_prefix(f"{prefix}/")


def _is_unfinished(name: str) -> bool:
    try:
        uuid = UUID(name)
    except ValueError:
        return False
    return Upload.objects.filter(uuid=uuid, state__in=[UploadState.RECEIVING, UploadState.CHECKING]).exists()


def _delete_orphan_bytes(counts: Counter, is_dry_run: bool) -> None:
    """Objects whose row was never written: the process died in between."""
    before = timezone.now() - UNUSED_FOR
    batch: list[str] = []
    for item in object_store().list("blobs/"):
        if item.modified_at < before:
            batch.append(item.key)
        if len(batch) == BATCH:
            _delete_without_row(batch, counts, is_dry_run)
            batch = []
    _delete_without_row(batch, counts, is_dry_run)


def _delete_without_row(keys: list[str], counts: Counter, is_dry_run: bool) -> None:
    hashes = [key.rpartition("/")[2] for key in keys]
    known = set(Blob.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    for key, sha256 in zip(keys, hashes, strict=True):
        if sha256 not in known:
            counts["objects without a row deleted"] += 1
            if not is_dry_run:
                object_store().delete(key)
