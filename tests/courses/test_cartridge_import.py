"""Courses taken in from Common Cartridges: lessons, files, the report, and what happens when it stops midway."""

import html
import io
import uuid
from pathlib import Path

import pytest
from django.urls import reverse

from courses.choices import ImportState
from courses.models import CartridgeImport, CoursePage, LessonPage
from courses.queries import lessons_of
from courses.services import delete_course
from courses.services.cartridge_import import continue_import
from courses.services.cartridge_taking import take_in
from media.models import StorageQuota, Upload
from tests.corpus import HOSTILE, REASON
from tests.factories.cartridge import (
    assessment_xml,
    cartridge_bytes,
    choice_item,
    item,
    link_xml,
    resource,
    topic_xml,
    typed_item,
)
from tests.factories.content_repo import GradeFactory, SubjectFactory
from tests.factories.courses import make_course_index
from tests.factories.media import pdf_bytes, picture_bytes, stored_upload

CORPUS = HOSTILE.parent / "packages" / "imscc"
PAGE = "webcontent"
TEST = "imsqti_xmlv1p2/imscc_xmlv1p3/assessment"


def lessons_in(made: CartridgeImport) -> list[LessonPage]:
    return list(lessons_of([made.course], with_drafts=True, with_body=True))


def blocks_in(lesson: LessonPage) -> list[tuple[str, object]]:
    return [(block["type"], block["value"]) for block in lesson.body.get_prep_value()]


def reasons(made: CartridgeImport) -> dict[str, str]:
    return {row["title"]: row["reason"] for row in made.report}


def whole_cartridge() -> bytes:
    page = (
        "<html><head><title>x</title></head><body><h2>Khái niệm</h2><p>Phân số có <b>tử</b> và <i>mẫu</i>.</p>"
        '<p><img src="../web_resources/hinh.jpg" alt="Hình tròn"></p>'
        '<p><a href="../web_resources/phieu.pdf">Phiếu 1</a></p>'
        "<script>alert(1)</script></body></html>"
    )
    questions = assessment_xml(
        "Kiểm tra",
        choice_item("q1", "1/2 + 1/2 = ?", [("1", True), ("2", False)], profile="multiple_choice", feedback="Cộng tử."),
        choice_item("q2", "Số chẵn?", [("2", True), ("3", False), ("4", True)], profile="multiple_response"),
        choice_item("q3", "0 là số tự nhiên", [("Đúng", True), ("Sai", False)], profile="true_false"),
        typed_item("q4", "Mẫu số của 3/4?", ["4", "bốn"], profile="fib"),
        typed_item("q5", "Vì sao?", [], profile="essay"),
    )
    return cartridge_bytes(
        {
            "pages/bai-1.html": page,
            "web_resources/hinh.jpg": picture_bytes(size=(60, 40)),
            "web_resources/phieu.pdf": pdf_bytes(),
            "web_resources/rieng.pdf": pdf_bytes(2),
            "lien-ket.xml": link_xml("Bài đọc thêm", "https://vi.wikipedia.org/wiki/Ph%C3%A2n_s%E1%BB%91"),
            "chu-de.xml": topic_xml("Thảo luận", html.escape("<p>Em gặp phân số <b>ở đâu</b>?</p>")),
            "kiem-tra.xml": questions,
            "cong-cu.xml": "<cartridge_basiclti_link/>",
            "giao-an.html": "<p>Kế hoạch bài dạy</p>",
        },
        items=item(
            "m1",
            "Chương 1",
            children=item("i1", "Bài 1. Khái niệm", "r1")
            + item("i2", "Đọc thêm", "r2")
            + item("i3", "Thảo luận", "r3")
            + item("i4", "Kiểm tra", "r4")
            + item("i5", "Công cụ", "r5")
            + item("i6", "Giáo án", "r6")
            + item("i7", "Không có", "r99"),
        )
        + item("i8", "Phiếu học tập", "r7"),
        resources=resource("r1", PAGE, "pages/bai-1.html")
        + resource("r2", "imswl_xmlv1p3", "lien-ket.xml")
        + resource("r3", "imsdt_xmlv1p3", "chu-de.xml")
        + resource("r4", TEST, "kiem-tra.xml")
        + resource("r5", "imsbasiclti_xmlv1p3", "cong-cu.xml")
        + resource("r6", PAGE, "giao-an.html", attributes='intendeduse="lessonplan"')
        + resource("r7", PAGE, "web_resources/phieu.pdf")
        + resource("r8", PAGE, "web_resources/rieng.pdf"),
    )


@pytest.mark.django_db
def test_a_cartridge_becomes_a_draft_course_with_chapters_and_lessons(take, teacher, school):
    made = take(whole_cartridge())
    assert made.state == ImportState.DONE, made.report
    course = made.course
    assert (course.title, course.live, course.teacher, course.school) == ("Toán 6: Phân số", False, teacher, school)
    rows = [(lesson.chapter, lesson.title, lesson.live) for lesson in lessons_in(made)]
    assert rows == [
        ("Chương 1", "Bài 1. Khái niệm", False),
        ("Chương 1", "Đọc thêm", False),
        ("Chương 1", "Thảo luận", False),
        ("Chương 1", "Kiểm tra", False),
        ("", "Phiếu học tập", False),
        ("Ngoài mục lục", "Tệp khác của khoá học", False),
    ]


@pytest.mark.django_db
def test_pages_become_texts_with_their_pictures_and_files_in_place(take, teacher):
    first = lessons_in(take(whole_cartridge()))[0]
    kinds = [kind for kind, _value in blocks_in(first)]
    assert kinds == ["text", "image", "file"]
    text, picture, file = (value for _kind, value in blocks_in(first))
    assert text == "# Khái niệm\n\nPhân số có **tử** và *mẫu*."
    assert (picture["name"], picture["caption"]) == ("hinh.jpg", "Hình tròn")
    assert (file["name"], file["caption"]) == ("phieu.pdf", "Phiếu 1")
    assert Upload.objects.filter(owner=teacher, blob__sha256=file["blob"]).exists()


@pytest.mark.django_db
def test_questions_become_questions_to_think_about_with_the_right_answer_as_hint(take):
    lesson = next(one for one in lessons_in(take(whole_cartridge())) if one.title == "Kiểm tra")
    values = [value for _kind, value in blocks_in(lesson)]
    assert values[0] == {"question": "1/2 + 1/2 = ?\n\n- A. 1\n- B. 2", "answer": "Đáp án: A. 1\n\nCộng tử."}
    assert values[1]["answer"] == "Đáp án: A. 2; C. 4"
    assert values[2]["answer"] == "Đáp án: A. Đúng"
    assert values[3] == {"question": "Mẫu số của 3/4?", "answer": "Đáp án: 4; bốn"}
    assert values[4] == {"question": "Vì sao?", "answer": ""}


@pytest.mark.django_db
def test_links_and_topics_keep_their_words(take):
    lessons = {lesson.title: blocks_in(lesson) for lesson in lessons_in(take(whole_cartridge()))}
    ((_kind, link),) = lessons["Đọc thêm"]
    assert link == "[Bài đọc thêm](<https://vi.wikipedia.org/wiki/Ph%C3%A2n_s%E1%BB%91>)"
    ((kind, topic),) = lessons["Thảo luận"]
    assert (kind, topic["question"]) == ("question", "Em gặp phân số **ở đâu**?")


@pytest.mark.django_db
def test_the_report_says_what_was_not_taken_and_why(take):
    made = take(whole_cartridge())
    assert reasons(made) | {"Công cụ": "tool", "Giáo án": "for_teachers", "Không có": "not_in_manifest"} == reasons(
        made
    )
    taken = [row for row in made.report if row["outcome"] != "left" and row["lesson"]]
    assert {row["lesson"] for row in taken} == {str(lesson.uuid) for lesson in lessons_in(made)}


@pytest.mark.django_db
def test_what_is_only_for_teachers_never_reaches_a_lesson(take):
    roles = (
        "<metadata><lom:lom><lom:educational><lom:intendedEndUserRole><lom:source>x</lom:source>"
        "<lom:value>Instructor</lom:value></lom:intendedEndUserRole></lom:educational></lom:lom></metadata>"
    )
    data = cartridge_bytes(
        {"dap-an.html": "<p>Đáp án</p>", "bai.html": "<p>Bài</p>"},
        items=item("i1", "Đáp án", "r1") + item("i2", "Bài", "r2"),
        resources=resource("r1", PAGE, "dap-an.html", extra=roles) + resource("r2", PAGE, "bai.html"),
    )
    made = take(data)
    assert [lesson.title for lesson in lessons_in(made)] == ["Bài"]
    assert reasons(made)["Đáp án"] == "for_teachers"


@pytest.mark.django_db
@pytest.mark.parametrize("version", [1, 2, 3])
def test_every_version_is_read(take, version):
    data = cartridge_bytes(
        {"bai.html": "<p>Bài</p>"},
        version=version,
        items=item("i", "Bài", "r"),
        resources=resource("r", PAGE, "bai.html"),
    )
    assert [lesson.title for lesson in lessons_in(take(data))] == ["Bài"]


@pytest.mark.django_db
def test_a_second_run_makes_nothing_twice(take, teacher):
    made = take(whole_cartridge())
    before = {lesson.uuid for lesson in lessons_in(made)}
    uploads = Upload.objects.filter(owner=teacher).count()
    CartridgeImport.objects.filter(pk=made.pk).update(state=ImportState.WAITING)
    take_in(made.pk)
    made.refresh_from_db()
    assert {lesson.uuid for lesson in lessons_in(made)} == before
    assert Upload.objects.filter(owner=teacher).count() == uploads
    assert made.state == ImportState.DONE


@pytest.mark.django_db
def test_an_import_whose_worker_died_goes_on_where_it_was(take, teacher):
    made = take(whole_cartridge())
    lost = lessons_in(made)[2]
    lost_uuid = lost.uuid
    lost.delete()
    CartridgeImport.objects.filter(pk=made.pk).update(state=ImportState.RUNNING)
    assert not continue_import(cartridge=made)  # somebody may be at it
    CartridgeImport.objects.filter(pk=made.pk).update(updated_at="2020-01-01T00:00Z")
    assert continue_import(cartridge=made)
    take_in(made.pk)
    assert LessonPage.objects.filter(uuid=lost_uuid).exists()
    assert len(lessons_in(made)) == 6


@pytest.mark.django_db
def test_deleting_the_draft_course_undoes_the_import(take, teacher):
    made = take(whole_cartridge())
    delete_course(course=made.course, by=teacher)
    made.refresh_from_db()
    assert made.course is None
    assert not LessonPage.objects.exists()


@pytest.mark.django_db
def test_files_over_the_quota_are_told_and_the_text_is_taken(take, teacher, school):
    data = whole_cartridge()
    StorageQuota.objects.create(school=school, limit_bytes=len(data) + 200)
    made = take(data)
    assert made.state == ImportState.DONE
    refused = [row for row in made.report if row["reason"] == "refused:quota_exceeded"]
    assert {row["detail"] for row in refused} >= {"web_resources/rieng.pdf"}
    assert blocks_in(lessons_in(made)[0])[0][0] == "text"


@pytest.mark.django_db
def test_missing_files_are_told_and_the_rest_is_taken(take):
    data = cartridge_bytes(
        {"a.html": '<p>Có</p><img src="mat.png">'},
        items=item("i1", "Có", "r1") + item("i2", "Mất", "r2"),
        resources=resource("r1", PAGE, "a.html", "mat.png") + resource("r2", PAGE, "mat.html"),
    )
    made = take(data)
    assert [lesson.title for lesson in lessons_in(made)] == ["Có"]
    assert [(row["kind"], row["outcome"], row["reason"]) for row in made.report] == [
        ("page", "partly", ""),
        ("part", "left", "missing"),
        ("page", "left", "missing"),
    ]


@pytest.mark.django_db
def test_a_lesson_of_too_many_blocks_is_cut_into_several(take):
    questions = (typed_item(f"q{n}", f"Câu {n}?", [], profile="essay") for n in range(70))
    data = cartridge_bytes(
        {"dai.xml": assessment_xml("Dài", *questions)},
        items=item("i", "Dài", "r"),
        resources=resource("r", TEST, "dai.xml"),
    )
    lessons = lessons_in(take(data))
    assert [lesson.title for lesson in lessons] == ["Dài", "Dài (2)"]
    assert [len(blocks_in(lesson)) for lesson in lessons] == [60, 10]


@pytest.mark.django_db
def test_the_form_takes_a_file_and_leads_to_the_report(client, teacher, school, django_capture_on_commit_callbacks):
    make_course_index()
    client.force_login(teacher)
    file = io.BytesIO(whole_cartridge())
    file.name = "khoa-hoc.imscc"
    wanted = uuid.uuid4()
    values = {"uuid": wanted, "subject": SubjectFactory().pk, "grade": GradeFactory(number=6).pk}
    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post(
            reverse("courses:cartridge_import"),
            values | {"school_year": "2026-2027", "title": "Tên khác", "file": file},
        )
    report = reverse("courses:cartridge_report", args=[wanted])
    assert (sent.status_code, sent.url) == (302, report)
    page = client.get(report).content.decode()
    assert CoursePage.objects.get().title == "Tên khác"
    assert "Chỉ dành cho người dạy" in page
    assert "Công cụ của hệ thống khác" in page
    table = client.get(f"{report}?dang=csv").content.decode("utf-8-sig")
    assert "Thảo luận" in table


@pytest.mark.django_db
def test_a_plain_archive_is_no_cartridge_and_the_form_says_so(client, teacher, school):
    make_course_index()
    client.force_login(teacher)
    upload = stored_upload(data=pdf_bytes(), name="bai.pdf", owner=teacher, school=school)
    values = {"uuid": uuid.uuid4(), "subject": SubjectFactory().pk, "grade": GradeFactory(number=6).pk}
    sent = client.post(
        reverse("courses:cartridge_import"), values | {"school_year": "2026-2027", "upload": str(upload.uuid)}
    )
    assert sent.status_code == 400
    assert "không phải gói khoá học" in sent.content.decode()
    assert not CartridgeImport.objects.exists()


@pytest.mark.django_db
def test_the_report_of_somebody_else_is_not_found(client, take, colleague):
    made = take(whole_cartridge())
    client.force_login(colleague)
    assert client.get(reverse("courses:cartridge_report", args=[made.uuid])).status_code == 404


@pytest.mark.skipif(not CORPUS.exists(), reason=REASON)
@pytest.mark.django_db
@pytest.mark.parametrize("path", sorted(CORPUS.glob("*")) if CORPUS.exists() else [], ids=lambda path: path.name)
def test_every_cartridge_of_the_collection_becomes_a_course(take, path: Path):
    made = take(path.read_bytes(), path.name)
    assert made.state == ImportState.DONE, made.report
    counts = {"canvas_large_1.3.imscc": 46, "canvas_small_1.1.corrupt.imscc": 2, "grouptest.zip": 3}
    assert len(lessons_in(made)) == counts.get(path.name, len(lessons_in(made)))
    assert lessons_in(made)
