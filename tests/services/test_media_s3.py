"""Object storage over a real S3 server: the contract of stores, and a whole upload past this site."""

import pytest
import urllib3

from media import services
from media.checking import check_upload
from media.choices import UploadState
from media.delivery import delivery_url
from media.queries import part_length
from media.stores import object_store
from tests.factories.media import UploadFactory, picture_bytes, sha256, stored_upload
from tests.media.store_contract import StoreContract, put

DATA = b"0123456789" * 60_000


@pytest.fixture
def store(settings, s3_store_settings):
    settings.OBJECT_STORE = s3_store_settings
    store = object_store()
    put(store, "incoming/first/00001", b"x")  # makes the bucket
    for prefix in ("incoming/", "blobs/"):
        store.delete_prefix(prefix)
    return store


class TestS3Store(StoreContract):
    """The contract, over S3."""


@pytest.mark.django_db
def test_parts_put_to_presigned_addresses_become_a_blob(store, teacher):
    upload = UploadFactory(owner=teacher)
    numbers = list(range(1, upload.parts_count + 1))
    addresses = services.part_addresses(upload=upload, numbers=numbers, seconds=600)
    for number, address in addresses.items():
        start = (number - 1) * upload.part_size_bytes
        body = DATA[start : start + part_length(upload, number)]
        assert urllib3.request("PUT", address, body=body).status == 200
    upload = services.complete_upload(upload=upload, sha256=sha256(DATA))
    check_upload(upload)
    upload.refresh_from_db()
    assert upload.state == UploadState.STORED
    assert store.stat(upload.blob.key) == len(DATA) and not list(store.list("incoming/"))


@pytest.mark.django_db
def test_files_are_delivered_by_the_bucket_itself(store, teacher, client):
    blob = stored_upload(data=picture_bytes(), name="Ảnh.jpg", owner=teacher).blob
    response = client.get(delivery_url(blob, name="Ảnh.jpg", inline=True))
    assert response.status_code == 302
    answer = urllib3.request("GET", response["Location"], headers={"Range": "bytes=0-9"})
    assert len(answer.data) == 10 and answer.headers["Content-Range"].startswith("bytes 0-9/")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"] == "inline; filename*=utf-8''%E1%BA%A2nh.jpg"
    assert client.get(delivery_url(blob, name="Ảnh.jpg", inline=True))["Location"] == response["Location"]
