"""A published course of class 6A with one lesson."""

import pytest

from tests.factories.courses import make_course, make_lesson


@pytest.fixture
def course(teacher, school, school_class):
    """A published course of ``teacher``, open to 6A."""
    return make_course(teacher=teacher, school=school, classes=[school_class])


@pytest.fixture
def lesson(course):
    """A published lesson of ``course``."""
    return make_lesson(course)
