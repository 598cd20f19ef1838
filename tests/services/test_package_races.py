"""The same package from two writers at the same moment, on a real PostgreSQL."""

import threading

import pytest
from django.db import connection

from content_repo.models import Library, Package, PackageLibrary
from tests.factories.h5p import base_library, make_h5p, quiz_library
from tests.factories.media import stored_upload

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds) -> list:
    """Do several things at the same moment and return what each gave."""
    start, found = threading.Barrier(len(deeds)), []

    def do(deed):
        try:
            start.wait()
            found.append(deed())
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=[deed]) for deed in deeds]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return found


def test_the_same_package_sent_twice_at_once_is_one_package(teacher, colleague, officer):
    data = make_h5p()
    uploads = at_once(
        *(lambda user=user: stored_upload(data=data, name="bai.h5p", owner=user) for user in (teacher, colleague))
    )
    assert len(uploads) == 2
    assert Package.objects.count() == 1
    assert Library.objects.count() == PackageLibrary.objects.count() == 2
    assert officer.notifications.count() == 1


def test_different_packages_with_the_same_new_libraries_share_them(teacher):
    mains = [quiz_library(), quiz_library(name="LopGan.Other")]
    files = [
        make_h5p(title=f"Bài {number}", main=mains[number % 2], libraries=[*mains, base_library()])
        for number in range(4)
    ]
    uploads = at_once(*(lambda data=data: stored_upload(data=data, name="bai.h5p", owner=teacher) for data in files))
    assert len(uploads) == 4
    assert Package.objects.count() == 4
    assert Library.objects.count() == 3
