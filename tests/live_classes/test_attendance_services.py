"""Corrections of attendance, and the statements a class leaves in the learner log."""

import uuid

import pytest
from django.utils import timezone

from courses.models import LessonProgress, Statement
from courses.services import rebuild_progress, record_statement
from live_classes.attendance_list import attendance_rows, missed_by, row_of
from live_classes.services.attendance import (
    NoReason,
    NotInClass,
    correct_attendance,
    settle_attendance,
    settle_ended_classes,
)
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_course, make_lesson
from tests.factories.live_classes import make_live_class, make_participant
from tests.live_classes.attending import MINUTE, make_ended, new_pupil, was_there


@pytest.fixture
def course(teacher, school, school_class):
    """A published course that is open to 6A."""
    return make_course(teacher=teacher, school=school, classes=[school_class])


@pytest.fixture
def lesson(course):
    """A published lesson of it."""
    return make_lesson(course)


@pytest.fixture
def ended(teacher, school_class):
    """A class of forty minutes that ended an hour ago."""
    return make_ended(teacher=teacher, school_class=school_class)


def correct(live_class, user, by, **fields):
    defaults = {"uuid": uuid.uuid4(), "mark": "excused", "minutes": None, "reason": "Gia đình đã xin phép."}
    return correct_attendance(live_class=live_class, user=user, by=by, **(defaults | fields))


def test_the_list_holds_everyone_expected_and_everyone_who_came(ended, teacher, school_class, pupil, stranger):
    absent, guest, waiting = new_pupil(school_class, "An"), UserFactory(), UserFactory()
    was_there(ended, pupil, 0, 40)
    was_there(ended, guest, 5, 25, role="guest")
    make_participant(ended, waiting, role="guest", admission="waiting")
    was_there(ended, teacher, 0, 40)
    rows = {row.user: row for row in attendance_rows(ended)}
    assert rows.keys() == {pupil, absent, guest}
    assert (rows[pupil].mark, rows[pupil].minutes) == ("present", 40)
    assert (rows[absent].mark, rows[absent].minutes) == ("unknown", 0)
    assert rows[guest].is_guest and rows[guest].minutes == 20


def test_the_list_costs_the_same_for_three_as_for_thirty(ended, school_class, django_assert_num_queries):
    for number in range(30):
        was_there(ended, new_pupil(school_class, f"Em {number}"), 0, 40)
    with django_assert_num_queries(4):
        assert len(attendance_rows(ended)) == 30


def test_a_correction_holds_and_the_last_one_undoes_it(ended, teacher, pupil):
    was_there(ended, pupil, 0, 10)
    assert row_of(ended, pupil).mark == "partial"
    correct(ended, pupil, teacher, mark="present", minutes=35, reason="Em học chung máy với bạn.")
    row = row_of(ended, pupil)
    assert (row.mark, row.minutes, row.measured) == ("present", 35, "partial")
    correct(ended, pupil, teacher, mark="partial", minutes=None, reason="Ghi nhầm em.")
    assert (row_of(ended, pupil).mark, row_of(ended, pupil).minutes) == ("partial", 10)
    assert ended.corrections.count() == 2
    notes = list(ended.audit.filter(action="attendance").order_by("id").values_list("detail__before", "detail__after"))
    assert notes == [("partial", "present"), ("present", "partial")]


def test_the_same_correction_sent_twice_is_one(ended, teacher, pupil):
    one = uuid.uuid4()
    assert correct(ended, pupil, teacher, uuid=one) == correct(ended, pupil, teacher, uuid=one)
    assert ended.corrections.count() == ended.audit.count() == 1


def test_an_id_that_is_somebody_elses_leaves_theirs_alone(ended, teacher, colleague, pupil, school_class):
    other, one = new_pupil(school_class, "An"), uuid.uuid4()
    correct(ended, pupil, teacher, uuid=one)
    assert correct(ended, other, teacher, uuid=one, mark="present").uuid != one
    assert row_of(ended, pupil).mark == "excused" and row_of(ended, other).mark == "present"


def test_who_has_no_place_in_the_list_is_not_corrected(ended, teacher, stranger, pupil):
    was_there(ended, teacher, 0, 40)
    for user in (stranger, teacher):
        with pytest.raises(NotInClass):
            correct(ended, user, teacher)
    planned = make_live_class(teacher=teacher, school_class=ended.school_class)
    with pytest.raises(NotInClass):
        correct(planned, pupil, teacher)


def test_a_correction_without_a_reason_is_refused(ended, teacher, pupil):
    with pytest.raises(NoReason):
        correct(ended, pupil, teacher, reason="  ")
    assert not ended.corrections.exists()


def test_after_the_class_each_one_who_came_gets_one_statement(ended, school_class, pupil, teacher, school):
    new_pupil(school_class, "Bê")
    short, guest = new_pupil(school_class, "An"), UserFactory()
    was_there(ended, pupil, 0, 40)
    was_there(ended, short, 30, 40)
    was_there(ended, guest, 0, 40, role="guest")
    assert settle_attendance(live_class=ended) and not settle_attendance(live_class=ended)
    assert settle_ended_classes() == 0
    told = {row.actor: row for row in Statement.objects.filter(verb="attended")}
    assert told.keys() == {pupil, short}
    statement = told[pupil]
    assert statement.result == {"duration": "PT40M", "completion": True}
    assert told[short].result == {"duration": "PT10M", "completion": False}
    assert (statement.object_id, statement.lesson, statement.course) == (ended.iri, None, None)
    assert (statement.school, statement.timestamp) == (school, ended.ended_at)
    ended.refresh_from_db()
    assert ended.settled_at


def test_a_class_that_goes_on_or_never_was_is_not_settled(teacher, school_class, pupil):
    open_class = make_live_class(teacher=teacher, school_class=school_class, state="open")
    make_live_class(teacher=teacher, school_class=school_class, state="cancelled")
    make_live_class(teacher=teacher, school_class=school_class)
    assert not settle_attendance(live_class=open_class)
    assert settle_ended_classes() == 0 and not Statement.objects.exists()


def test_what_ended_by_whatever_way_is_settled_later(ended, pupil):
    was_there(ended, pupil, 0, 40)
    assert settle_ended_classes() == 1
    assert Statement.objects.filter(actor=pupil).count() == 1


def test_a_correction_before_settling_decides_the_statement(ended, teacher, pupil):
    was_there(ended, pupil, 0, 40)
    correct(ended, pupil, teacher, mark="unexcused", reason="Máy mở nhưng em không có mặt.")
    settle_attendance(live_class=ended)
    assert not Statement.objects.exists()


def test_a_correction_after_settling_adds_to_the_log_and_takes_nothing_away(ended, teacher, pupil, school_class):
    absent = new_pupil(school_class, "An")
    was_there(ended, pupil, 0, 40)
    settle_attendance(live_class=ended)
    correct(ended, absent, teacher, mark="excused")
    assert not Statement.objects.filter(actor=absent).exists()
    correct(ended, pupil, teacher, mark="unexcused", reason="Em không ngồi học.")
    correct(ended, absent, teacher, mark="present", minutes=38, reason="Em học chung máy.")
    first, last = Statement.objects.filter(actor=pupil).order_by("stored_at")
    assert first.result["duration"] == "PT40M"
    assert last.result == {"duration": "PT0M", "completion": False}
    assert Statement.objects.get(actor=absent).result["duration"] == "PT38M"


def test_statements_of_a_course_leave_progress_alone(teacher, school, school_class, pupil, course, lesson):
    of_course = make_ended(teacher=teacher, course=course)
    was_there(of_course, pupil, 0, 40)
    settle_attendance(live_class=of_course)
    statement = Statement.objects.get(actor=pupil)
    assert statement.course == course and statement.lesson is None
    assert not LessonProgress.objects.exists()
    assert rebuild_progress() == 0


def test_a_statement_is_about_a_lesson_or_about_something_else(pupil, course, lesson):
    for about in ({}, {"lesson": lesson, "object_id": "https://example.com/x"}):
        with pytest.raises(ValueError, match="about"):
            record_statement(uuid=uuid.uuid4(), actor=pupil, verb="launched", course=course, **about)


def test_a_pupil_cannot_claim_attendance(sign_in, pupil, course, lesson):
    sent = {
        "id": str(uuid.uuid4()),
        "verb": {"id": "http://adlnet.gov/expapi/verbs/attended"},
        "object": {"id": lesson.iri},
    }
    answer = sign_in(pupil).post("/api/statements/", sent, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_verb")
    assert not Statement.objects.exists()


def test_what_a_pupil_missed_is_theirs_to_hear(ended, pupil, teacher):
    was_there(ended, pupil, 0, 10, has_left=False)
    was_there(ended, pupil, 12, 40)
    assert missed_by(ended, pupil) == [(600_000, 720_000)]
    assert missed_by(ended, teacher) == []


def test_a_course_open_to_nobody_lists_only_those_who_came(teacher, school, pupil):
    course = make_course(teacher=teacher, school=school, is_published=False)
    end = timezone.now()
    live_class = make_live_class(
        teacher=teacher, course=course, state="ended", opened_at=end - 40 * MINUTE, ended_at=end
    )
    was_there(live_class, pupil, 0, 40, role="pupil")
    assert [row.user for row in attendance_rows(live_class)] == [pupil]
