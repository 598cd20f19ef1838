"""How many queries a pupil's and a teacher's pages take with 1 item and with 50: the numbers must be equal."""

import os
import sys
import tempfile

os.environ["ELEARN_DATA_DIR"] = tempfile.mkdtemp(prefix="elearn-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.report import Line, show
from content_repo.search.generations import rebuild
from schools.choices import Role
from tests.factories.content_repo import ResourceFactory
from tests.factories.courses import make_course, make_lesson
from tests.factories.schools import MembershipFactory, SchoolClassFactory

MANY = 50


class World:
    """One school with a teacher, a class and a course, which grows."""

    def __init__(self):
        self.school_class = SchoolClassFactory(grade=6)
        self.school = self.school_class.school
        place = {"school": self.school, "school_class": self.school_class}
        self.teacher = MembershipFactory(role=Role.TEACHER, **place).user
        self.pupil = MembershipFactory(role=Role.PUPIL, **place).user
        self.course = self.add_course()

    def add_course(self):
        """Add a course of the class with one lesson."""
        course = make_course(teacher=self.teacher, school=self.school, classes=[self.school_class])
        make_lesson(course)
        return course

    def grow(self, items: int) -> None:
        """Make every list ``items`` long."""
        for number in range(1, items):
            self.add_course()
            make_lesson(self.course, title=f"Bài {number + 1}")
            MembershipFactory(role=Role.PUPIL, school=self.school, school_class=self.school_class)
        for _ in range(items - 1):
            ResourceFactory(school=self.school, owner=self.teacher)
        rebuild()

    def pages(self) -> dict[str, tuple]:
        """Return who asks for what, by name."""
        self.course.refresh_from_db()
        course_url = self.course.get_url()
        lesson_url = self.course.get_children().live().first().get_url()
        return {
            "catalogue, visitor": (None, "/kho/"),
            "home, pupil": (self.pupil, "/"),
            "courses, pupil": (self.pupil, "/khoa-hoc/"),
            "course, pupil": (self.pupil, course_url),
            "lesson, pupil": (self.pupil, lesson_url),
            "home, teacher": (self.teacher, "/"),
            "my resources, teacher": (self.teacher, "/kho/cua-toi/"),
            "my courses, teacher": (self.teacher, "/soan/"),
            "progress, teacher": (self.teacher, f"/soan/khoa-hoc/{self.course.uuid}/tien-do/"),
            "class, teacher": (self.teacher, f"/lop/{self.school_class.uuid}/"),
        }


def count(user, path: str) -> int:
    """Return the queries of a second visit (the first one writes «opened» and fills caches)."""
    client = Client()
    if user:
        client.force_login(user, backend="accounts.backends.UsernameBackend")
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200, f"{path}: {response.status_code}"
    return len(queries)


def main() -> int:
    """Count with one item each, then with fifty."""
    call_command("migrate", verbosity=0)
    call_command("prepare", verbosity=0)
    world = World()
    ResourceFactory(school=world.school, owner=world.teacher)
    rebuild()
    few = {name: count(*page) for name, page in world.pages().items()}
    world.grow(MANY)
    lines = [
        Line(f"{name}: queries at {MANY} items", count(*page), few[name], "queries", f"at 1 item: {few[name]}")
        for name, page in world.pages().items()
    ]
    return show(lines)


if __name__ == "__main__":
    sys.exit(main())
