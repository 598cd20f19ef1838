"""A published course of class 6A with one lesson; courses taken in from cartridges."""

import uuid

import pytest

from courses.models import CartridgeImport
from courses.services.cartridge_import import start_import
from courses.services.cartridge_taking import take_in
from tests.factories.content_repo import GradeFactory, SubjectFactory
from tests.factories.courses import make_course, make_course_index, make_lesson
from tests.factories.media import stored_upload


@pytest.fixture
def course(teacher, school, school_class):
    """A published course of ``teacher``, open to 6A."""
    return make_course(teacher=teacher, school=school, classes=[school_class])


@pytest.fixture
def lesson(course):
    """A published lesson of ``course``."""
    return make_lesson(course)


@pytest.fixture
def take(teacher, school):
    """Take a cartridge in as the teacher; returns the import when the work has ended."""
    make_course_index()

    def _take(data: bytes, name: str = "khoa-hoc.imscc", wanted: uuid.UUID | None = None) -> CartridgeImport:
        upload = stored_upload(data=data, name=name, owner=teacher, school=school)
        made = start_import(
            uuid=wanted or uuid.uuid4(),
            owner=teacher,
            school=school,
            blob=upload.blob,
            name=name,
            options={
                "subject": SubjectFactory().pk,
                "grade": GradeFactory(number=6).pk,
                "school_year": "2026-2027",
                "title": "",
            },
        )
        take_in(made.pk)
        made.refresh_from_db()
        return made

    return _take
