"""What every object store must do; test classes give the fixture ``store``."""

import datetime as dt
import io

import pytest

from media.problems import ObjectMissing, Refusal

DATA = bytes(range(256)) * 4000  # about 1 MB


def put(store, key, data=DATA):
    store.put(key, io.BytesIO(data), len(data))


def read(store, key, *args):
    with store.open(key, *args) as chunks:
        return b"".join(chunks)


class StoreContract:
    """Inherited by one test class a store."""

    def test_what_was_put_is_read(self, store):
        put(store, "blobs/ab/abc")
        assert read(store, "blobs/ab/abc") == DATA
        assert store.stat("blobs/ab/abc") == len(DATA)

    @pytest.mark.parametrize(("offset", "length"), [(0, 1), (5, 100), (1000, None), (len(DATA) - 1, 1)])
    def test_a_piece_is_read(self, store, offset, length):
        put(store, "blobs/a")
        assert read(store, "blobs/a", offset, length) == DATA[offset:][:length]

    def test_chunks_are_small(self, store):
        put(store, "blobs/a")
        with store.open("blobs/a") as chunks:
            assert max(len(chunk) for chunk in chunks) <= 1024 * 1024

    def test_an_object_can_be_replaced(self, store):
        put(store, "incoming/u/00001", b"first")
        put(store, "incoming/u/00001", b"second")
        assert read(store, "incoming/u/00001") == b"second"

    def test_a_short_file_is_not_kept(self, store):
        put(store, "incoming/u/00002", b"x")
        with pytest.raises(Refusal) as refused:
            store.put("incoming/u/00001", io.BytesIO(b"abc"), 10)
        assert refused.value.code == "wrong_part_size"
        assert store.stat("incoming/u/00001") is None

    def test_no_more_is_read_than_was_announced(self, store):
        store.put("incoming/u/00001", io.BytesIO(b"abcdef"), 3)
        assert read(store, "incoming/u/00001") == b"abc"

    def test_objects_are_listed_below_a_prefix(self, store):
        before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=5)
        for number in (1, 2):
            put(store, f"incoming/u/{number:05}", b"x" * number)
        put(store, "incoming/v/00001", b"y")
        found = list(store.list("incoming/u/"))
        assert [(item.key, item.size_bytes) for item in found] == [("incoming/u/00001", 1), ("incoming/u/00002", 2)]
        assert all(item.modified_at > before for item in found)
        assert list(store.list("incoming/none/")) == []

    def test_deleting_is_harmless_when_repeated(self, store):
        put(store, "incoming/u/00001", b"x")
        put(store, "incoming/u/00002", b"x")
        put(store, "blobs/a", b"x")
        store.delete("incoming/u/00001")
        store.delete("incoming/u/00001")
        store.delete_prefix("incoming/u/")
        store.delete_prefix("incoming/u/")
        assert list(store.list("incoming/")) == [] and store.stat("blobs/a") == 1

    def test_what_is_not_there_is_missing(self, store):
        put(store, "blobs/a", b"x")
        assert store.stat("blobs/none") is None
        with pytest.raises(ObjectMissing):
            read(store, "blobs/none")
