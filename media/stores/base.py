"""The interface of object storage: few calls, which a folder and any S3 service can both do."""

import datetime as dt
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import BinaryIO, NamedTuple, Protocol

CHUNK_BYTES = 256 * 1024


class StoredObject(NamedTuple):
    """One object in a listing."""

    key: str
    size_bytes: int
    modified_at: dt.datetime


class ObjectStore(Protocol):
    """Bytes by key. Every call may raise :class:`~media.problems.StoreTrouble`."""

    is_direct: bool  # browsers talk to the store themselves, by presigned addresses

    def put(self, key: str, file: BinaryIO, size_bytes: int) -> None:
        """Store exactly ``size_bytes`` read from ``file``, all or nothing; a key that exists is replaced.

        Raises ``Refusal("wrong_part_size")`` when the file holds fewer bytes.
        """

    def open(self, key: str, offset: int = 0, length: int | None = None) -> AbstractContextManager[Iterator[bytes]]:
        """Give the bytes in chunks of at most ``CHUNK_BYTES``; raises :class:`~media.problems.ObjectMissing`."""

    def stat(self, key: str) -> int | None:
        """Return the size in bytes, or None when there is no such object."""

    def list(self, prefix: str) -> Iterator[StoredObject]:
        """Give the objects whose keys start with ``prefix``; end it with a slash."""

    def delete(self, key: str) -> None:
        """Delete an object; one that is not there is fine."""

    def delete_prefix(self, prefix: str) -> None:
        """Delete all objects below a prefix that ends with a slash."""

    def presigned_put(self, key: str, seconds: int) -> str | None:
        """Return an address to PUT the object at, or None where the store is not direct."""

    def presigned_get(self, key: str, seconds: int, media_type: str, disposition: str) -> str | None:
        """Return an address to GET the object from, or None where the store is not direct."""
