"""Links between the parts of a cartridge: they lead to the lessons and files that the parts became, there and back."""

import html
import uuid

import pytest
from django.urls import reverse

from courses.markdown import render_markdown
from courses.models import LessonPage
from courses.services.cartridge_import import start_import
from courses.services.cartridge_taking import take_in
from courses.services.lessons import update_lesson
from tests.courses.test_cartridge_export import exported
from tests.courses.test_cartridge_import import PAGE, TEST, blocks_in, lessons_in
from tests.factories.cartridge import (
    assessment_xml,
    cartridge_bytes,
    choice_item,
    item,
    resource,
    topic_xml,
    typed_item,
)
from tests.factories.courses import make_course, make_lesson, text_block
from tests.factories.media import pdf_bytes

pytestmark = pytest.mark.django_db
WIKI = "wiki_content"


def address_of(lesson: LessonPage) -> str:
    return reverse("courses:lesson", args=[lesson.uuid])


def linked(*links: str, extra: dict | None = None, pages: str = "") -> bytes:
    """Two pages, a test, a topic, a file and what is only for teachers; the first page holds the links."""
    body = "".join(f"<p>{link}</p>" for link in links)
    return cartridge_bytes(
        {
            f"{WIKI}/bai-mot.html": f"<body><p>Mở đầu.</p>{body}</body>",
            f"{WIKI}/bai-hai.html": "<body><p>Bài hai.</p></body>",
            "g123/kiem-tra.xml": assessment_xml("Kiểm tra", typed_item("q", "Vì sao?", [], profile="essay")),
            "g456.xml": topic_xml("Thảo luận", "Ở đâu?"),
            "web_resources/phieu.pdf": pdf_bytes(),
            "giao-an.html": "<p>Giáo án</p>",
            **(extra or {}),
        },
        items=item("i1", "Bài một", "r1")
        + item("i2", "Bài hai", "r2")
        + item("i3", "Kiểm tra", "g123")
        + item("i4", "Thảo luận", "g456")
        + item("i5", "Giáo án", "r5"),
        resources=resource("r1", PAGE, f"{WIKI}/bai-mot.html")
        + resource("r2", PAGE, f"{WIKI}/bai-hai.html")
        + resource("g123", TEST, "g123/kiem-tra.xml")
        + resource("g456", "imsdt_xmlv1p3", "g456.xml")
        + resource("r5", PAGE, "giao-an.html", attributes='intendeduse="lessonplan"')
        + resource("g789", PAGE, "web_resources/phieu.pdf")
        + pages,
    )


@pytest.mark.parametrize(
    ("href", "title"),
    [
        ("bai-hai.html", "Bài hai"),
        ("../wiki_content/bai-hai.html#phan-2", "Bài hai"),
        ("$IMS-CC-FILEBASE$/../wiki_content/bai-hai.html", "Bài hai"),
        ("$WIKI_REFERENCE$/pages/bai-hai", "Bài hai"),
        ("$WIKI_REFERENCE$/wiki/bai-hai?x=1", "Bài hai"),
        ("$CANVAS_OBJECT_REFERENCE$/quizzes/g123", "Kiểm tra"),
        ("$CANVAS_OBJECT_REFERENCE$/discussion_topics/g456", "Thảo luận"),
        ("$CANVAS_COURSE_REFERENCE$/modules/items/i3", "Kiểm tra"),
        ("../g123/kiem-tra.xml", "Kiểm tra"),
        ("bai-mot.html", "Bài một"),
    ],
)
def test_a_link_to_another_part_leads_to_its_lesson(take, href, title):
    lessons = lessons_in(take(linked(f'Xem <a href="{href}">phần <b>này</b> [1]</a> nhé.')))
    wanted = next(lesson for lesson in lessons if lesson.title == title)
    ((_kind, text),) = blocks_in(lessons[0])
    shown = render_markdown(text)
    assert f'Xem <a href="{address_of(wanted)}">phần <strong>này</strong> [1]</a> nhé.' in shown
    assert "part-" not in text


def test_a_link_to_a_file_by_its_name_in_another_system_brings_the_file(take):
    made = take(linked('<a href="$CANVAS_COURSE_REFERENCE$/file_ref/g789/download?wrap=1">Phiếu</a>'))
    assert [kind for kind, _value in blocks_in(lessons_in(made)[0])] == ["text", "file"]


@pytest.mark.parametrize(
    "href", ["../giao-an.html", "$WIKI_REFERENCE$/pages/khong-co", "$CANVAS_COURSE_REFERENCE$/grades"]
)
def test_a_link_to_what_is_no_lesson_becomes_words_and_the_report_says_so(take, href):
    made = take(linked(f'Xem <a href="{href}">phần [kia]</a> nhé.'))
    ((_kind, text),) = blocks_in(lessons_in(made)[0])
    assert "Xem phần [kia] nhé." in render_markdown(text) and "](" not in text
    rows = [(row["kind"], row["title"], row["outcome"], row["reason"]) for row in made.report[:2]]
    assert rows == [("page", "Bài một", "partly", ""), ("part", "Bài một", "left", "inner_link")]


def test_parts_shown_in_a_frame_and_links_in_questions_and_topics_lead_on_too(take):
    asked = html.escape('Đọc <a href="$WIKI_REFERENCE$/pages/bai-hai">bài hai</a>?')
    chosen = choice_item("q1", asked, [("Có", True), ("Không", False)], profile="multiple_choice", feedback="Ừ.")
    topic = topic_xml("Bàn", html.escape('<p><a href="wiki_content/bai-hai.html">Bài hai</a> nói gì?</p>'))
    data = linked(
        '<iframe src="bai-hai.html" title="Bài hai"></iframe>',
        extra={"hoi.xml": assessment_xml("Hỏi", chosen), "ban.xml": topic},
        pages=resource("r8", TEST, "hoi.xml") + resource("r9", "imsdt_xmlv1p3", "ban.xml"),
    )
    lessons = {lesson.title: lesson for lesson in lessons_in(take(data))}
    address = address_of(lessons["Bài hai"])
    assert f"[Bài hai]({address})" in blocks_in(lessons["Bài một"])[0][1]
    assert f"[bài hai]({address})" in blocks_in(lessons["Hỏi"])[0][1]["question"]
    assert f"[Bài hai]({address})" in blocks_in(lessons["Bàn"])[0][1]["question"]


def test_a_page_that_only_another_page_needs_is_a_lesson_to_which_the_link_leads(take):
    data = cartridge_bytes(
        {"a.html": '<p><a href="b.html">Tiếp</a></p>', "b.html": "<p>Phần sau</p>"},
        items=item("i1", "Trước", "r1"),
        resources=resource("r1", PAGE, "a.html", extra='<dependency identifierref="r2"/>')
        + resource("r2", PAGE, "b.html"),
    )
    first, second = lessons_in(take(data))
    assert blocks_in(first)[0][1] == f"[Tiếp]({address_of(second)})"
    assert second.chapter == "Ngoài mục lục"


def test_nobody_writes_a_mark_by_hand(take):
    text = "[x](part-0000000000000000:1) và <code>[y](part-0000000000000000:0)</code>"
    ((_kind, shown), *_rest) = blocks_in(lessons_in(take(linked(text)))[0])
    assert "/hoc/" not in shown


def test_links_between_lessons_go_out_as_links_between_pages_and_come_back(teacher, school, school_class):
    course = make_course(teacher=teacher, school=school, classes=[school_class])
    second = make_lesson(course, title="Bài sau", blocks=[text_block("Hết.")])
    other = uuid.uuid4()
    first = make_lesson(
        course, title="Bài trước", blocks=[text_block(f"[Sang]({address_of(second)}), [xa](/hoc/{other})")]
    )
    question = {"question": f"[Sang]({address_of(second)})?", "answer": ""}
    blocks = [*first.body.get_prep_value(), {"type": "question", "value": question, "id": str(uuid.uuid4())}]
    update_lesson(lesson=first, by=teacher, fields={}, blocks=blocks, is_published=True)
    export, archive = exported(course, teacher)
    page = archive.read("lessons/002-bai-truoc.html").decode()
    assert '<a href="001-bai-sau.html">Sang</a>' in page
    assert f"/hoc/{other}" in page and f'href="/hoc/{other}"' not in page  # with the name of the site
    (test,) = (archive.read(name).decode() for name in archive.namelist() if name.startswith("tests/"))
    assert 'href="/hoc/' not in html.unescape(test)
    options = {"subject": course.subject_id, "grade": course.grade_id, "school_year": "2026-2027", "title": ""}
    made = start_import(
        uuid=uuid.uuid4(), owner=teacher, school=school, blob=export.upload.blob, name="a.imscc", options=options
    )
    take_in(made.pk)
    made.refresh_from_db()
    again, before = lessons_in(made)
    assert (again.draft_title, before.draft_title) == ("Bài sau", "Bài trước")
    assert f"[Sang]({address_of(again)})" in blocks_in(before)[0][1]


def test_the_address_of_a_lesson_leads_pupils_to_its_page_and_teachers_also_to_the_draft(
    sign_in, course, teacher, pupil
):
    lesson = make_lesson(course, title="Đã đăng")
    draft = make_lesson(course, title="Nháp", is_published=False)
    assert sign_in(pupil).get(address_of(lesson)).url == lesson.get_url()
    assert sign_in(pupil).get(address_of(draft)).status_code == 404
    assert sign_in(teacher).get(address_of(draft)).url == reverse("courses:lesson_preview", args=[draft.uuid])
