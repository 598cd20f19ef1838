"""The folder store, and what every store must do (the S3 one runs in tests/services)."""

import errno
import io
import os

import pytest

from media.problems import StoreFull
from media.stores import object_store
from media.stores.folder import FolderStore
from tests.media.store_contract import StoreContract


class TestFolderStore(StoreContract):
    """The contract, over a folder."""

    @pytest.fixture
    def store(self, tmp_path):
        return FolderStore(tmp_path / "objects")

    def test_it_gives_no_presigned_addresses(self, store):
        assert store.is_direct is False
        assert store.presigned_put("a", 60) is None
        assert store.presigned_get("a", 60, "text/plain", "inline") is None


def test_nothing_temporary_is_left_after_a_full_disk(tmp_path, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreFull):
        FolderStore(tmp_path).put("a/b", io.BytesIO(b"x"), 1)
    assert list((tmp_path / "a").iterdir()) == []


def test_a_key_can_not_leave_the_folder(tmp_path):
    with pytest.raises(ValueError, match=r"\.\."):
        FolderStore(tmp_path).put("../x", io.BytesIO(b"x"), 1)


def test_the_settings_choose_the_store(settings, tmp_path):
    assert isinstance(object_store(), FolderStore)
    address = {"endpoint": "http://127.0.0.1:9", "public_url": "http://h", "access_key": "a", "secret_key": "b"}
    settings.OBJECT_STORE = {**settings.OBJECT_STORE, **address}
    assert object_store().is_direct
