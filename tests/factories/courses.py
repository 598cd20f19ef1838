"""The page tree of courses, courses and lessons, made through the services."""

import uuid

from wagtail.models import Page, Site

from courses.models import CourseIndexPage
from courses.services import create_course, create_lesson, ensure_course_index, publish_course
from elearn.models import HomePage
from tests.factories.content_repo import GradeFactory, SubjectFactory


def make_course_index() -> CourseIndexPage:
    """Return the page at ``/khoa-hoc/`` of the site, with the home page above it."""
    home = HomePage.objects.first()
    if home is None:
        home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Lớp Gần", slug="lop-gan"))
        Site.objects.update_or_create(
            is_default_site=True, defaults={"hostname": "testserver", "root_page": home, "site_name": "Lớp Gần"}
        )
    return ensure_course_index(home)


def make_course(*, teacher, school, classes=(), is_for_school=False, is_published=True, **fields):
    """Return a course, published unless asked otherwise."""
    make_course_index()
    defaults = {
        "title": "Toán 6: Phân số",
        "subject": SubjectFactory(),
        "grade": GradeFactory(number=6),
        "school_year": "2026-2027",
    }
    course = create_course(
        uuid=uuid.uuid4(),
        teacher=teacher,
        school=school,
        fields=defaults | fields,
        classes=classes,
        is_for_school=is_for_school,
    )
    if is_published:
        publish_course(course=course, by=teacher)
    return course


def make_lesson(course, *, title="Bài 1. Khái niệm phân số", blocks=None, is_published=True, **fields):
    """Return a lesson at the end of a course, published unless asked otherwise."""
    return create_lesson(
        uuid=uuid.uuid4(),
        course=course,
        by=course.teacher,
        fields={"title": title, **fields},
        blocks=blocks if blocks is not None else [text_block("Phân số có dạng a/b với b khác 0.")],
        is_published=is_published,
    )


def text_block(text: str) -> dict:
    """Return a block of text."""
    return {"type": "text", "value": text, "id": str(uuid.uuid4())}
