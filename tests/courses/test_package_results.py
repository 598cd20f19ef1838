"""What teachers see of the work in packages, what a pupil sees of the own, and who sees nothing."""

import csv
import io
import json
import uuid

import pytest
from django.utils import timezone

from courses.models import PackageResult
from courses.services import update_lesson
from schools.choices import Role
from tests.factories.courses import make_lesson, text_block
from tests.factories.package_work import (
    blanks_definition,
    choice_definition,
    file_block,
    make_package,
    matching_definition,
    told,
    work_address,
)
from tests.factories.schools import MembershipFactory, SchoolClassFactory

FIRST, SECOND = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture
def package(db):
    """A package that is ready to be played."""
    return make_package()


@pytest.fixture
def lesson(course, package):
    """A published lesson that shows the package."""
    return make_lesson(course, blocks=[file_block(package)])


@pytest.fixture
def classmate(school, school_class):
    """Another pupil of 6A."""
    return MembershipFactory(role=Role.PUPIL, school=school, school_class=school_class).user


def record(client, lesson, package, *statements):
    answer = client.post(work_address(lesson, package), json.dumps(statements), content_type="application/json")
    assert answer.status_code == 200, answer.content


def answered(definition, response, *, is_right, sub=None, at="2026-11-20T08:00:00+07:00"):
    statement = told("answered", sub=sub, raw=int(is_right), most=1, at=at)
    statement["object"]["definition"] = definition
    statement["result"]["response"] = response
    return statement


def table(client, lesson, query=""):
    return client.get(f"/soan/bai/{lesson.uuid}/ket-qua/{query}")


def sheet(client, lesson, pupil):
    return client.get(f"/soan/bai/{lesson.uuid}/ket-qua/{pupil.uuid}/")


def work(sign_in, pupil, lesson, package):
    record(
        sign_in(pupil),
        lesson,
        package,
        told("attempted"),
        answered(choice_definition(), "0[,]1", is_right=False, sub=FIRST),
        answered(choice_definition(), "0[,]2", is_right=True, sub=FIRST, at="2026-11-20T08:05:00+07:00"),
        answered(blanks_definition(), "5[,]<b>3</b>", is_right=False, sub=SECOND),
        told("completed", raw=8, at="2026-11-20T08:06:00+07:00"),
        told("completed", raw=5, at="2026-11-20T08:26:00+07:00"),
    )


def test_the_teacher_finds_the_score_of_each_pupil(sign_in, pupil, classmate, teacher, lesson, package):
    work(sign_in, pupil, lesson, package)
    text = table(sign_in(teacher), lesson).content.decode()
    assert "<b>8/10" in text and "2 lần" in text and "lần cuối 50 %" in text
    assert str(pupil) in text and str(classmate) in text
    assert "Điểm do máy của học sinh báo, chưa được chấm lại" in text
    assert "1/2" in text and "80 %" in text


def test_the_hardest_question_is_told_by_the_last_answers(sign_in, pupil, classmate, teacher, lesson, package):
    work(sign_in, pupil, lesson, package)
    record(sign_in(classmate), lesson, package, answered(blanks_definition(), "5[,]4", is_right=True, sub=SECOND))
    text = table(sign_in(teacher), lesson).content.decode()
    hardest = text.partition("Câu nhiều em sai")[2].partition("</section>")[0]
    assert "Nửa của 10 là" in hardest and "1/2 em sai" in hardest
    assert "Phân số nào bằng" not in hardest


def test_all_answers_of_one_pupil_stand_in_words(sign_in, pupil, teacher, lesson, package):
    work(sign_in, pupil, lesson, package)
    text = sheet(sign_in(teacher), lesson, pupil).content.decode()
    assert "Phân số nào bằng 1/2?" in text and "2/4; 3/6" in text and "2/4; 2/3" in text
    assert "1 lần trước" in text and "Chưa đúng" in text
    assert "<li>&lt;b&gt;3&lt;/b&gt;</li>" in text
    assert "Điểm do máy của học sinh báo, chưa được chấm lại" in text
    assert "8/10" in text and "5/10" in text


def test_a_pupil_reads_the_own_answers_without_the_key(sign_in, pupil, lesson, package):
    work(sign_in, pupil, lesson, package)
    text = sheet(sign_in(pupil), lesson, pupil).content.decode()
    assert "Bài làm của em" in text and "Phân số nào bằng 1/2?" in text
    assert "Đáp án" not in text and "<li>4</li>" not in text


def test_pairs_are_read_as_the_type_wrote_them(sign_in, pupil, teacher, lesson, package):
    record(sign_in(pupil), lesson, package, answered(matching_definition(), "0[.]0[,]1[.]1", is_right=False))
    text = sheet(sign_in(teacher), lesson, pupil).content.decode()
    assert "3 → Số chẵn; 8 → Số lẻ" in text
    assert "8 → Số chẵn; 3 → Số lẻ" in text  # the key


def test_a_package_that_asks_nothing_says_so(sign_in, pupil, teacher, lesson, package):
    record(sign_in(pupil), lesson, package, told("viewed"))
    assert "Đã xem hết" in sheet(sign_in(teacher), lesson, pupil).content.decode()
    assert "đã xem hết" in table(sign_in(teacher), lesson).content.decode()


# --- Who ---


def test_a_child_does_not_see_another_childs_answers(sign_in, pupil, classmate, lesson, package):
    work(sign_in, pupil, lesson, package)
    assert sheet(sign_in(classmate), lesson, pupil).status_code == 404
    assert sheet(sign_in(classmate), lesson, classmate).status_code == 200
    assert table(sign_in(classmate), lesson).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("manager", 200), ("colleague", 404), ("officer", 404), ("stranger", 404)])
def test_single_children_are_for_the_school_that_teaches_them(sign_in, lesson, pupil, who, status, request):
    client = sign_in(request.getfixturevalue(who))
    assert table(client, lesson).status_code == status
    assert sheet(client, lesson, pupil).status_code == status
    assert client.get(f"/soan/bai/{lesson.uuid}/ket-qua.csv").status_code == status


def test_a_visitor_is_sent_to_sign_in(client, lesson, pupil):
    for answer in (table(client, lesson), sheet(client, lesson, pupil)):
        assert answer.url.startswith("/dang-nhap/")


def test_a_class_teacher_sees_the_own_class_alone(sign_in, school, school_class, pupil, course, lesson, package):
    other_class = SchoolClassFactory(school=school, name="6B", grade=6)
    other = MembershipFactory(role=Role.PUPIL, school=school, school_class=other_class).user
    course.audiences.create(school_class=other_class)
    of_other_class = MembershipFactory(role=Role.TEACHER, school=school, school_class=other_class).user
    work(sign_in, pupil, lesson, package)
    client = sign_in(of_other_class)
    text = table(client, lesson).content.decode()
    assert str(other.username) not in text and f"/ket-qua/{pupil.uuid}/" not in text
    assert sheet(client, lesson, pupil).status_code == 404
    assert sheet(client, lesson, other).status_code == 200


def test_a_pupil_of_another_school_is_not_there(sign_in, teacher, other_school, lesson):
    school_class = SchoolClassFactory(school=other_school, name="6B")
    foreign = MembershipFactory(role=Role.PUPIL, school=other_school, school_class=school_class).user
    assert sheet(sign_in(teacher), lesson, foreign).status_code == 404
    assert sheet(sign_in(foreign), lesson, foreign).status_code == 404


# --- The table ---


def test_the_table_is_sorted_filtered_and_paged(sign_in, teacher, school, school_class, course, lesson, package):
    other_class = SchoolClassFactory(school=school, name="6B", grade=6)
    course.audiences.create(school_class=other_class)
    people = [
        MembershipFactory(role=Role.PUPIL, school=school, school_class=one).user
        for one in [school_class] * 31 + [other_class]
    ]
    now = timezone.now()
    for number, person in enumerate(people[:3]):
        PackageResult.objects.create(
            pupil=person,
            course=course,
            lesson=lesson,
            package=package,
            best_scaled=number / 10,
            opened_at=now,
            last_opened_at=now - timezone.timedelta(days=number),
        )
    client = sign_in(teacher)
    first = table(client, lesson, "?sap-xep=diem").context["page"]
    assert first.object_list[0].pupil == people[2] and len(first) == 30
    assert len(table(client, lesson, "?trang=2").context["page"]) == 2
    assert table(client, lesson, "?sap-xep=gan-nhat").context["page"].object_list[0].pupil == people[0]
    of_class = table(client, lesson, f"?lop={other_class.uuid}").context["table"]
    assert [row.pupil for row in of_class.rows] == [people[31]]
    assert len(table(client, lesson, "?in=1").context["page"]) == 32
    for odd in ("?sap-xep=x", "?lop=x", "?trang=x", "?trang=99"):
        assert table(client, lesson, odd).status_code == 200


def test_the_spreadsheet_has_the_same_rows(sign_in, pupil, classmate, teacher, lesson, package):
    work(sign_in, pupil, lesson, package)
    answer = sign_in(teacher).get(f"/soan/bai/{lesson.uuid}/ket-qua.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    rows = rows if len(rows[0]) > 3 else list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    [own] = [row for row in rows if pupil.username in row]
    assert own[3:6] == ["80", "50", "2"] and own[6].startswith("20/11/2026")
    [other] = [row for row in rows if classmate.username in row]
    assert other[3:] == ["", "", "", ""]


def test_more_pupils_cost_no_more_queries(
    sign_in, pupil, teacher, school, school_class, lesson, package, django_assert_max_num_queries
):
    work(sign_in, pupil, lesson, package)
    client = sign_in(teacher)
    table(client, lesson)
    with django_assert_max_num_queries(40) as counted:
        table(client, lesson)
    before = len(counted)
    for _number in range(8):
        other = MembershipFactory(role=Role.PUPIL, school=school, school_class=school_class).user
        work(sign_in, other, lesson, package)
    client = sign_in(teacher)
    table(client, lesson)
    with django_assert_max_num_queries(before):
        table(client, lesson)


def test_a_package_that_was_replaced_keeps_its_results_readable(sign_in, pupil, teacher, lesson, package):
    work(sign_in, pupil, lesson, package)
    new = make_package(title="Bản mới")
    update_lesson(lesson=lesson, by=teacher, fields={}, blocks=[file_block(new)], is_published=True)
    client = sign_in(teacher)
    text = table(client, lesson).content.decode()
    assert "Bản mới" in text and "bài không còn dùng gói này" in text and "<b>8/10" in text
    assert "Phân số nào bằng 1/2?" in sheet(client, lesson, pupil).content.decode()


def test_answers_in_a_package_that_is_gone_for_good_stay_in_the_log(sign_in, pupil, teacher, lesson, package):
    work(sign_in, pupil, lesson, package)
    package.delete()
    text = sheet(sign_in(teacher), lesson, pupil).content.decode()
    assert "Bài tương tác đã xoá" in text and "Phân số nào bằng 1/2?" in text


def test_a_lesson_without_packages_says_so(sign_in, teacher, course):
    lesson = make_lesson(course, title="Chỉ có chữ", blocks=[text_block("Đọc thôi.")])
    assert "không có bài tương tác nào" in table(sign_in(teacher), lesson).content.decode()


# --- The progress of the course ---


def test_the_progress_of_the_course_shows_scores_and_leads_to_them(sign_in, pupil, teacher, course, lesson, package):
    work(sign_in, pupil, lesson, package)
    client = sign_in(teacher)
    text = client.get(f"/soan/khoa-hoc/{course.uuid}/tien-do/").content.decode()
    assert '<small class="num score">80%</small>' in text and f"/soan/bai/{lesson.uuid}/ket-qua/" in text
    data = client.get(f"/soan/khoa-hoc/{course.uuid}/tien-do.csv").content.decode("utf-8-sig")
    assert "điểm máy báo (%)" in data.splitlines()[0] and "80" in data


def test_a_lesson_without_scores_has_no_column_of_them(sign_in, pupil, teacher, course, lesson):
    data = sign_in(teacher).get(f"/soan/khoa-hoc/{course.uuid}/tien-do.csv").content.decode("utf-8-sig")
    assert "điểm máy báo" not in data
