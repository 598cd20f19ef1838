"""The home of each role: what it shows, what it costs."""

import gzip
import io
import uuid

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.services import notify
from content_repo.choices import Visibility
from content_repo.services import approve_step, return_resource, submit_resource
from courses.choices import Verb
from courses.services import create_course, create_lesson, publish_course, record_statement
from schools.choices import Role
from tests.factories.accounts import UserFactory
from tests.factories.content_repo import GradeFactory, ResourceFactory, SubjectFactory
from tests.factories.schools import MembershipFactory


@pytest.fixture
def site(db):
    """The pages, curriculum and review of an installation."""
    call_command("prepare", stdout=io.StringIO())


def _course(teacher, school_class, title="Toán 6: Phân số"):
    course = create_course(
        uuid=uuid.uuid4(),
        teacher=teacher,
        school=school_class.school,
        classes=[school_class],
        fields={
            "title": title,
            "subject": SubjectFactory(),
            "grade": GradeFactory(number=6),
            "school_year": school_class.school_year,
        },
    )
    lesson = create_lesson(
        uuid=uuid.uuid4(),
        course=course,
        by=teacher,
        fields={"title": f"Bài 1 của {title}", "chapter": "", "estimated_minutes": 20},
        blocks=[{"type": "text", "value": "Phân số", "id": str(uuid.uuid4())}],
        is_published=True,
    )
    publish_course(course=course, by=teacher)
    return course, lesson


def _waiting(teacher, school, **kwargs):
    resource = ResourceFactory(owner=teacher, school=school, is_published=False, **kwargs)
    submit_resource(resource=resource, by=teacher)
    return resource


def _page(client, path="/"):
    response = client.get(path)
    assert response.status_code == 200
    assert len(gzip.compress(response.content)) <= 8_000
    return response.content.decode()


def _queries(client) -> int:
    _page(client)  # what is kept in memory from the first page on is not counted
    with CaptureQueriesContext(
        connection,
    ) as queries:
        _page(client)
    return len(queries)


def test_a_visitor_finds_search_sign_in_and_only_public_resources(site, client, school):
    ResourceFactory(title="Cho mọi người", school=school)
    ResourceFactory(title="Chỉ trong trường", school=school, visibility=Visibility.SCHOOL)
    html = _page(client)
    assert "Cho mọi người" in html
    assert "Chỉ trong trường" not in html
    assert 'action="/kho/"' in html
    assert "/dang-nhap/" in html


def test_a_visitor_of_an_empty_repository_is_told_so(site, client):
    assert "Kho chưa có học liệu nào được công bố" in _page(client)


def test_somebody_without_a_school_is_told_whom_to_ask(site, sign_in):
    assert "chưa thuộc trường nào" in _page(sign_in(UserFactory()))


def test_a_pupil_goes_on_with_the_next_lesson(site, sign_in, pupil, teacher, school_class):
    course, lesson = _course(teacher, school_class)
    html = _page(sign_in(pupil))
    assert f"Chào em {pupil.first_name}" in html
    assert lesson.title in html
    record_statement(uuid=uuid.uuid4(), actor=pupil, verb=Verb.COMPLETED, course=course, lesson=lesson)
    assert "1/1" in _page(sign_in(pupil))


def test_a_pupil_without_courses_gets_one_thing_to_do(site, sign_in, pupil):
    html = _page(sign_in(pupil))
    assert "Chưa có khoá học nào cho lớp của em" in html
    assert 'class="btn" href="/kho/"' in html


def test_a_new_teacher_is_shown_three_steps(site, sign_in, colleague):
    assert "Bắt đầu trong ba bước" in _page(sign_in(colleague))


def test_a_teacher_sees_returned_plans_and_how_many_have_begun(site, sign_in, teacher, pupil, reviewer, school_class):
    course, lesson = _course(teacher, school_class)
    record_statement(uuid=uuid.uuid4(), actor=pupil, verb=Verb.LAUNCHED, course=course, lesson=lesson)
    resource = _waiting(teacher, school_class.school, title="Giáo án cần sửa")
    return_resource(resource=resource, by=reviewer, comment="Thêm phần vận dụng.")
    html = _page(sign_in(teacher))
    assert "Giáo án cần sửa" in html
    assert "1/1 em đã bắt đầu" in html
    assert "Bắt đầu trong ba bước" not in html


def test_a_teacher_who_reviews_too_finds_the_queue(site, sign_in, teacher, colleague, school):
    MembershipFactory(user=colleague, role=Role.REVIEWER, school=school)
    _waiting(teacher, school, title="Chờ đồng nghiệp")
    assert "Chờ đồng nghiệp" in _page(sign_in(colleague))


def test_a_manager_sees_the_queue_and_the_numbers_of_the_school(site, sign_in, manager, teacher, pupil, other_school):
    school = manager.memberships.get().school
    _waiting(teacher, school, title="Chờ nhà trường")
    _waiting(MembershipFactory(role=Role.TEACHER, school=other_school).user, other_school, title="Của trường khác")
    html = _page(sign_in(manager))
    assert "Chờ nhà trường" in html
    assert "Của trường khác" not in html
    assert '<b class="num">1</b> học sinh' in html


def test_a_reviewer_with_nothing_to_do_is_told_so(site, sign_in, reviewer):
    assert "Không còn học liệu nào chờ" in _page(sign_in(reviewer))


def test_an_officer_sees_what_waits_for_the_department_and_who_signed_in(
    site, sign_in, officer, teacher, reviewer, pupil, school
):
    resource = _waiting(teacher, school, title="Chờ Sở")
    approve_step(resource=resource, by=reviewer)
    ResourceFactory(school=school)
    pupil.last_login = timezone.now()
    pupil.save(update_fields=["last_login"])
    html = _page(sign_in(officer))
    assert "Chờ Sở" in html
    assert '<b class="num">1/1</b>' in html  # schools that share
    assert "Trường chưa có người quản lý" in html


def test_an_officer_of_one_commune_counts_only_its_schools(site, sign_in, school, other_school):
    user = MembershipFactory(role=Role.DEPARTMENT_OFFICER, administrative_unit=school.administrative_unit).user
    ResourceFactory(school=school)
    ResourceFactory(school=other_school)
    assert '<b class="num">1/1</b>' in _page(sign_in(user))


@pytest.mark.parametrize("role", ["visitor", "pupil", "teacher", "reviewer", "manager", "officer"])
def test_a_home_costs_as_many_queries_for_three_things_as_for_one(
    role, request, site, client, sign_in, school, school_class, teacher, colleague, reviewer, pupil
):
    user = request.getfixturevalue(role)
    if role != "visitor":
        client = sign_in(user)

    def add(number: int) -> None:
        course, lesson = _course(teacher, school_class, f"Khoá {number}")
        record_statement(uuid=uuid.uuid4(), actor=pupil, verb=Verb.LAUNCHED, course=course, lesson=lesson)
        ResourceFactory(school=school, owner=teacher)
        _waiting(colleague, school)
        approve_step(resource=_waiting(colleague, school), by=reviewer)
        return_resource(resource=_waiting(teacher, school), by=reviewer, comment="Thêm.")
        if role != "visitor":
            notify(users=[user], kind="courses.opened", params={"course": "Toán", "teacher": "Lan"}, url="/")

    add(1)
    for_one = _queries(client)
    add(2)
    add(3)
    assert _queries(client) <= for_one
    assert for_one <= 24
