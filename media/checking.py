"""The check of an upload: parts to one file, compared with what was promised, inspected, kept."""

import hashlib
import time
from pathlib import Path

from django.utils import timezone

from media.choices import UploadState
from media.keeping import keep_blob
from media.kinds import KINDS
from media.models import Blob, Upload
from media.problems import ObjectMissing, Refusal, StoreTrouble
from media.processing import process_blob
from media.queries import part_key, part_length
from media.sandbox import inspect, scratch_folder
from media.signals import file_examined
from media.stores import object_store

REPORT_SECONDS = 1.0


def check_upload(upload: Upload) -> Blob | None:
    """Bring an upload from CHECKING to STORED or REFUSED; return the blob it got.

    Restartable at any point: the parts stay until the end is written, and every step before can be done twice.
    :class:`~media.problems.StoreTrouble` leaves it CHECKING, for another try.
    """
    if upload.state != UploadState.CHECKING:
        return None
    blob = None
    try:
        with scratch_folder() as folder:
            path = folder / "incoming"
            sha256 = _assemble(upload, path)
            if sha256 != upload.sha256:
                raise Refusal("checksum_mismatch", sha256)
            blob = examine(path, name=upload.name, sha256=sha256)
        _settle(upload, state=UploadState.STORED, blob=blob)
    except StoreTrouble:
        raise
    except Refusal as refusal:
        found = {"refusal": refusal.code, "refusal_detail": refusal.detail, "report": refusal.report}
        _settle(upload, state=UploadState.REFUSED, **found)
    object_store().delete_prefix(upload.incoming_prefix)
    return blob


def examine(path: Path, *, name: str, sha256: str) -> Blob:
    """Inspect a whole file and keep it; pictures get their clean rendition before anyone can ask for them."""
    finding = inspect(path, name)
    blob = keep_blob(path=path, sha256=sha256, **finding._asdict())
    if KINDS[blob.kind].is_cleaned:
        process_blob(blob)
        if not blob.renditions.filter(name="clean").exists():
            raise Refusal("bad_image", "no clean copy")
    file_examined.send(Blob, blob=blob, path=path, name=name)
    return blob


def _assemble(upload: Upload, path: Path) -> str:
    """Write the parts one after another into ``path`` and return the SHA-256 of the whole."""
    digest, reported_at = hashlib.sha256(), time.monotonic()
    with path.open("wb") as target:
        for number in range(1, upload.parts_count + 1):
            length = 0
            try:
                with object_store().open(part_key(upload, number)) as chunks:
                    for chunk in chunks:
                        digest.update(chunk)
                        target.write(chunk)
                        length += len(chunk)
            except ObjectMissing as error:
                raise Refusal("missing_parts", str(number)) from error
            if length != part_length(upload, number):
                raise Refusal("missing_parts", str(number))
            if time.monotonic() - reported_at > REPORT_SECONDS:
                reported_at = time.monotonic()
                Upload.objects.filter(pk=upload.pk).update(checked_bytes=target.tell(), updated_at=timezone.now())
    return digest.hexdigest()


def _settle(upload: Upload, **values) -> None:
    """Write the outcome unless the upload was cancelled meanwhile."""
    values["updated_at"] = timezone.now()
    if values["state"] == UploadState.STORED:
        values["checked_bytes"] = upload.size_bytes
    Upload.objects.filter(pk=upload.pk, state=UploadState.CHECKING).update(**values)
