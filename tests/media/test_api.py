"""The API of uploads, as a browser uses it."""

import errno
import uuid

import pytest

from media.choices import UploadState
from media.models import Blob, StorageQuota, Upload
from media.stores import object_store
from media.stores.folder import FolderStore
from tests.factories.media import UploadFactory, new_upload_data, sha256

pytestmark = pytest.mark.django_db
TEXT = ("Trời hôm nay mát. " * 30_000).encode()  # several parts


@pytest.fixture
def api(sign_in, teacher):
    return sign_in(teacher)


def begin(client, data=TEXT, **values):
    return client.post("/api/uploads/", new_upload_data(data, **{"link_kbps": 64, **values}), "application/json")


def put(client, url, body):
    return client.put(url, body, "application/octet-stream")


def send_parts(client, upload, data=TEXT, skip=()):
    size = upload["part_size_bytes"]
    numbers = [n for n in range(1, upload["parts_count"] + 1) if n not in skip]
    urls = client.post(f"/api/uploads/{upload['uuid']}/part-urls/", {"numbers": numbers}, "application/json").json()
    for item in urls:
        start = (item["number"] - 1) * size
        assert put(client, item["url"], data[start : start + size]).status_code == 204


def complete(client, upload, data=TEXT):
    return client.post(f"/api/uploads/{upload['uuid']}/complete/", {"sha256": sha256(data)}, "application/json")


def test_a_file_sent_in_parts_becomes_a_blob(api, school, django_capture_on_commit_callbacks):
    answer = begin(api)
    assert answer.status_code == 201
    upload = answer.json()
    assert upload["part_size_bytes"] == 256 * 1024 and upload["parts_count"] > 1
    send_parts(api, upload)
    with django_capture_on_commit_callbacks(execute=True):
        answer = complete(api, upload)
    assert answer.status_code == 202
    found = api.get(f"/api/uploads/{upload['uuid']}/").json()
    assert found["state"] == UploadState.STORED and found["refusal"] is None
    assert found["checked_bytes"] == len(TEXT)
    blob = Blob.objects.get(sha256=sha256(TEXT))
    with object_store().open(blob.key) as chunks:
        assert b"".join(chunks) == TEXT
    assert not list(object_store().list(f"incoming/{upload['uuid']}/"))
    assert Upload.objects.get().school == school


def test_completing_again_gives_the_same_answer(api, django_capture_on_commit_callbacks):
    upload = begin(api).json()
    send_parts(api, upload)
    with django_capture_on_commit_callbacks(execute=True):
        complete(api, upload)
    answer = complete(api, upload)
    assert (answer.status_code, answer.json()["state"]) == (200, "stored")
    assert Blob.objects.count() == 1


def test_only_missing_parts_are_asked_for_after_a_break(api, django_capture_on_commit_callbacks):
    upload = begin(api).json()
    send_parts(api, upload, skip={2})
    answer = complete(api, upload)
    assert answer.status_code == 409
    assert answer.json()["code"] == "missing_parts" and answer.json()["missing"] == [2]
    received = api.get("/api/uploads/").json()["results"][0]["received"]
    assert received == [n for n in range(1, upload["parts_count"] + 1) if n != 2]
    send_parts(api, upload, skip=set(received))
    with django_capture_on_commit_callbacks(execute=True):
        assert complete(api, upload).status_code == 202
    assert Upload.objects.get().state == UploadState.STORED


def test_the_same_uuid_gives_the_same_upload(api):
    data = new_upload_data(TEXT)
    first = api.post("/api/uploads/", data, "application/json")
    second = api.post("/api/uploads/", data, "application/json")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    changed = api.post("/api/uploads/", {**data, "size_bytes": 5}, "application/json")
    assert (changed.status_code, changed.json()["code"]) == (409, "upload_conflict")


@pytest.mark.parametrize("other", ["stranger", "colleague"])
def test_an_upload_of_another_person_is_not_there(other, request, client, teacher):
    upload = UploadFactory(owner=teacher)
    client.force_login(request.getfixturevalue(other), backend="accounts.backends.UsernameBackend")
    base = f"/api/uploads/{upload.uuid}/"
    same_uuid = new_upload_data(TEXT, uuid=str(upload.uuid))
    answers = [
        client.get(base),
        client.delete(base),
        put(client, f"{base}parts/1/", b"x"),
        client.post(f"{base}part-urls/", {"numbers": [1]}, "application/json"),
        client.post(f"{base}complete/", {"sha256": "0" * 64}, "application/json"),
        client.post("/api/uploads/", same_uuid, "application/json"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 6
    assert client.get("/api/uploads/").json()["results"] == []
    upload.refresh_from_db()
    assert upload.state == UploadState.RECEIVING


def test_pupils_may_not_upload(sign_in, pupil):
    client = sign_in(pupil)
    assert begin(client).status_code == 403
    assert client.get("/api/uploads/").status_code == 403


def test_visitors_get_403(client):
    assert client.get("/api/uploads/").status_code == 403


def test_officers_upload_without_a_school(sign_in, officer):
    assert begin(sign_in(officer)).status_code == 201
    assert Upload.objects.get().school is None


@pytest.mark.parametrize("body", [b"", b"x", b"x" * (256 * 1024 - 1), b"x" * (256 * 1024 + 1)])
def test_a_part_of_the_wrong_length_is_not_kept(body, api):
    upload = begin(api).json()
    answer = put(api, f"/api/uploads/{upload['uuid']}/parts/1/", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_part_size")
    assert not list(object_store().list("incoming/"))


@pytest.mark.parametrize("number", [0, 4000, 99999])
def test_a_part_out_of_range_gets_404(number, api):
    upload = begin(api).json()
    assert put(api, f"/api/uploads/{upload['uuid']}/parts/{number}/", b"x").status_code == 404


def test_a_file_that_differs_from_its_hash_is_refused(api, django_capture_on_commit_callbacks):
    upload = begin(api).json()
    send_parts(api, upload)
    with django_capture_on_commit_callbacks(execute=True):
        complete(api, upload, b"something else")
    found = api.get(f"/api/uploads/{upload['uuid']}/").json()
    assert (found["state"], found["refusal"]["code"]) == ("refused", "checksum_mismatch")
    assert found["refusal"]["message"].startswith("Tệp đến nơi không giống")
    assert not Blob.objects.exists() and not list(object_store().list("incoming/"))


def test_a_known_hash_never_lets_the_bytes_be_skipped(api, teacher, django_capture_on_commit_callbacks):
    upload = begin(api).json()
    send_parts(api, upload)
    with django_capture_on_commit_callbacks(execute=True):
        complete(api, upload)
    second = begin(api).json()
    assert complete(api, second).status_code == 409


def test_the_quota_of_the_school_holds(api, school):
    StorageQuota.objects.create(school=school, limit_bytes=len(TEXT) + 10)
    assert begin(api).status_code == 201
    answer = begin(api)
    assert answer.status_code == 409
    figures = answer.json()
    assert figures["code"] == "quota_exceeded"
    assert (figures["used_bytes"], figures["limit_bytes"]) == (len(TEXT), len(TEXT) + 10)
    api.delete(f"/api/uploads/{Upload.objects.get().uuid}/")
    assert begin(api).status_code == 201


@pytest.mark.parametrize(
    ("size", "status", "code"), [(0, 400, "empty_file"), (9_223_372_036_854_775_807, 413, "too_large")]
)
def test_sizes_out_of_bounds_are_refused_before_any_byte(size, status, code, api):
    answer = begin(api, size_bytes=size)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"uuid": "x"},
        {"size_bytes": "many"},
        {"size_bytes": -1},
        {"name": None},
        {"fingerprint": "zz"},
        {"link_kbps": 0},
    ],
)
def test_wrong_fields_get_400(wrong, api):
    assert begin(api, **wrong).status_code == 400


def test_too_many_part_numbers_get_400(api):
    upload = begin(api).json()
    numbers = {"numbers": list(range(1, 20_001))}
    assert api.post(f"/api/uploads/{upload['uuid']}/part-urls/", numbers, "application/json").status_code == 400


def test_cancelling_deletes_the_parts_and_stays_cancelled(api):
    upload = begin(api).json()
    send_parts(api, upload)
    assert api.delete(f"/api/uploads/{upload['uuid']}/").status_code == 200
    assert not list(object_store().list("incoming/"))
    assert api.get(f"/api/uploads/{upload['uuid']}/").status_code == 404
    assert put(api, f"/api/uploads/{upload['uuid']}/parts/1/", b"x").status_code == 404


def test_a_full_disk_answers_507_and_keeps_nothing(api, monkeypatch):
    upload = begin(api).json()

    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FolderStore, "_write", staticmethod(full))
    answer = put(api, f"/api/uploads/{upload['uuid']}/parts/1/", TEXT[: 256 * 1024])
    assert (answer.status_code, answer.json()["code"]) == (507, "store_full")
    assert not list(object_store().list("incoming/"))


def test_a_store_that_is_down_answers_503(api, settings):
    upload = begin(api).json()
    settings.OBJECT_STORE = {
        **settings.OBJECT_STORE,
        "endpoint": "http://127.0.0.1:9",
        "public_url": "http://testserver",
        "access_key": "a",
        "secret_key": "b",
    }
    answer = complete(api, upload)
    assert (answer.status_code, answer.json()["code"]) == (503, "store_down")
    assert answer["Retry-After"] == "30" and "tạm ngừng" in answer.json()["message"]


def test_parts_go_to_the_bucket_itself_in_direct_mode(api, settings):
    upload = begin(api).json()
    settings.OBJECT_STORE = {
        **settings.OBJECT_STORE,
        "endpoint": "http://127.0.0.1:9",
        "public_url": "https://hoc.example",
        "access_key": "a",
        "secret_key": "b",
    }
    base = f"/api/uploads/{upload['uuid']}/"
    (item,) = api.post(f"{base}part-urls/", {"numbers": [1]}, "application/json").json()
    assert item["url"].startswith(f"https://hoc.example/elearn/incoming/{upload['uuid']}/00001?X-Amz-")
    assert put(api, f"{base}parts/1/", TEXT[: 256 * 1024]).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_a_constant_number_of_times(count, api, teacher, django_assert_max_num_queries):
    UploadFactory.create_batch(count, owner=teacher)
    with django_assert_max_num_queries(6):
        assert len(api.get("/api/uploads/").json()["results"]) == count


def test_a_bad_uuid_in_the_address_gets_404(api):
    assert api.get("/api/uploads/------------------------------------/").status_code == 404
    assert api.get(f"/api/uploads/{uuid.uuid4()}/").status_code == 404


def test_a_part_without_a_csrf_token_is_refused(teacher):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(teacher, backend="accounts.backends.UsernameBackend")
    upload = UploadFactory(owner=teacher)
    assert put(client, f"/api/uploads/{upload.uuid}/parts/1/", b"x").status_code == 403
