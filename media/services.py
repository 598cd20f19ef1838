"""Writes of files: uploads part by part or whole, giving them back, and sweeping what was left behind."""

import datetime as dt
import errno
import hashlib
import uuid as uuids
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from media.checking import examine
from media.choices import UploadState
from media.models import Blob, Upload
from media.names import clean_name
from media.problems import Refusal, StoreFull
from media.queries import page_count, pages_wanted, part_key, part_length, quota_bytes, received_parts, used_bytes
from media.sandbox import scratch_folder
from media.stores import object_store
from media.tasks import check, make_pages, make_renditions
from schools.models import School

MIN_PART_BYTES, MAX_PART_BYTES = 256 * 1024, 8 * 1024**2
DEFAULT_PART_BYTES = 512 * 1024
PART_STEP_BYTES = 64 * 1024
PART_SECONDS = 20
MIN_PARTS, MAX_PARTS = 16, 5000
STALE_CHECK_SECONDS = 300
CHUNK_BYTES = 1024 * 1024


def create_upload(
    *,
    uuid: uuids.UUID,
    owner,
    school: School | None,
    name: str,
    size_bytes: int,
    fingerprint: str = "",
    link_kbps: int | None = None,
) -> Upload:
    """Begin an upload and reserve its size in the quota of the school.

    The same UUID again gives the upload that is there. Refusals: ``empty_file``, ``too_large``, ``quota_exceeded``,
    ``upload_conflict`` (the UUID stands for another file); another owner's UUID raises ``Upload.DoesNotExist``.
    """
    part_size_bytes = choose_part_size(size_bytes, link_kbps)
    return _reserve(
        uuid=uuid,
        owner=owner,
        school=school,
        name=clean_name(name),
        size_bytes=size_bytes,
        part_size_bytes=part_size_bytes,
        fingerprint=fingerprint,
    )


def choose_part_size(size_bytes: int, link_kbps: int | None) -> int:
    """Return bytes a part: about 20 seconds on the link, 256 KiB to 8 MiB, and 16 to 5,000 parts a large file.

    The speed is what the device last measured; where it was too hopeful, a drop still costs a 16th of the file at most.
    """
    wanted = link_kbps * 1000 // 8 * PART_SECONDS if link_kbps else DEFAULT_PART_BYTES
    wanted = min(wanted, MAX_PART_BYTES, size_bytes // MIN_PARTS)
    wanted = max(wanted, MIN_PART_BYTES)
    wanted = max(wanted, -(-size_bytes // MAX_PARTS))
    return -(-wanted // PART_STEP_BYTES) * PART_STEP_BYTES


@transaction.atomic
def _reserve(*, uuid, owner, school, size_bytes: int, **values) -> Upload:
    if school is not None:
        # Two uploads at once must not both fit into the last free bytes.
        school = School.objects.select_for_update().get(pk=school.pk)
    if known := Upload.objects.filter(uuid=uuid).first():
        return _same_upload(known, owner=owner, size_bytes=size_bytes, **values)
    _check_size(size_bytes, school)
    return Upload.objects.create(uuid=uuid, owner=owner, school=school, size_bytes=size_bytes, **values)


def _same_upload(known: Upload, *, owner, name: str, size_bytes: int, fingerprint: str, **_rest) -> Upload:
    if known.owner_id != owner.pk:
        raise Upload.DoesNotExist
    if (known.name, known.size_bytes, known.fingerprint) != (name, size_bytes, fingerprint):
        raise Refusal("upload_conflict")
    return known


def _check_size(size_bytes: int, school: School | None) -> None:
    if size_bytes <= 0:
        raise Refusal("empty_file")
    if size_bytes > settings.UPLOAD_MAX_BYTES:
        raise Refusal("too_large", limit_bytes=settings.UPLOAD_MAX_BYTES)
    if school is None:
        return
    used, limit = used_bytes(school), quota_bytes(school)
    if used + size_bytes > limit:
        raise Refusal("quota_exceeded", used_bytes=used, limit_bytes=limit, size_bytes=size_bytes)


def receive_part(*, upload: Upload, number: int, file: BinaryIO, length: int | None) -> None:
    """Store one part, numbered from 1; sending it again replaces it.

    Nothing is kept of a part whose length is not exactly the expected one (``wrong_part_size``).
    """
    _check_receiving(upload)
    expected = part_length(upload, number)
    if not expected:
        raise Refusal("bad_part_number")
    if length != expected:
        raise Refusal("wrong_part_size", expected_bytes=expected)
    object_store().put(part_key(upload, number), file, expected)
    # Tells the sweep that the upload lives; a cancelled one must not come to life again.
    if not Upload.objects.filter(pk=upload.pk, state=UploadState.RECEIVING).update(updated_at=timezone.now()):
        object_store().delete(part_key(upload, number))
        raise Refusal("not_receiving")


def part_addresses(*, upload: Upload, numbers: list[int], seconds: int) -> dict[int, str | None]:
    """Return where to PUT each part; None where this site takes the parts itself."""
    _check_receiving(upload)
    if not all(part_length(upload, number) for number in numbers):
        raise Refusal("bad_part_number")
    Upload.objects.filter(pk=upload.pk).update(updated_at=timezone.now())
    store = object_store()
    return {number: store.presigned_put(part_key(upload, number), seconds) for number in numbers}


def _check_receiving(upload: Upload) -> None:
    if upload.state != UploadState.RECEIVING:
        raise Refusal("not_receiving")


def complete_upload(*, upload: Upload, sha256: str) -> Upload:
    """Say that all parts were sent; the check goes on in the background. Repeating it changes nothing.

    Refusals: ``missing_parts`` with their numbers; ``not_receiving`` when it was cancelled.
    """
    if upload.state == UploadState.CANCELLED:
        raise Refusal("not_receiving")
    if upload.state == UploadState.RECEIVING:
        received = set(received_parts(upload))
        missing = [number for number in range(1, upload.parts_count + 1) if number not in received]
        if missing:
            raise Refusal("missing_parts", missing=missing)
    with transaction.atomic():
        still_receiving = Upload.objects.filter(pk=upload.pk, state=UploadState.RECEIVING)
        is_first = still_receiving.update(state=UploadState.CHECKING, sha256=sha256, updated_at=timezone.now())
        if is_first or _is_check_lost(upload):
            transaction.on_commit(lambda: check.enqueue(upload.pk))
    upload.refresh_from_db()
    return upload


def _is_check_lost(upload: Upload) -> bool:
    """Whether the worker died over the check; one caller a while may start it again."""
    before = timezone.now() - dt.timedelta(seconds=STALE_CHECK_SECONDS)
    stale = Upload.objects.filter(pk=upload.pk, state=UploadState.CHECKING, updated_at__lt=before)
    return bool(stale.update(updated_at=timezone.now()))


def cancel_upload(*, upload: Upload) -> Upload:
    """Give up an upload that is not stored yet; its parts are deleted and its quota is free again."""
    unfinished = [UploadState.RECEIVING, UploadState.CHECKING, UploadState.REFUSED]
    upload_now = Upload.objects.filter(pk=upload.pk, state__in=unfinished)
    if upload_now.update(state=UploadState.CANCELLED, updated_at=timezone.now()):
        object_store().delete_prefix(upload.incoming_prefix)
    upload.refresh_from_db()
    return upload


def release_upload(*, upload: Upload) -> Upload:
    """Give a stored upload back when its file is used no more; the sweep deletes bytes that nothing uses."""
    stored = Upload.objects.filter(pk=upload.pk, state=UploadState.STORED)
    stored.update(state=UploadState.CANCELLED, blob=None, updated_at=timezone.now())
    upload.refresh_from_db()
    return upload


def store_file(*, file: BinaryIO, name: str, owner, school: School | None) -> Upload:
    """Take a whole file at once (a form without JavaScript, seeding): same quota, same inspection.

    ``file`` is anything with ``read``. Returns a stored upload; raises Refusal, and then nothing is left behind but a
    refused upload where there is a report to be read: the figure ``upload`` is its UUID.
    """
    try:
        with scratch_folder() as folder:
            path = folder / "incoming"
            sha256 = _copy(file, path)
            return _store(path, sha256, clean_name(name), owner, school)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull(str(error)) from error
        raise


def prepare_pages(*, blob: Blob) -> None:
    """Have all pages made that a class can show, not only those of a preview; harmless to repeat."""
    if page_count(blob) < pages_wanted(blob):
        transaction.on_commit(lambda: make_pages.enqueue(blob.pk))


def _copy(file: BinaryIO, path: Path) -> str:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as target:
        while chunk := file.read(CHUNK_BYTES):
            size += len(chunk)
            if size > settings.UPLOAD_MAX_BYTES:
                raise Refusal("too_large", limit_bytes=settings.UPLOAD_MAX_BYTES)
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


def _store(path: Path, sha256: str, name: str, owner, school: School | None) -> Upload:
    size_bytes = path.stat().st_size
    upload = _reserve(
        uuid=uuids.uuid4(),
        owner=owner,
        school=school,
        name=name,
        size_bytes=size_bytes,
        part_size_bytes=choose_part_size(size_bytes, None),
        fingerprint="",
        sha256=sha256,
    )
    try:
        blob = examine(path, name=name, sha256=sha256)
    except BaseException as error:
        if isinstance(error, Refusal) and error.report:
            _keep_report(upload, error)
        else:
            upload.delete()
        raise
    upload.state, upload.blob, upload.checked_bytes = UploadState.STORED, blob, size_bytes
    upload.save()
    if not blob.is_processed:
        transaction.on_commit(lambda: make_renditions.enqueue(blob.pk))
    return upload


def _keep_report(upload: Upload, refusal: Refusal) -> None:
    upload.state, upload.refusal, upload.refusal_detail = UploadState.REFUSED, refusal.code, refusal.detail
    upload.report = refusal.report
    upload.save()
    refusal.figures["upload"] = upload.uuid
