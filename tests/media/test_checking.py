"""The check of uploads when things go wrong in the middle, and the sweep afterwards."""

import datetime as dt
import io
import os
import resource
import signal
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from media import checking, nursery, sandbox, services
from media.choices import UploadState
from media.models import Blob, StorageQuota, Upload
from media.problems import Refusal, StoreDown
from media.queries import part_key, preview_of, used_bytes
from media.stores import object_store
from media.sweeping import sweep
from tests.factories.media import UploadFactory, pdf_bytes, picture_bytes, sha256, stored_upload

pytestmark = pytest.mark.django_db
DATA = b"0123456789" * 60_000


@pytest.fixture
def sent(teacher, school):
    """An upload whose parts have all come and whose check is due."""
    upload = UploadFactory(owner=teacher, school=school, state=UploadState.CHECKING, sha256=sha256(DATA))
    put_parts(upload)
    return upload


def put_parts(upload, data=DATA):
    for number in range(1, upload.parts_count + 1):
        piece = data[(number - 1) * upload.part_size_bytes :][: upload.part_size_bytes]
        object_store().put(part_key(upload, number), io.BytesIO(piece), len(piece))


def days_ago(days):
    return timezone.now() - dt.timedelta(days=days)


def make_old(upload, days):
    Upload.objects.filter(pk=upload.pk).update(updated_at=days_ago(days))


def incoming():
    return list(object_store().list("incoming/"))


@pytest.mark.parametrize("step", ["inspect", "keep_blob", "process_blob", "_settle"])
def test_a_check_that_died_is_done_again(step, sent, monkeypatch):
    class Died(BaseException):
        pass

    def die(*_args, **_kwargs):
        raise Died

    data = picture_bytes(size=(900, 900)) if step == "process_blob" else DATA
    if step == "process_blob":
        Upload.objects.filter(pk=sent.pk).update(name="a.jpg", size_bytes=len(data), sha256=sha256(data))
        sent.refresh_from_db()
        put_parts(sent, data)
    with monkeypatch.context() as patch:
        patch.setattr(checking, step, die)
        with pytest.raises(Died):
            checking.check_upload(sent)
    assert incoming()
    sent.refresh_from_db()
    checking.check_upload(sent)
    sent.refresh_from_db()
    assert (sent.state, sent.blob.sha256) == (UploadState.STORED, sha256(data))
    assert Blob.objects.filter(uploads=sent).count() == 1 and not incoming()


def test_a_process_that_died_before_the_row_leaves_only_bytes(sent, monkeypatch):
    def die(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Blob.objects, "get_or_create", die)
        with pytest.raises(KeyboardInterrupt):
            checking.check_upload(sent)
    assert not Blob.objects.exists()
    checking.check_upload(sent)
    assert Blob.objects.count() == 1


def test_a_store_that_is_down_leaves_the_check_for_later(sent, monkeypatch):
    def down(*_args, **_kwargs):
        raise StoreDown

    with monkeypatch.context() as patch:
        patch.setattr(checking, "keep_blob", down)
        with pytest.raises(StoreDown):
            checking.check_upload(sent)
    sent.refresh_from_db()
    assert sent.state == UploadState.CHECKING and incoming()


def test_a_part_that_vanished_is_told(sent):
    object_store().delete(part_key(sent, 2))
    checking.check_upload(sent)
    sent.refresh_from_db()
    assert (sent.state, sent.refusal, sent.refusal_detail) == (UploadState.REFUSED, "missing_parts", "2")


def test_a_cancelled_upload_is_not_stored_by_a_late_check(sent):
    services.cancel_upload(upload=Upload.objects.get(pk=sent.pk))
    put_parts(sent)
    checking.check_upload(sent)
    sent.refresh_from_db()
    assert (sent.state, sent.blob) == (UploadState.CANCELLED, None)


def test_two_uploads_of_the_same_bytes_share_one_blob(teacher, colleague):
    first = stored_upload(data=DATA, name="a.txt", owner=teacher)
    second = stored_upload(data=DATA, name="b.txt", owner=colleague)
    assert first.blob == second.blob and first.name != second.name


def test_a_refused_form_file_leaves_nothing_behind(teacher, school):
    with pytest.raises(Refusal, match="type_mismatch"):
        stored_upload(data=b"MZ" * 100, name="a.pdf", owner=teacher, school=school)
    assert not Upload.objects.exists() and not Blob.objects.exists() and used_bytes(school) == 0


def test_a_form_file_over_the_quota_is_refused(teacher, school):
    StorageQuota.objects.create(school=school, limit_bytes=10)
    with pytest.raises(Refusal, match="quota_exceeded"):
        stored_upload(data=DATA, name="a.txt", owner=teacher, school=school)


@pytest.mark.parametrize(
    ("size", "kbps", "expected"),
    [
        (10**9, 64, 256 * 1024),
        (10**9, 256, 640 * 1024),
        (10**9, 100_000, 8 * 1024**2),
        (2 * 1024**3, 64, 448 * 1024),
        (10**6, 100_000, 256 * 1024),
        (16 * 1024**2, 100_000, 1024**2),
        (10**9, None, 512 * 1024),
    ],
)
def test_parts_fit_the_link(size, kbps, expected):
    assert services.choose_part_size(size, kbps) == expected
    assert size / expected <= services.MAX_PARTS


def test_a_picture_has_its_clean_copy_as_soon_as_it_is_stored(teacher):
    preview = preview_of(stored_upload(data=picture_bytes(), name="a.jpg", owner=teacher).blob)
    assert preview.kind == "image" and preview.view.width == 960 and preview.thumb.width == 320
    assert preview.size_bytes == preview.view.blob.size_bytes > 0


def test_a_pdf_gets_pages_and_text_after_it_is_stored(teacher, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        blob = stored_upload(data=pdf_bytes(3), name="a.pdf", owner=teacher).blob
    blob.refresh_from_db()
    preview = preview_of(blob)
    assert preview.kind == "pages" and [page.name for page in preview.pages] == ["page-1", "page-2", "page-3"]
    assert blob.is_processed and blob.facts == {"pages": 3}


def test_previews_of_many_files_cost_no_query_each(teacher, django_assert_num_queries):
    for number in range(3):
        stored_upload(data=picture_bytes(size=(50, 50 + number)), name="a.jpg", owner=teacher)
    blobs = Blob.objects.filter(uploads__isnull=False).prefetch_related("renditions__blob")
    with django_assert_num_queries(3):
        assert [preview_of(blob).kind for blob in blobs] == ["image"] * 3


def test_a_file_that_takes_too_long_is_refused(tmp_path):
    with pytest.raises(Refusal) as refused:
        sandbox.call("tests.media.sandboxed:sleep", tmp_path / "a", "a", tmp_path, wall_seconds=1)
    assert (refused.value.code, refused.value.detail) == ("too_complex", "time")
    assert sandbox.call("tests.media.sandboxed:name_of", tmp_path / "a", "bài", tmp_path) == "bài"


def test_a_child_that_dies_takes_nothing_along(tmp_path):
    with pytest.raises(Refusal) as refused:
        sandbox.call("tests.media.sandboxed:die", tmp_path / "a", "a", tmp_path)
    assert (refused.value.code, refused.value.detail.split()[0]) == ("too_complex", "-9")
    with pytest.raises(Refusal, match="too_complex") as refused:
        sandbox.call("tests.media.sandboxed:stumble", tmp_path / "a", "a", tmp_path)
    assert "KeyError: 'no such thing'" in refused.value.detail
    assert sandbox.call("tests.media.sandboxed:name_of", tmp_path / "a", "bài", tmp_path) == "bài"


def test_children_have_no_pipe_to_their_parent(tmp_path):
    assert sandbox.call("tests.media.sandboxed:open_pipes", tmp_path / "a", "a", tmp_path) == []


def test_a_server_with_a_thousand_connections_still_opens_files(tmp_path):
    nursery.end_idle()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    held = [os.open(os.devnull, os.O_RDONLY) for _number in range(1100)]
    try:
        assert sandbox.call("tests.media.sandboxed:name_of", tmp_path / "a", "bài", tmp_path) == "bài"
    finally:
        for number in held:
            os.close(number)
        nursery.end_idle()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_process_that_waits_for_files_may_end_meanwhile(tmp_path):
    assert sandbox.call("tests.media.sandboxed:name_of", tmp_path / "a", "1", tmp_path) == "1"
    for waiting in nursery._idle:
        os.kill(waiting._process.pid, signal.SIGKILL)
        waiting._process.wait()
    assert sandbox.call("tests.media.sandboxed:name_of", tmp_path / "a", "2", tmp_path) == "2"
    nursery.end_idle()
    assert nursery._idle == []
    assert sandbox.call("tests.media.sandboxed:name_of", tmp_path / "a", "3", tmp_path) == "3"


def test_the_child_has_a_limit_of_memory_and_knows_no_secret(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    path.write_bytes(picture_bytes("PNG", (6000, 6000)))
    monkeypatch.setattr(sandbox, "MEMORY_BYTES", 120 * 1024**2)
    monkeypatch.setenv("ELEARN_SECRET_KEY", "a secret")
    with pytest.raises(Refusal) as refused:
        sandbox.inspect(path, "a.png")
    assert refused.value.code in ("too_complex", "bad_image")
    assert "a secret" not in refused.value.detail


def test_few_children_run_at_once_however_many_files_come(tmp_path, monkeypatch):
    running, most, lock = 0, 0, threading.Lock()
    run = nursery.Nursery.run

    def watched(*args, **kwargs):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        try:
            return run(*args, **kwargs)
        finally:
            with lock:
                running -= 1

    monkeypatch.setattr(nursery.Nursery, "run", watched)
    path = tmp_path / "a.txt"
    path.write_text("Một dòng.", encoding="utf-8")
    with ThreadPoolExecutor(5) as pool:
        found = list(pool.map(lambda _: sandbox.inspect(path, "a.txt").kind, range(5)))
    assert found == ["text"] * 5
    assert most == nursery.AT_ONCE == 2


def test_the_sweep_cancels_what_was_given_up(teacher):
    old, fresh = UploadFactory(owner=teacher), UploadFactory(owner=teacher)
    for upload in (old, fresh):
        put_parts(upload)
    make_old(old, 8)
    assert sweep(is_dry_run=True) == {"uploads cancelled": 1}
    assert sweep(is_dry_run=False)["uploads cancelled"] == 1
    old.refresh_from_db(), fresh.refresh_from_db()
    assert (old.state, fresh.state) == (UploadState.CANCELLED, UploadState.RECEIVING)
    assert {item.key.split("/")[1] for item in incoming()} == {str(fresh.uuid)}


def test_the_sweep_starts_a_lost_check_again(sent, django_capture_on_commit_callbacks):
    make_old(sent, 1)
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep(is_dry_run=False)["checks started again"] == 1
    sent.refresh_from_db()
    assert sent.state == UploadState.STORED


def test_the_sweep_deletes_bytes_that_nothing_uses(teacher):
    upload = stored_upload(data=picture_bytes(), name="a.jpg", owner=teacher)
    kept = stored_upload(data=DATA, name="a.txt", owner=teacher)
    make_old(upload, 8)
    Blob.objects.update(created_at=days_ago(2))
    sweep(is_dry_run=False)
    assert Blob.objects.filter(pk=kept.blob.pk).exists()
    while sweep(is_dry_run=False):
        pass
    assert list(Blob.objects.all()) == [kept.blob]
    assert [item.key for item in object_store().list("blobs/")] == [kept.blob.key]


def test_the_sweep_deletes_objects_without_a_row(settings):
    for key in ("blobs/aa/" + "a" * 64, "blobs/bb/" + "b" * 64, f"incoming/{uuid.uuid4()}/00001", "incoming/x/y"):
        object_store().put(key, io.BytesIO(b"x"), 1)
        if "bbb" not in key:
            os.utime(settings.OBJECT_STORE["folder"] / key, (0, 0))
    call_command("sweep_uploads", "--dry-run", stdout=(out := io.StringIO()))
    assert "objects without a row deleted: 1" in out.getvalue()
    call_command("sweep_uploads", stdout=io.StringIO())
    assert [item.key for item in object_store().list("")] == ["blobs/bb/" + "b" * 64]


def test_verifying_finds_damaged_and_missing_objects(teacher, settings):
    damaged = stored_upload(data=DATA, name="a.txt", owner=teacher).blob
    missing = stored_upload(data=DATA + b"1", name="a.txt", owner=teacher).blob
    call_command("verify_blobs", stdout=(out := io.StringIO()))
    assert "2 objects are sound" in out.getvalue()
    (settings.OBJECT_STORE["folder"] / damaged.key).write_bytes(b"x")
    object_store().delete(missing.key)
    with pytest.raises(CommandError, match="2 of 2"):
        call_command("verify_blobs", stderr=(err := io.StringIO()))
    assert f"damaged: {damaged.key}" in err.getvalue() and f"missing: {missing.key}" in err.getvalue()
