"""Who sees which live classes, who is expected, what overlaps: lists and single objects follow one rule."""

import datetime as dt

import pytest
from django.utils import timezone

from live_classes.models import LiveClass
from live_classes.permissions import can_view_live_class
from live_classes.queries import (
    found_classes,
    live_classes_for,
    overlapping,
    past_classes,
    places_of,
    pupils_expected,
    todays_classes,
    upcoming_classes,
)
from schools.choices import Role
from schools.permissions import forget_memberships
from tests.factories.courses import make_course
from tests.factories.live_classes import make_live_class, make_participant
from tests.factories.schools import MembershipFactory, SchoolClassFactory

EVERYBODY = ("pupil", "teacher", "colleague", "reviewer", "manager", "officer", "stranger")
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def meetings(teacher, colleague, stranger, school, other_school, school_class):
    """Meetings of every sort: of classes and courses, of either school, of a draft."""
    other_class = SchoolClassFactory(school=school, name="7B", grade=7)
    far_class = SchoolClassFactory(school=other_school, name="6A")
    courses = {
        "for 6A": make_course(teacher=teacher, school=school, classes=[school_class]),
        "for all": make_course(teacher=colleague, school=school, is_for_school=True, title="Toán nâng cao"),
        "for 7B": make_course(teacher=colleague, school=school, classes=[other_class], title="Toán 7"),
        "draft": make_course(teacher=teacher, school=school, classes=[school_class], is_published=False, title="Nháp"),
    }
    made = {name: make_live_class(teacher=course.teacher, course=course) for name, course in courses.items()}
    made["class 6A"] = make_live_class(teacher=teacher, school_class=school_class)
    made["class 7B"] = make_live_class(teacher=colleague, school_class=other_class)
    made["far"] = make_live_class(teacher=stranger, school_class=far_class)
    return made


def seen_by(user, meetings) -> set[str]:
    forget_memberships(user)
    seen = list(live_classes_for(user))
    assert len(seen) == len(set(seen)), "a meeting twice"
    return {name for name, meeting in meetings.items() if meeting in seen}


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_list_holds_what_may_be_opened_and_nothing_else(who, meetings, request):
    user = request.getfixturevalue(who)
    seen = seen_by(user, meetings)
    assert seen == {name for name, meeting in meetings.items() if can_view_live_class(user, meeting)}


def test_each_role_sees_its_own(meetings, request):
    expected = {
        "pupil": {"for 6A", "for all", "class 6A"},
        "teacher": {"for 6A", "for all", "draft", "class 6A"},
        "colleague": {"for all", "for 7B", "class 7B"},
        "reviewer": set(),
        "manager": {"for 6A", "for all", "for 7B", "draft", "class 6A", "class 7B"},
        "officer": set(),
        "stranger": {"far"},
    }
    assert {who: seen_by(request.getfixturevalue(who), meetings) for who in EVERYBODY} == expected


def test_a_teacher_who_left_the_school_sees_nothing_of_it(meetings, teacher):
    teacher.memberships.update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    assert seen_by(teacher, meetings) == set()


def test_nobody_sees_anything_signed_out(meetings, visitor):
    assert not live_classes_for(visitor).exists()


def test_an_admitted_guest_finds_the_class_by_the_invitation_only(meetings, stranger):
    make_participant(meetings["class 6A"], stranger, role="guest")
    assert seen_by(stranger, meetings) == {"far"}


def test_expected_are_the_pupils_of_today_in_the_order_of_their_names(meetings, pupil, school_class):
    an = MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class)
    gone = MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class)
    gone.ends_on = timezone.localdate() - dt.timedelta(days=1)
    gone.save()
    for name in ("class 6A", "for 6A", "for all"):
        expected = list(pupils_expected(meetings[name]))
        assert expected == sorted([pupil, an.user], key=lambda user: user.name_sort_key)
    assert not pupils_expected(meetings["draft"]).exists()


def test_past_and_upcoming_share_every_class_that_is_not_open(teacher, school_class):
    now = timezone.now()
    made = {
        name: make_live_class(teacher=teacher, school_class=school_class, starts_at=now + offset, state=state)
        for name, offset, state in (
            ("soon", HOUR, "scheduled"),
            ("late", -0.5 * HOUR, "scheduled"),
            ("missed", -2 * HOUR, "scheduled"),
            ("off", HOUR, "cancelled"),
            ("was off", -2 * HOUR, "cancelled"),
            ("ended", -2 * HOUR, "ended"),
            ("ended early", 0.1 * HOUR, "ended"),
        )
    }
    everything = LiveClass.objects.all()
    upcoming, past = set(upcoming_classes(everything, now)), set(past_classes(everything, now))
    assert {name for name, row in made.items() if row in upcoming} == {"soon", "late", "off"}
    assert {name for name, row in made.items() if row in past} == {"missed", "was off", "ended", "ended early"}


def test_titles_are_found_without_marks_and_places_by_their_value(meetings, manager):
    mine = live_classes_for(manager)
    LiveClass.objects.filter(pk=meetings["for 7B"].pk).update(title="Hình thang cân")
    assert list(found_classes(mine, text="hinh THANG")) == [meetings["for 7B"]]
    assert not found_classes(mine, text="không có buổi này")
    key = meetings["class 6A"].school_class_id
    assert list(found_classes(mine, place=f"lop-{key}")) == [meetings["class 6A"]]
    for nonsense in ("lop-", "lop-x", "xa-1", "khoa-999999999999999999999999"):
        assert found_classes(mine, place=nonsense).count() == mine.count()


def test_places_name_each_class_and_course_once_classes_first(meetings, teacher, school_class):
    make_live_class(teacher=teacher, school_class=school_class)
    places = places_of(live_classes_for(teacher))
    assert [name for _value, name in places] == ["6A", "Nháp", "Toán 6: Phân số", "Toán nâng cao"]


def test_today_shows_what_goes_on_and_what_comes_until_midnight(teacher, pupil, school_class):
    end_of_day = timezone.localtime().replace(hour=23, minute=59, second=59)
    goes_on = make_live_class(teacher=teacher, school_class=school_class, state="open")
    for fields in ({"starts_at": end_of_day + HOUR}, {"state": "cancelled"}, {"state": "ended"}):
        make_live_class(teacher=teacher, school_class=school_class, **fields)
    assert todays_classes(pupil) == [goes_on]


@pytest.mark.parametrize(
    ("offset_minutes", "is_taken"), [(-46, False), (-45, False), (-44, True), (0, True), (44, True), (45, False)]
)
def test_meetings_overlap_by_minutes_and_not_when_one_follows_the_other(
    teacher, school_class, offset_minutes, is_taken
):
    known = make_live_class(teacher=teacher, school_class=school_class)
    start = known.starts_at + dt.timedelta(minutes=offset_minutes)
    found = overlapping(starts=[start], duration_minutes=45, teacher=teacher)
    assert found == ([known] if is_taken else [])


def test_teacher_and_class_are_taken_each_for_themselves(teacher, colleague, school, school_class):
    known = make_live_class(teacher=teacher, school_class=school_class)
    other_class = SchoolClassFactory(school=school)
    at = {"starts": [known.starts_at], "duration_minutes": 45}
    assert overlapping(**at, teacher=colleague, school_class=school_class) == [known]
    assert overlapping(**at, teacher=teacher, school_class=other_class) == [known]
    assert overlapping(**at, teacher=colleague, school_class=other_class) == []
    assert overlapping(**at, teacher=teacher, but=known.pk) == []
    LiveClass.objects.update(state="cancelled")
    assert overlapping(**at, teacher=teacher) == []


def test_a_series_is_compared_in_one_query(teacher, school_class, django_assert_num_queries):
    known = make_live_class(teacher=teacher, school_class=school_class)
    starts = [known.starts_at + dt.timedelta(days=day) for day in range(60)]
    with django_assert_num_queries(1):
        assert overlapping(starts=starts, duration_minutes=45, teacher=teacher) == [known]
