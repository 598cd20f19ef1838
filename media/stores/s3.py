"""Objects in a bucket of MinIO or any S3 service; the only module that talks to the MinIO SDK.

Only plain calls are used: put, get with range, head, list, delete, presign.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.deleteobjects import DeleteObject
from minio.error import InvalidResponseError, MinioException, S3Error

from media.problems import ObjectMissing, Refusal, StoreDown, StoreFull
from media.stores.base import CHUNK_BYTES, StoredObject

_MISSING = {"NoSuchKey", "NoSuchObject"}
_FULL = {"XMinioStorageFull", "InsufficientStorage", "QuotaExceeded"}
_PART_BYTES = 8 * 1024 * 1024


@contextmanager
def _as_store_trouble(key: str = ""):
    try:
        yield
    except S3Error as error:
        if error.code in _MISSING:
            raise ObjectMissing(key) from error
        raise (StoreFull if error.code in _FULL else StoreDown)(error.code or "") from error
    except InvalidResponseError as error:
        # Some services label the XML of a 404 in a way that the SDK does not read.
        if key and error._code == HTTPStatus.NOT_FOUND:
            raise ObjectMissing(key) from error
        raise StoreDown(type(error).__name__) from error
    except (MinioException, urllib3.exceptions.HTTPError, ConnectionError, TimeoutError) as error:
        raise StoreDown(type(error).__name__) from error


def _client(url: str, access_key: str, secret_key: str, region: str) -> Minio:
    address = urlsplit(url)
    pool = urllib3.PoolManager(
        timeout=urllib3.Timeout(connect=3, read=20),
        retries=urllib3.Retry(total=2, backoff_factor=0.2, status_forcelist=[502, 503, 504]),
        maxsize=10,
    )
    return Minio(
        address.netloc,
        access_key=access_key,
        secret_key=secret_key,
        region=region,  # given, so that signing needs no call
        secure=address.scheme == "https",
        http_client=pool,
    )


class S3Store:
    """One bucket. Browsers reach it under the site's own origin, at ``/<bucket>/…`` of the public address."""

    is_direct = True

    def __init__(self, *, endpoint: str, public_url: str, access_key: str, secret_key: str, bucket: str, region: str):
        self._bucket = bucket
        self._client = _client(endpoint, access_key, secret_key, region)
        self._public = _client(public_url, access_key, secret_key, region)
        for client in (self._client, self._public):
            client.disable_virtual_style_endpoint()
        self._is_ready = False

    def put(self, key: str, file: BinaryIO, size_bytes: int) -> None:
        """Put the object; large ones go in parts of 8 MiB, one after another."""
        with _as_store_trouble(key):
            self._make_bucket()
            source = cast(BinaryIO, _Exact(file, size_bytes))
            self._client.put_object(
                self._bucket, key, source, size_bytes, part_size=_PART_BYTES, num_parallel_uploads=1
            )

    def _make_bucket(self) -> None:
        if not self._is_ready:
            if not self._client.bucket_exists(self._bucket):
                self._client.make_bucket(self._bucket)
            self._is_ready = True

    @contextmanager
    def open(self, key: str, offset: int = 0, length: int | None = None) -> Iterator[Iterator[bytes]]:
        """Give chunks of the object; see :class:`~media.stores.base.ObjectStore`."""
        with _as_store_trouble(key):
            response = self._client.get_object(self._bucket, key, offset=offset, length=length or 0)
        try:
            yield _guarded(response)
        finally:
            response.close()
            response.release_conn()

    def stat(self, key: str) -> int | None:
        """Return the size from a HEAD, or None."""
        try:
            with _as_store_trouble(key):
                return self._client.stat_object(self._bucket, key).size
        except ObjectMissing:
            return None

    def list(self, prefix: str) -> Iterator[StoredObject]:
        """List the bucket below the prefix, page by page."""
        with _as_store_trouble(prefix):
            for item in self._client.list_objects(self._bucket, prefix=prefix, recursive=True):
                yield StoredObject(item.object_name, item.size, item.last_modified)

    def delete(self, key: str) -> None:
        """Delete the object."""
        with _as_store_trouble(key):
            self._client.remove_object(self._bucket, key)

    def delete_prefix(self, prefix: str) -> None:
        """Delete the listed objects in batches."""
        with _as_store_trouble(prefix):
            found = (DeleteObject(item.key) for item in self.list(prefix))
            for error in self._client.remove_objects(self._bucket, found):
                raise StoreDown(error.code)

    def presigned_put(self, key: str, seconds: int) -> str:
        """Return a signed address at which a browser may PUT the object."""
        return self._public.presigned_put_object(self._bucket, key, dt.timedelta(seconds=seconds))

    def presigned_get(self, key: str, seconds: int, media_type: str, disposition: str) -> str:
        """Return a signed address that answers with this type and disposition."""
        headers: dict[str, Any] = {"response-content-type": media_type, "response-content-disposition": disposition}
        hour = dt.datetime.now(dt.UTC).replace(minute=0, second=0, microsecond=0)  # same address, so caches hit
        return self._public.presigned_get_object(
            self._bucket,
            key,
            dt.timedelta(seconds=seconds + 3600),
            response_headers=headers,
            request_date=hour,
        )


class _Exact:
    """A reader that must give ``size_bytes`` bytes."""

    def __init__(self, file: BinaryIO, size_bytes: int):
        self._file = file
        self._left = size_bytes

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        if wanted == 0:
            return b""
        chunk = self._file.read(wanted)
        if not chunk:
            raise Refusal("wrong_part_size", f"{self._left} bytes missing")
        self._left -= len(chunk)
        return chunk


def _guarded(response) -> Iterator[bytes]:
    with _as_store_trouble():
        yield from response.stream(CHUNK_BYTES)
