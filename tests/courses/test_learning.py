"""What pupils see: the list, the course, the lesson, and that their progress is kept."""

import uuid

from courses.models import LessonProgress, Statement
from tests.factories.courses import make_course, make_course_index, make_lesson, text_block


def test_a_pupil_goes_from_the_list_through_a_lesson_to_the_next(sign_in, pupil, course, lesson):
    second = make_lesson(course, title="Bài 2. Rút gọn phân số")
    client = sign_in(pupil)
    assert course.get_url() in client.get("/khoa-hoc/").content.decode()
    page = client.get(course.get_url()).content.decode()
    assert "0/2 bài" in page and lesson.get_url() in page

    page = client.get(lesson.get_url()).content.decode()
    assert "Phân số có dạng" in page and "Đánh dấu đã học" in page
    answer = client.post(f"/hoc/{lesson.uuid}/xong/", {"uuid": str(uuid.uuid4())})
    assert answer.status_code == 302 and answer.url == second.get_url()

    page = client.get(course.get_url()).content.decode()
    assert "1/2 bài" in page and "Đã học" in page
    assert "Em đã học xong bài này" in client.get(lesson.get_url()).content.decode()


def test_the_address_of_a_course_is_its_title_without_marks(course, lesson):
    assert course.get_url() == "/khoa-hoc/toan-6-phan-so/"
    assert lesson.get_url() == "/khoa-hoc/toan-6-phan-so/bai-1-khai-niem-phan-so/"


def test_two_courses_of_one_title_get_two_addresses(course, teacher, school):
    other = make_course(teacher=teacher, school=school)
    assert other.get_url() == "/khoa-hoc/toan-6-phan-so-2/"


def test_a_title_without_letters_still_gets_an_address(course):
    assert make_lesson(course, title="???").slug.startswith("lessonpage")


def test_opening_a_lesson_is_logged_once_a_day(sign_in, pupil, lesson):
    client = sign_in(pupil)
    for _visit in range(3):
        client.get(lesson.get_url())
    assert Statement.objects.get().verb == "launched"
    assert LessonProgress.objects.get().completed_at is None


def test_looking_with_head_is_not_logged(sign_in, pupil, lesson):
    sign_in(pupil).head(lesson.get_url())
    assert not Statement.objects.exists()


def test_a_teacher_opening_a_lesson_is_not_logged(sign_in, teacher, lesson):
    page = sign_in(teacher).get(lesson.get_url()).content.decode()
    assert "Đánh dấu đã học" not in page
    assert not Statement.objects.exists()


def test_completing_twice_with_one_id_is_stored_once(sign_in, pupil, lesson):
    client, data = sign_in(pupil), {"uuid": str(uuid.uuid4())}
    for _tap in range(2):
        assert client.post(f"/hoc/{lesson.uuid}/xong/", data).status_code == 302
    assert Statement.objects.filter(verb="completed").count() == 1


def test_completing_with_the_id_of_another_lesson_is_a_conflict(sign_in, pupil, course, lesson):
    client, data = sign_in(pupil), {"uuid": str(uuid.uuid4())}
    client.post(f"/hoc/{lesson.uuid}/xong/", data)
    other = make_lesson(course, title="Bài 2")
    answer = client.post(f"/hoc/{other.uuid}/xong/", data)
    assert answer.status_code == 409
    assert not LessonProgress.objects.filter(lesson=other).exists()


def test_completing_without_an_id_is_refused_in_words(sign_in, pupil, lesson):
    answer = sign_in(pupil).post(f"/hoc/{lesson.uuid}/xong/", {"uuid": "abc"})
    assert answer.status_code == 400
    assert "Chưa đánh dấu được" in answer.content.decode()
    assert not Statement.objects.exists()


def test_completing_takes_only_post(sign_in, pupil, lesson):
    assert sign_in(pupil).get(f"/hoc/{lesson.uuid}/xong/").status_code == 405


def test_the_next_lesson_is_the_one_opened_and_not_done(sign_in, pupil, course, lesson):
    second = make_lesson(course, title="Bài 2. Rút gọn phân số")
    client = sign_in(pupil)
    client.get(second.get_url())
    page = client.get(course.get_url()).content.decode()
    assert "Học tiếp" in page
    assert page.index("Bài 2. Rút gọn phân số") < page.index("Bài 1. Khái niệm phân số")


def test_lessons_of_a_chapter_stand_together(sign_in, pupil, course, lesson):
    make_lesson(course, title="Bài 2", chapter="Chương II. Phân số")
    make_lesson(course, title="Bài 3", chapter="Chương II. Phân số")
    page = sign_in(pupil).get(course.get_url()).content.decode()
    assert page.count("Chương II. Phân số") == 1
    assert page.count("<details") == 2


def test_drafts_of_lessons_are_hidden_from_pupils(sign_in, pupil, course, lesson):
    draft = make_lesson(course, title="Bài nháp", is_published=False)
    client = sign_in(pupil)
    assert "Bài nháp" not in client.get(course.get_url()).content.decode()
    assert client.get(draft.get_url()).status_code == 404


def test_a_course_without_lessons_says_so(sign_in, pupil, course):
    assert "Thầy cô chưa đăng bài nào" in sign_in(pupil).get(course.get_url()).content.decode()


def test_a_pupil_without_courses_is_told_what_will_come(sign_in, pupil):
    make_course_index()
    assert "Chưa có khoá học nào cho lớp của em" in sign_in(pupil).get("/khoa-hoc/").content.decode()


def test_courses_are_found_without_marks_and_by_subject_and_grade(sign_in, pupil, course):
    client = sign_in(pupil)
    for query in ("q=phan+so", "q=Phân", "mon=toan", "lop=6", "sap-xep=moi"):
        assert course.title in client.get(f"/khoa-hoc/?{query}").content.decode(), query
    for query in ("q=hinh+hoc", "mon=van", "lop=7", "q=%3F%3F"):
        assert course.title not in client.get(f"/khoa-hoc/?{query}").content.decode(), query
    assert client.get("/khoa-hoc/?q=%00&lop=abc&mon=%00&trang=99").status_code == 200


def test_a_repeated_visit_to_an_unchanged_lesson_costs_no_page(sign_in, pupil, lesson):
    client = sign_in(pupil)
    first = client.get(lesson.get_url())
    again = client.get(lesson.get_url(), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_text_of_a_lesson_is_commonmark_and_its_html_is_shown_as_text(sign_in, pupil, course):
    lesson = make_lesson(course, blocks=[text_block("# Mở đầu\n\n<script>alert(1)</script> **đậm**")])
    page = sign_in(pupil).get(lesson.get_url()).content.decode()
    assert "<h2>Mở đầu</h2>" in page and "<strong>đậm</strong>" in page
    assert "<script>alert(1)" not in page
