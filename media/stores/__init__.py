"""Where bytes lie: a folder, or an S3 service; chosen by ``settings.OBJECT_STORE``."""

from functools import lru_cache

from django.conf import settings

from media.stores.base import ObjectStore, StoredObject
from media.stores.folder import FolderStore
from media.stores.s3 import S3Store

__all__ = ["ObjectStore", "StoredObject", "object_store"]


def object_store() -> ObjectStore:
    """Return the store of the current settings."""
    config: dict = settings.OBJECT_STORE
    if config["endpoint"]:
        return _s3_store(**{name: value for name, value in config.items() if name != "folder"})
    return FolderStore(config["folder"])


@lru_cache(maxsize=4)
def _s3_store(**config) -> S3Store:
    return S3Store(**config)
