"""What teachers see of their pupils: table, order, export; and the homes of pupils and teachers."""

import csv
import datetime as dt
import io
import uuid

import pytest
from django.utils import timezone

from courses.queries import progress_table, pupil_home, teacher_home
from courses.services import record_statement
from schools.choices import Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_course, make_lesson
from tests.factories.schools import MembershipFactory, SchoolClassFactory


def new_pupil(school_class, last_name, first_name):
    user = UserFactory(last_name=last_name, first_name=first_name)
    MembershipFactory(user=user, role=Role.PUPIL, school=school_class.school, school_class=school_class)
    return user


def learned(user, course, lesson, *, verb="completed", hours_ago=1):
    at = timezone.now() - dt.timedelta(hours=hours_ago)
    record_statement(uuid=uuid.uuid4(), actor=user, verb=verb, course=course, lesson=lesson, timestamp=at)


@pytest.fixture
def class_of_three(school_class, course, lesson):
    """Three pupils: Yến has done both lessons, Ẩn one just now, Bình none."""
    people = {name: new_pupil(school_class, "Hồ Văn", name) for name in ("Yến", "Ẩn", "Bình")}
    second = make_lesson(course, title="Bài 2")
    learned(people["Yến"], course, lesson, hours_ago=30)
    learned(people["Yến"], course, second, hours_ago=20)
    learned(people["Ẩn"], course, lesson, hours_ago=1)
    learned(people["Bình"], course, second, verb="launched", hours_ago=10)
    return people


@pytest.mark.parametrize(
    ("sort", "names"),
    [("ten", ["Ẩn", "Bình", "Yến"]), ("xong", ["Yến", "Ẩn", "Bình"]), ("gan-nhat", ["Ẩn", "Bình", "Yến"])],
)
def test_pupils_are_ordered_by_name_by_lessons_done_and_by_last_visit(course, class_of_three, sort, names):
    assert [row.pupil.first_name for row in progress_table(course, sort=sort).rows] == names


def test_the_table_counts_by_lesson_and_by_pupil(sign_in, teacher, course, class_of_three):
    table = progress_table(course)
    assert [(column.done, column.opened) for column in table.lessons] == [(2, 0), (1, 1)]
    assert {row.pupil.first_name: row.done for row in table.rows} == {"Yến": 2, "Ẩn": 1, "Bình": 0}
    page = sign_in(teacher).get(f"/soan/khoa-hoc/{course.uuid}/tien-do/").content.decode()
    assert "2/3" in page and "Hồ Văn Ẩn" in page


def test_the_table_is_filtered_by_class(sign_in, teacher, school, school_class, class_of_three):
    other = SchoolClassFactory(school=school, name="6B")
    new_pupil(other, "Lê", "Mỷ")
    course = make_course(teacher=teacher, school=school, is_for_school=True, title="Cả trường")
    make_lesson(course)
    address = f"/soan/khoa-hoc/{course.uuid}/tien-do/"
    page = sign_in(teacher).get(f"{address}?lop={other.uuid}").content.decode()
    assert "Lê Mỷ" in page and "Hồ Văn Ẩn" not in page
    assert sign_in(teacher).get(f"{address}?lop=abc&sap-xep=abc&trang=99").status_code == 200


def test_a_teacher_of_one_class_follows_that_class_only(sign_in, school, teacher, school_class, class_of_three):
    other = SchoolClassFactory(school=school, name="6B")
    new_pupil(other, "Lê", "Mỷ")
    homeroom = MembershipFactory(role=Role.TEACHER, school=school, school_class=other).user
    course = make_course(teacher=teacher, school=school, is_for_school=True)
    page = sign_in(homeroom).get(f"/soan/khoa-hoc/{course.uuid}/tien-do/").content.decode()
    assert "Lê Mỷ" in page and "Hồ Văn Ẩn" not in page


def test_all_pupils_are_on_one_page_for_printing(sign_in, teacher, course, lesson, school_class):
    for number in range(31):
        new_pupil(school_class, "Hồ", f"Em{number:02}")
    client, address = sign_in(teacher), f"/soan/khoa-hoc/{course.uuid}/tien-do/"
    assert client.get(address).content.decode().count('class="who"') == 30
    assert client.get(f"{address}?in=1").content.decode().count('class="who"') == 31


def test_the_export_opens_in_excel_and_runs_no_formula(sign_in, teacher, course, class_of_three, school_class):
    new_pupil(school_class, "=HYPERLINK(1)", "+cmd")
    make_lesson(course, title="@SUM(A1)")
    answer = sign_in(teacher).get(f"/soan/khoa-hoc/{course.uuid}/tien-do.csv?sap-xep=xong")
    assert answer["Content-Type"].startswith("text/csv") and "attachment" in answer["Content-Disposition"]
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeff")
    head, *rows = csv.reader(io.StringIO(text[1:]))
    assert head[-1] == "'@SUM(A1)"
    assert rows[0][0] == "Hồ Văn Yến" and rows[0][3] == "2"
    assert any(row[0].startswith("'=HYPERLINK") for row in rows)


def test_a_course_open_to_nobody_has_no_progress_to_show(sign_in, teacher, school):
    course = make_course(teacher=teacher, school=school)
    page = sign_in(teacher).get(f"/soan/khoa-hoc/{course.uuid}/tien-do/").content.decode()
    assert "chưa mở cho em nào" in page


def test_the_home_of_a_pupil_leads_to_the_lesson_begun(pupil, teacher, school, school_class, course, lesson):
    other = make_course(teacher=teacher, school=school, classes=[school_class], title="Anh 6")
    make_lesson(other, title="Unit 1")
    begun = make_lesson(other, title="Unit 2")
    learned(pupil, other, begun, verb="launched")
    cards = pupil_home(pupil)
    assert [card.course.title for card in cards] == ["Anh 6", course.title]
    assert cards[0].next_lesson == begun and (cards[0].done, cards[0].total) == (0, 2)


def test_a_finished_course_comes_last_on_the_home_of_a_pupil(pupil, teacher, school, school_class, course, lesson):
    learned(pupil, course, lesson)
    make_lesson(make_course(teacher=teacher, school=school, classes=[school_class], title="Tin 6"))
    assert [card.course.title for card in pupil_home(pupil)] == ["Tin 6", course.title]


def test_the_home_of_a_teacher_counts_pupils_and_lessons_done(teacher, course, class_of_three):
    [card] = teacher_home(teacher)
    assert (card.pupils_count, card.learning_count, card.completions_count) == (3, 3, 3)


def test_homes_ask_the_database_as_often_for_one_course_as_for_three(
    pupil, teacher, school, school_class, django_assert_num_queries
):
    for number in range(3):
        course = make_course(teacher=teacher, school=school, classes=[school_class], title=f"Khoá {number}")
        learned(pupil, course, make_lesson(course))
        for user, home, most in ((pupil, pupil_home, 4), (teacher, teacher_home, 6)):
            user.__dict__.pop("_current_memberships", None)
            with django_assert_num_queries(most):
                home(user)
