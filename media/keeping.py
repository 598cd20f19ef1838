"""How bytes become a blob: into storage first, then one row that exactly one of several writers makes."""

import hashlib
from pathlib import Path

from django.db import transaction

from media.models import Blob, Rendition
from media.stores import object_store

CHUNK_BYTES = 1024 * 1024


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep_blob(*, path: Path, sha256: str, media_type: str, kind: str, facts: dict) -> Blob:
    """Store a checked file and return its blob; the same bytes again give the blob that is there.

    The row is made last, so a row without bytes can't be; bytes without a row are swept.
    """
    size_bytes = path.stat().st_size
    blob = Blob(sha256=sha256, size_bytes=size_bytes, media_type=media_type, kind=kind, facts=facts)
    _put(blob, path)
    with transaction.atomic():
        kept, _is_new = Blob.objects.get_or_create(
            sha256=sha256,
            defaults={"size_bytes": size_bytes, "media_type": media_type, "kind": kind, "facts": facts},
        )
        # A sweep may have deleted an unused blob of the same bytes between the two steps.
        if object_store().stat(kept.key) != size_bytes:
            _put(kept, path)
    return kept


def _put(blob: Blob, path: Path) -> None:
    with path.open("rb") as file:
        object_store().put(blob.key, file, blob.size_bytes)


def keep_rendition(*, source: Blob, name: str, path: Path, media_type: str, width: int, height: int) -> Rendition:
    """Store a rendition of a blob under its name; a repeat replaces it."""
    kind = "picture"
    blob = keep_blob(path=path, sha256=sha256_of(path), media_type=media_type, kind=kind, facts={})
    values = {"blob": blob, "width": width, "height": height}
    return Rendition.objects.update_or_create(source=source, name=name, defaults=values)[0]
