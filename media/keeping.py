"""How bytes become a blob: into storage first, then one row that exactly one of several writers makes."""

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from media.models import Blob, Rendition
from media.stores import object_store

CHUNK_BYTES = 1024 * 1024


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep_blob(*, path: Path, sha256: str, media_type: str, kind: str, facts: dict) -> Blob:
    """Store a checked file and return its blob; the same bytes again give the blob that is there."""
    values = {"size_bytes": path.stat().st_size, "media_type": media_type, "kind": kind, "facts": facts}
    return _keep(lambda: path.open("rb"), sha256, values)


def keep_bytes(*, data: bytes, media_type: str, kind: str) -> Blob:
    """Store bytes that the site made itself (no upload, no quota) and return their blob; nothing more is made of it."""
    values = {"size_bytes": len(data), "media_type": media_type, "kind": kind, "is_processed": True}
    return _keep(lambda: BytesIO(data), hashlib.sha256(data).hexdigest(), values)


def _keep(opened: Callable[[], BinaryIO], sha256: str, values: dict) -> Blob:
    """Put the bytes, then make the row: a row without bytes can't be, and bytes without a row are swept."""
    _put(Blob(sha256=sha256, **values), opened)
    with transaction.atomic():
        kept, _is_new = Blob.objects.get_or_create(sha256=sha256, defaults=values)
        # A sweep may have deleted an unused blob of the same bytes between the two steps.
        if object_store().stat(kept.key) != kept.size_bytes:
            _put(kept, opened)
    return kept


def _put(blob: Blob, opened: Callable[[], BinaryIO]) -> None:
    with opened() as file:
        object_store().put(blob.key, file, blob.size_bytes)


def keep_rendition(
    *, source: Blob, name: str, path: Path, media_type: str, width: int, height: int, text: str = ""
) -> Rendition:
    """Store a rendition of a blob under its name; a repeat replaces it."""
    kind = "picture"
    blob = keep_blob(path=path, sha256=sha256_of(path), media_type=media_type, kind=kind, facts={})
    values = {"blob": blob, "width": width, "height": height, "text": text}
    return Rendition.objects.update_or_create(source=source, name=name, defaults=values)[0]
