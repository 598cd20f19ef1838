"""Who may do what, asked of the predicates, of the queries and of every page."""

import uuid

import pytest

from courses.permissions import (
    can_edit_course,
    can_follow_progress,
    can_learn,
    can_view_course,
    can_view_lesson,
)
from courses.queries import composed_courses, courses_for
from schools.choices import Role
from tests.factories.courses import make_course, make_lesson
from tests.factories.schools import MembershipFactory, SchoolClassFactory

PEOPLE = [
    "pupil", "other_pupil", "foreign_pupil", "teacher", "colleague", "homeroom", "stranger", "reviewer", "manager",
    "foreign_manager", "officer", "commune_officer", "foreign_officer",
]  # fmt: skip


@pytest.fixture
def other_pupil(school):
    other = SchoolClassFactory(school=school, name="6B")
    return MembershipFactory(role=Role.PUPIL, school=school, school_class=other).user


@pytest.fixture
def foreign_pupil(other_school):
    other = SchoolClassFactory(school=other_school, name="6A")
    return MembershipFactory(role=Role.PUPIL, school=other_school, school_class=other).user


@pytest.fixture
def homeroom(school, school_class):
    return MembershipFactory(role=Role.TEACHER, school=school, school_class=school_class).user


@pytest.fixture
def foreign_manager(other_school):
    return MembershipFactory(role=Role.SCHOOL_MANAGER, school=other_school).user


@pytest.fixture
def commune_officer(school):
    return MembershipFactory(role=Role.DEPARTMENT_OFFICER, administrative_unit=school.administrative_unit).user


@pytest.fixture
def foreign_officer(other_school):
    return MembershipFactory(role=Role.DEPARTMENT_OFFICER, administrative_unit=other_school.administrative_unit).user


@pytest.fixture
def people(request):
    return {name: request.getfixturevalue(name) for name in PEOPLE}


def those(people, predicate):
    return {name for name, user in people.items() if predicate(user)}


EDITORS = {"teacher", "manager"}
VIEWERS = EDITORS | {"pupil", "colleague", "homeroom", "officer", "commune_officer"}


def test_a_published_course_is_seen_by_its_pupils_its_school_s_teachers_and_officers(people, visitor, course):
    assert those(people, lambda user: can_view_course(user, course)) == VIEWERS
    assert not can_view_course(visitor, course)


def test_an_unpublished_course_is_seen_by_its_editors(people, course):
    course.live = False
    assert those(people, lambda user: can_view_course(user, course)) == EDITORS


def test_a_course_for_the_whole_school_reaches_all_its_pupils(people, teacher, school):
    course = make_course(teacher=teacher, school=school, is_for_school=True)
    assert those(people, lambda user: can_learn(user, course)) == {"pupil", "other_pupil"}


def test_a_course_open_to_nobody_reaches_no_pupil(people, teacher, school):
    course = make_course(teacher=teacher, school=school)
    assert those(people, lambda user: can_learn(user, course)) == set()


def test_only_its_teacher_and_the_managers_of_its_school_change_a_course(people, visitor, course):
    assert those(people, lambda user: can_edit_course(user, course)) == EDITORS
    assert not can_edit_course(visitor, course)


def test_a_teacher_who_left_the_school_no_longer_changes_the_course(teacher, course):
    teacher.memberships.update(ends_on="2026-09-02")
    assert not can_edit_course(teacher, course)
    assert course not in composed_courses(teacher)


def test_progress_of_children_is_for_those_who_teach_them(people, course):
    assert those(people, lambda user: can_follow_progress(user, course)) == EDITORS | {"homeroom"}


def test_a_draft_lesson_is_for_the_editors_of_its_course(people, course):
    draft = make_lesson(course, is_published=False)
    assert those(people, lambda user: can_view_lesson(user, draft, course)) == EDITORS


@pytest.mark.parametrize(("is_published", "is_for_school"), [(True, False), (True, True), (False, True)])
def test_queries_and_predicates_agree(people, teacher, school, school_class, is_published, is_for_school):
    course = make_course(
        teacher=teacher,
        school=school,
        classes=[] if is_for_school else [school_class],
        is_for_school=is_for_school,
        is_published=is_published,
    )
    listed = those(people, lambda user: course in courses_for(user))
    assert listed == those(people, lambda user: can_view_course(user, course))
    composed = those(people, lambda user: course in composed_courses(user))
    assert composed == those(people, lambda user: can_edit_course(user, course))


def pages(course, lesson):
    """(method, address, who gets it) of every page about one course."""
    compose, about = f"/soan/khoa-hoc/{course.uuid}/", f"/soan/bai/{lesson.uuid}/"
    followers = EDITORS | {"homeroom"}
    return [
        ("get", course.get_url(), VIEWERS),
        ("get", lesson.get_url(), VIEWERS),
        ("get", compose, EDITORS),
        ("post", compose, EDITORS),
        ("post", compose + "cong-bo/", EDITORS),
        ("get", compose + "xoa/", EDITORS),
        ("get", compose + "tien-do/", followers),
        ("get", f"/soan/khoa-hoc/{course.uuid}/tien-do.csv", followers),
        ("get", compose + "bai/", EDITORS),
        ("get", about, EDITORS),
        ("post", about, EDITORS),
        ("get", about + "xem/", EDITORS),
        ("post", about + "doi-cho/", EDITORS),
        ("get", about + "xoa/", EDITORS),
    ]


@pytest.mark.parametrize("number", range(14))
def test_every_page_is_there_for_whom_it_is_meant_and_404_for_all_others(client, people, course, lesson, number):
    method, address, allowed = pages(course, lesson)[number]
    answers = {}
    for name, user in people.items():
        client.force_login(user, backend="accounts.backends.UsernameBackend")
        answers[name] = getattr(client, method)(address).status_code
    assert {name for name, status in answers.items() if status in (200, 302, 400)} == allowed
    assert {status for name, status in answers.items() if name not in allowed} == {404}


def test_a_visitor_is_sent_to_sign_in_from_every_page(client, course, lesson):
    for method, address, _allowed in [*pages(course, lesson), ("get", "/khoa-hoc/", set()), ("get", "/soan/", set())]:
        answer = getattr(client, method)(address)
        assert answer.status_code == 302 and answer.url.startswith("/dang-nhap/"), address


@pytest.mark.parametrize("address", ["xoa/", ""])
def test_deleting_and_changing_by_strangers_changes_nothing(sign_in, stranger, course, address):
    assert sign_in(stranger).post(f"/soan/khoa-hoc/{course.uuid}/{address}").status_code == 404
    course.refresh_from_db()


@pytest.mark.parametrize(
    ("who", "status"), [("pupil", 200), ("other_pupil", 404), ("teacher", 403), ("officer", 403), ("stranger", 404)]
)
def test_only_its_pupils_complete_a_lesson(sign_in, request, lesson, who, status):
    answer = sign_in(request.getfixturevalue(who)).post(
        f"/hoc/{lesson.uuid}/xong/", {"uuid": str(uuid.uuid4())}, follow=True
    )
    assert answer.status_code == status


def test_pupils_and_officers_do_not_compose(sign_in, pupil, officer):
    for user in (pupil, officer):
        client = sign_in(user)
        assert client.get("/soan/").status_code == 403
        assert client.post("/soan/khoa-hoc/").status_code == 403


def test_changing_takes_only_post(sign_in, teacher, course, lesson):
    client = sign_in(teacher)
    assert client.get(f"/soan/khoa-hoc/{course.uuid}/cong-bo/").status_code == 405
    assert client.get(f"/soan/bai/{lesson.uuid}/doi-cho/").status_code == 405
    assert client.post(course.get_url()).status_code == 405


def test_a_pupil_who_moved_to_another_class_no_longer_sees_the_course(sign_in, pupil, course, lesson):
    pupil.memberships.update(school_class=SchoolClassFactory(school=course.school, name="6C"))
    assert sign_in(pupil).get(lesson.get_url()).status_code == 404


def test_the_editor_offers_no_preview_past_the_permissions(course, lesson):
    assert not course.is_previewable() and not lesson.is_previewable()
