"""Services get objects read a while ago: what has changed in the tree since then is kept."""

import pytest

from accounts.models import Notification
from courses.models import CoursePage, LessonPage
from courses.services import (
    move_lesson,
    publish_course,
    set_audience,
    unpublish_course,
    update_course,
    update_lesson,
)
from tests.factories.courses import make_course, make_lesson


@pytest.fixture
def stale(teacher, school):
    """A draft course read before its two lessons were made."""
    course = make_course(teacher=teacher, school=school, is_published=False)
    stale = CoursePage.objects.get(pk=course.pk)
    make_lesson(course)
    make_lesson(course)
    return stale


def children_of(course):
    fresh = CoursePage.objects.get(pk=course.pk)
    return fresh.numchild, fresh.get_children().count()


def test_publishing_a_course_read_before_its_lessons_were_made_keeps_them_below_it(stale, teacher):
    publish_course(course=stale, by=teacher)
    assert stale.live
    assert children_of(stale) == (2, 2)


def test_unpublishing_it_keeps_them_too_and_sees_that_it_is_published_by_now(stale, teacher):
    publish_course(course=CoursePage.objects.get(pk=stale.pk), by=teacher)
    unpublish_course(course=stale, by=teacher)
    assert not CoursePage.objects.get(pk=stale.pk).live
    assert children_of(stale) == (2, 2)


def test_publishing_it_twice_tells_the_pupils_once(stale, teacher, pupil, school_class):
    set_audience(course=stale, classes=[school_class], is_for_school=False)
    publish_course(course=CoursePage.objects.get(pk=stale.pk), by=teacher)
    publish_course(course=stale, by=teacher)
    assert Notification.objects.filter(user=pupil, kind="courses.opened").count() == 1


@pytest.mark.parametrize("is_live", [False, True])
def test_changing_it_keeps_them_too(stale, teacher, is_live):
    if is_live:
        publish_course(course=CoursePage.objects.get(pk=stale.pk), by=teacher)
    update_course(course=stale, by=teacher, fields={"title": "Toán 6: Số nguyên"})
    stale.refresh_from_db()
    assert (stale.title, stale.live) == ("Toán 6: Số nguyên", is_live)
    assert children_of(stale) == (2, 2)


def test_a_lesson_read_before_it_was_moved_keeps_its_new_place_when_it_is_changed(stale, teacher):
    first, second = LessonPage.objects.order_by("path")
    moved = LessonPage.objects.get(pk=second.pk)
    move_lesson(lesson=moved, is_up=True)
    update_lesson(lesson=second, by=teacher, fields={"title": "Bài 2"}, blocks=[], is_published=True)
    assert list(LessonPage.objects.order_by("path").values_list("pk", flat=True)) == [second.pk, first.pk]
