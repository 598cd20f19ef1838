"""Courses given out as Common Cartridges: the rules of 1.3, what is inside, and the way there and back."""

import io
import uuid
import zipfile

import pytest
from django.urls import reverse
from lxml import etree

from courses.choices import ImportState
from courses.markdown import render_markdown
from courses.models import CourseExport
from courses.queries import lessons_of
from courses.services.cartridge_contents import course_contents
from courses.services.cartridge_export import start_export
from courses.services.cartridge_import import start_import
from courses.services.cartridge_taking import take_in
from media.models import StorageQuota
from media.stores import object_store
from tests.factories.content_repo import ResourceFactory
from tests.factories.courses import make_course, make_lesson, text_block
from tests.factories.media import pdf_bytes, picture_bytes, stored_upload

CP = "{http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1}"
QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
TEXT = (
    "# Khái niệm\n\nPhân số có **tử** và *mẫu*, x_1 < x_2; xem [trang này](https://vi.wikipedia.org/wiki/Toán).\n\n"
    "- một\n- hai\n\n1. a\n2. b\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n> Trích dẫn\n\n`1/2`"
)


def block(kind: str, upload=None, caption: str = "", **value) -> dict:
    if upload:
        value = {"blob": upload.blob.sha256, "name": upload.name, "caption": caption}
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


@pytest.fixture
def full_course(teacher, school, school_class):
    """Two chapters; texts, a picture, a file, questions between texts."""
    course = make_course(teacher=teacher, school=school, classes=[school_class], summary="Giới thiệu & mục tiêu")
    picture = stored_upload(data=picture_bytes(size=(60, 40)), name="Hình tròn.jpg", owner=teacher, school=school)
    paper = stored_upload(data=pdf_bytes(), name="Phiếu học tập.pdf", owner=teacher, school=school)
    make_lesson(
        course,
        title="Bài 1 <Khái niệm> & ví dụ",
        chapter="Chương 1",
        blocks=[
            text_block(TEXT),
            block("image", picture, "Hình tròn chia bốn"),
            block("question", question="Mẫu số có bằng **0** được không?", answer="Không, vì không chia cho 0."),
            block("question", question="Vì sao?", answer=""),
            text_block("Sau câu hỏi."),
            block("file", paper, "Phiếu số 1"),
        ],
    )
    make_lesson(course, title="Bài 2", chapter="Chương 1", blocks=[block("file", paper)])
    make_lesson(course, title="Ôn tập", blocks=[text_block("Ôn lại.")], is_published=False)
    return course


def exported(course, by) -> tuple[CourseExport, zipfile.ZipFile]:
    size = course_contents(course, by).size_bytes
    export = start_export(uuid=uuid.uuid4(), course=course, by=by, size_bytes=size)
    assert export.state == ImportState.DONE, export.refusal
    with object_store().open(export.upload.blob.key) as chunks:
        return export, zipfile.ZipFile(io.BytesIO(b"".join(chunks)))


def root_of(archive: zipfile.ZipFile) -> etree._Element:
    return etree.fromstring(archive.read("imsmanifest.xml"))


@pytest.mark.django_db
def test_the_manifest_keeps_the_rules_of_common_cartridge_1_3(full_course, teacher):
    _export, archive = exported(full_course, teacher)
    root = root_of(archive)
    assert root.findtext(f"{CP}metadata/{CP}schema") == "IMS Common Cartridge"
    assert root.findtext(f"{CP}metadata/{CP}schemaversion") == "1.3.0"
    organizations = root.findall(f"{CP}organizations/{CP}organization")
    assert [one.get("structure") for one in organizations] == ["rooted-hierarchy"]
    (top,) = organizations[0].findall(f"{CP}item")
    assert top.find(f"{CP}title") is None  # the root item has none
    resources = {one.get("identifier"): one for one in root.iter(f"{CP}resource")}
    identifiers = [one.get("identifier") for one in root.iter() if one.get("identifier")]
    assert len(identifiers) == len(set(identifiers))
    for one in [*root.iter(f"{CP}item"), *root.iter(f"{CP}dependency")]:
        assert one.get("identifierref") is None or one.get("identifierref") in resources
    for item in root.iter(f"{CP}item"):  # a line with lines below refers to nothing
        assert not (item.get("identifierref") and item.findall(f"{CP}item"))
    for one in resources.values():
        files = [file.get("href") for file in one.findall(f"{CP}file")]
        assert files
        assert (one.get("href") in files) == (one.get("type") == "webcontent")


@pytest.mark.django_db
def test_every_file_named_is_there_and_every_file_there_is_named(full_course, teacher):
    from urllib.parse import unquote

    _export, archive = exported(full_course, teacher)
    named = {unquote(file.get("href")) for file in root_of(archive).iter(f"{CP}file")}
    assert named | {"imsmanifest.xml"} == set(archive.namelist())


@pytest.mark.django_db
def test_lessons_stand_in_their_chapters_and_order(full_course, teacher):
    _export, archive = exported(full_course, teacher)
    top = root_of(archive).find(f"{CP}organizations/{CP}organization/{CP}item")
    lines = [
        (one.findtext(f"{CP}title"), [child.findtext(f"{CP}title") for child in one.findall(f"{CP}item")])
        for one in top
    ]
    assert lines == [("Chương 1", ["Bài 1 <Khái niệm> & ví dụ", "Bài 2"]), ("Ôn tập", [])]


@pytest.mark.django_db
def test_questions_are_essays_of_qti_with_the_hint_as_solution(full_course, teacher):
    _export, archive = exported(full_course, teacher)
    (name,) = [name for name in archive.namelist() if name.startswith("tests/")]
    root = etree.fromstring(archive.read(name))
    items = root.findall(f"{QTI}assessment/{QTI}section/{QTI}item")
    profiles = [one.findtext(f".//{QTI}fieldentry") for one in items]
    assert profiles == ["cc.essay.v0p1", "cc.essay.v0p1"]
    assert "<strong>0</strong>" in items[0].findtext(f"{QTI}presentation/{QTI}material/{QTI}mattext")
    assert "không chia cho 0" in items[0].findtext(f"{QTI}itemfeedback/{QTI}solution//{QTI}mattext")
    assert items[1].find(f"{QTI}itemfeedback") is None


@pytest.mark.django_db
def test_there_and_back_gives_the_same_lessons(full_course, teacher, school):
    export, _archive = exported(full_course, teacher)
    made = start_import(
        uuid=uuid.uuid4(),
        owner=teacher,
        school=school,
        blob=export.upload.blob,
        name="khoa-hoc.imscc",
        options={
            "subject": full_course.subject_id,
            "grade": full_course.grade_id,
            "school_year": "2026-2027",
            "title": "",
        },
    )
    take_in(made.pk)
    made.refresh_from_db()
    assert made.state == ImportState.DONE, made.report
    assert (made.course.title, made.course.summary) == (full_course.title, full_course.summary)
    before = [_shown(lesson) for lesson in lessons_of([full_course], with_drafts=True, with_body=True)]
    after = [_shown(lesson) for lesson in lessons_of([made.course], with_drafts=True, with_body=True)]
    assert [(title, chapter) for title, chapter, _blocks in after] == [
        (title, chapter) for title, chapter, _blocks in before
    ]
    for (_title, _chapter, mine), (_same, _too, theirs) in zip(before, after, strict=True):
        assert theirs == mine


def _shown(lesson) -> tuple[str, str, list]:
    """What a pupil sees of a lesson: texts as they are shown, files by name, caption and (no picture) bytes."""
    blocks: list = []
    for one in lesson.body.get_prep_value():
        value = one["value"]
        if one["type"] == "text":
            blocks.append(("text", render_markdown(value)))
        elif one["type"] == "question":
            blocks.append(("question", render_markdown(value["question"]), render_markdown(value["answer"])))
        else:
            sha = value["blob"] if one["type"] == "file" else ""
            blocks.append((one["type"], value["name"], value["caption"], sha))
    return lesson.draft_title, lesson.chapter, blocks


@pytest.mark.django_db
@pytest.mark.parametrize(("licence", "is_inside"), [("CC-BY-4.0", True), ("all-rights-reserved", False)])
def test_files_of_the_repository_go_along_where_their_licence_lets_them(teacher, school, colleague, licence, is_inside):
    upload = stored_upload(data=pdf_bytes(3), name="kho.pdf", owner=colleague, school=school)
    resource = ResourceFactory(owner=colleague, school=school, license=licence, files=[upload.blob])
    course = make_course(teacher=teacher, school=school)
    make_lesson(course, blocks=[block("resource", resource=str(resource.uuid), file="", note="Đọc trước ở nhà")])
    _export, archive = exported(course, teacher)
    assert any(name.startswith("files/") for name in archive.namelist()) == is_inside
    links = [name for name in archive.namelist() if name.startswith("links/")]
    assert bool(links) != is_inside
    assert any(
        "Đọc trước ở nhà" in archive.read(name).decode() for name in archive.namelist() if name.endswith(".html")
    )


@pytest.mark.django_db
def test_a_full_quota_is_told_and_leaves_the_course_as_it_was(client, full_course, teacher, school):
    StorageQuota.objects.create(school=school, limit_bytes=1)
    client.force_login(teacher)
    address = reverse("courses:course_export", args=[full_course.uuid])
    assert client.post(address, {"uuid": uuid.uuid4()}).status_code == 302
    assert "không đủ chỗ" in client.get(address).content.decode()


@pytest.mark.django_db
def test_the_page_makes_the_file_and_gives_it_out(client, full_course, teacher):
    client.force_login(teacher)
    address = reverse("courses:course_export", args=[full_course.uuid])
    wanted = uuid.uuid4()
    for _again in range(2):  # sending the form twice makes one file
        assert client.post(address, {"uuid": wanted}).url == address
    assert CourseExport.objects.count() == 1
    page = client.get(address).content.decode()
    assert "Tải xuống" in page
    assert ".imscc" in page


@pytest.mark.django_db
def test_a_large_course_is_packed_in_the_background(
    full_course, teacher, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("courses.services.cartridge_export.AT_ONCE_BYTES", 0)
    with django_capture_on_commit_callbacks(execute=True):
        export = start_export(uuid=uuid.uuid4(), course=full_course, by=teacher, size_bytes=10)
        assert export.state == ImportState.WAITING
    export.refresh_from_db()
    assert (export.state, export.done, export.total) == (ImportState.DONE, 2, 2)


@pytest.mark.django_db
def test_a_course_keeps_only_its_newest_file(full_course, teacher):
    first, _archive = exported(full_course, teacher)
    second, _archive = exported(full_course, teacher)
    assert list(CourseExport.objects.values_list("pk", flat=True)) == [second.pk]
    first.upload.refresh_from_db()
    assert first.upload.blob is None


@pytest.mark.django_db
def test_a_course_of_others_can_t_be_taken_away(client, full_course, colleague):
    client.force_login(colleague)
    assert client.get(reverse("courses:course_export", args=[full_course.uuid])).status_code == 404
