"""Writers at the same moment, on a real PostgreSQL."""

import threading
import uuid

import pytest
from django.db import connection

from media import services
from media.keeping import keep_blob
from media.models import Blob, StorageQuota
from media.problems import Refusal
from tests.factories.media import sha256

pytestmark = pytest.mark.django_db(transaction=True)
DATA = b"0123456789" * 60_000


def test_two_writers_of_one_content_at_once_make_one_row(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(DATA)
    start, blobs = threading.Barrier(4), []

    def keep():
        try:
            start.wait()
            kept = keep_blob(path=path, sha256=sha256(DATA), media_type="text/plain", kind="text", facts={})
            blobs.append(kept.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=keep) for _number in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(blobs) == 4 and len(set(blobs)) == 1 and Blob.objects.count() == 1


def test_two_uploads_at_once_do_not_both_take_the_last_room(teacher, school):
    StorageQuota.objects.create(school=school, limit_bytes=1000)
    start, outcomes = threading.Barrier(4), []

    def begin():
        values = {"owner": teacher, "school": school, "name": "a.txt", "size_bytes": 600}
        try:
            start.wait()
            services.create_upload(uuid=uuid.uuid4(), **values)
            outcomes.append("taken")
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=begin) for _number in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(outcomes) == ["quota_exceeded"] * 3 + ["taken"]
