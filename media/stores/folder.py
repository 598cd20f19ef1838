"""Objects as files below a folder: the embedded default."""

import datetime as dt
import errno
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from media.problems import ObjectMissing, Refusal, StoreDown, StoreFull
from media.stores.base import CHUNK_BYTES, StoredObject

_TEMPORARY = ".part-"


@contextmanager
def _as_store_trouble():
    """Tell a full disk from other failures of the file system."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull(str(error)) from error
        raise StoreDown(str(error)) from error


class FolderStore:
    """Keys are paths below the folder; a file appears under its key only when all of it is on the disk."""

    is_direct = False

    def __init__(self, folder: Path):
        self._folder = Path(folder)

    def put(self, key: str, file: BinaryIO, size_bytes: int) -> None:
        """Write under a temporary name in the same directory, sync, rename, sync the directory."""
        path = self._path(key)
        temporary = path.with_name(f"{_TEMPORARY}{uuid.uuid4().hex}")
        with _as_store_trouble():
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._write(temporary, file, size_bytes)
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)
            _sync_directory(path.parent)

    @staticmethod
    def _write(path: Path, file: BinaryIO, size_bytes: int) -> None:
        left = size_bytes
        with path.open("xb") as target:
            while left:
                chunk = file.read(min(left, CHUNK_BYTES))
                if not chunk:
                    raise Refusal("wrong_part_size", f"{left} bytes missing")
                target.write(chunk)
                left -= len(chunk)
            target.flush()
            os.fsync(target.fileno())

    @contextmanager
    def open(self, key: str, offset: int = 0, length: int | None = None) -> Iterator[Iterator[bytes]]:
        """Give chunks of the file; see :class:`~media.stores.base.ObjectStore`."""
        try:
            file = self._path(key).open("rb")
        except FileNotFoundError as error:
            raise ObjectMissing(key) from error
        with file:
            file.seek(offset)
            yield _chunks(file, length)

    def stat(self, key: str) -> int | None:
        """Return the size of the file, or None."""
        try:
            return self._path(key).stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return None

    def list(self, prefix: str) -> Iterator[StoredObject]:
        """Walk the folder of the prefix."""
        root = self._path(prefix)
        for directory, _folders, names in os.walk(root):
            for name in sorted(names):
                path = Path(directory) / name
                try:
                    status = path.stat()
                except FileNotFoundError:  # renamed or deleted meanwhile
                    continue
                modified_at = dt.datetime.fromtimestamp(status.st_mtime, dt.UTC)
                yield StoredObject(path.relative_to(self._folder).as_posix(), status.st_size, modified_at)

    def delete(self, key: str) -> None:
        """Delete the file."""
        with _as_store_trouble():
            self._path(key).unlink(missing_ok=True)

    def delete_prefix(self, prefix: str) -> None:
        """Delete the files below the prefix and the folders left empty."""
        root = self._path(prefix)
        with _as_store_trouble():
            for directory, _folders, names in os.walk(root, topdown=False):
                for name in names:
                    (Path(directory) / name).unlink(missing_ok=True)
                try:
                    Path(directory).rmdir()
                except OSError:  # a part has just arrived; the next sweep takes it
                    continue

    def presigned_put(self, key: str, seconds: int) -> None:
        """Return None: this site takes the parts itself."""

    def presigned_get(self, key: str, seconds: int, media_type: str, disposition: str) -> None:
        """Return None: this site serves the objects itself."""

    def _path(self, key: str) -> Path:
        path = self._folder.joinpath(*key.split("/"))
        if ".." in path.parts[len(self._folder.parts) :]:
            raise ValueError(key)
        return path


def _chunks(file: BinaryIO, length: int | None) -> Iterator[bytes]:
    left = length
    while left is None or left > 0:
        chunk = file.read(CHUNK_BYTES if left is None else min(left, CHUNK_BYTES))
        if not chunk:
            return
        if left is not None:
            left -= len(chunk)
        yield chunk


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
