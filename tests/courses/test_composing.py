"""Teachers make courses and lessons on the site, with plain forms."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Notification
from content_repo.search.indexer import apply_changes
from courses.models import CoursePage, LessonFile, LessonPage, LessonProgress, Statement
from courses.queries import lesson_parts
from courses.services import NotYours, create_course, record_statement, set_audience
from schools.choices import Role
from tests.factories.content_repo import GradeFactory, ResourceFactory, SubjectFactory
from tests.factories.courses import make_course, make_course_index, make_lesson, text_block
from tests.factories.media import picture_bytes, stored_upload
from tests.factories.schools import MembershipFactory, SchoolClassFactory


@pytest.fixture
def filled(school_class):
    """What the form of a new course sends."""
    make_course_index()
    return {
        "uuid": str(uuid.uuid4()),
        "title": "Toán 6: Phân số",
        "subject": SubjectFactory().pk,
        "grade": GradeFactory(number=6).pk,
        "school_year": "2026-2027",
        "term": "1",
        "summary": "",
        "classes": [school_class.pk],
    }


def lesson_sent(lesson_uuid=None, blocks=(), do="publish", **fields):
    """What the form of a lesson sends."""
    data = {"uuid": str(lesson_uuid or uuid.uuid4()), "title": "Bài 1", "do": do, "blocks": str(len(blocks)), **fields}
    for place, block in enumerate(blocks):
        data.update({f"b{place}-{name}": value for name, value in block.items()})
    return data


TEXT = {"kind": "text", "text": "Phân số"}
QUESTION = {"kind": "question", "question": "Số nào lớn hơn?", "answer": "Quy đồng mẫu số."}


def test_a_teacher_makes_a_course_adds_a_lesson_and_publishes_for_the_class(sign_in, teacher, pupil, filled):
    client = sign_in(teacher)
    answer = client.post("/soan/khoa-hoc/", filled)
    course = CoursePage.objects.get()
    assert answer.url == f"/soan/khoa-hoc/{course.uuid}/" and not course.live
    answer = client.post(f"/soan/khoa-hoc/{course.uuid}/bai/", lesson_sent(blocks=[TEXT, QUESTION]))
    assert answer.url == f"/soan/khoa-hoc/{course.uuid}/"
    assert client.post(f"/soan/khoa-hoc/{course.uuid}/cong-bo/", {"do": "publish"}).status_code == 302
    course.refresh_from_db()
    assert course.live and course.term == "1"
    lesson = LessonPage.objects.get()
    assert [block.block_type for block in lesson.body] == ["text", "question"]
    page = sign_in(pupil).get(lesson.get_url()).content.decode()
    assert "Số nào lớn hơn?" in page and "Quy đồng mẫu số." in page


def test_making_a_course_twice_with_one_id_makes_one(sign_in, teacher, filled):
    client = sign_in(teacher)
    assert {client.post("/soan/khoa-hoc/", filled).status_code for _tap in range(2)} == {302}
    assert CoursePage.objects.count() == 1


def test_an_id_of_someone_else_s_course_is_not_found(sign_in, teacher, colleague, filled):
    sign_in(colleague).post("/soan/khoa-hoc/", {**filled, "classes": []})
    assert sign_in(teacher).post("/soan/khoa-hoc/", filled).status_code == 404
    with pytest.raises(NotYours):
        create_course(uuid=uuid.UUID(filled["uuid"]), teacher=teacher, school=None, fields={})


def test_a_course_without_title_is_refused_in_words_and_nothing_is_saved(sign_in, teacher, filled):
    answer = sign_in(teacher).post("/soan/khoa-hoc/", {**filled, "title": " "})
    assert answer.status_code == 400 and "Cần sửa 1 chỗ" in answer.content.decode()
    assert not CoursePage.objects.exists()


def test_classes_of_another_school_are_refused(sign_in, teacher, other_school, filled):
    foreign = SchoolClassFactory(school=other_school)
    answer = sign_in(teacher).post("/soan/khoa-hoc/", {**filled, "classes": [foreign.pk]})
    assert answer.status_code == 400
    assert not CoursePage.objects.exists()


def test_the_service_refuses_classes_of_another_school(course, other_school):
    with pytest.raises(ValueError, match="another school"):
        set_audience(course=course, classes=[SchoolClassFactory(school=other_school)], is_for_school=False)
    assert course.audiences.count() == 1


def test_pupils_are_told_once_when_a_course_opens(sign_in, teacher, pupil, school, school_class):
    course = make_course(teacher=teacher, school=school, classes=[school_class], is_published=False)
    client, address = sign_in(teacher), f"/soan/khoa-hoc/{course.uuid}/cong-bo/"
    for action in ("publish", "publish", "unpublish", "publish"):
        client.post(address, {"do": action})
    [news] = Notification.objects.filter(kind="courses.opened")
    assert news.user == pupil and news.url == course.get_url()
    assert "đã mở khoá học" in sign_in(pupil).get("/thong-bao/").content.decode()


def test_a_course_open_to_nobody_is_not_published(sign_in, teacher, school):
    course = make_course(teacher=teacher, school=school, is_published=False)
    answer = sign_in(teacher).post(f"/soan/khoa-hoc/{course.uuid}/cong-bo/", {"do": "publish"}, follow=True)
    assert "chưa chọn lớp" in answer.content.decode()
    course.refresh_from_db()
    assert not course.live


def test_details_and_audience_change_at_once_and_the_address_of_a_published_course_stays(
    sign_in, teacher, course, filled
):
    address = course.get_url()
    answer = sign_in(teacher).post(
        f"/soan/khoa-hoc/{course.uuid}/", {**filled, "title": "Phân số và hỗn số", "classes": [], "is_for_school": "on"}
    )
    assert answer.status_code == 302
    course.refresh_from_db()
    assert course.title == "Phân số và hỗn số" and course.get_url() == address
    assert [audience.school_class for audience in course.audiences.all()] == [None]
    assert course.revisions.count() >= 2


def test_the_address_of_an_unpublished_course_follows_its_title(sign_in, teacher, school, filled):
    course = make_course(teacher=teacher, school=school, is_published=False)
    sign_in(teacher).post(f"/soan/khoa-hoc/{course.uuid}/", {**filled, "title": "Hình học"})
    course.refresh_from_db()
    assert course.slug == "hinh-hoc"


# --- Lessons ---


def test_a_draft_of_a_published_lesson_waits_until_it_is_published(sign_in, teacher, pupil, lesson):
    client, address = sign_in(teacher), f"/soan/bai/{lesson.uuid}/"
    changed = [{"kind": "text", "text": "Bản mới"}]
    client.post(address, lesson_sent(lesson.uuid, changed, do="save", title="Tên mới"))
    lesson.refresh_from_db()
    assert "Phân số có dạng" in lesson.body[0].value and lesson.has_unpublished_changes
    assert "Bản mới" in client.get(address).content.decode()
    assert "Bản mới" in client.get(address + "xem/").content.decode()
    assert "Bản mới" not in client.get(lesson.get_url()).content.decode()
    client.post(address, lesson_sent(lesson.uuid, changed, title="Tên mới"))
    assert "Bản mới" in client.get(lesson.get_url()).content.decode()
    client.post(address, lesson_sent(lesson.uuid, changed, do="unpublish"))
    assert sign_in(pupil).get(lesson.get_url()).status_code == 404


def test_blocks_are_added_moved_and_removed_without_losing_what_was_typed(sign_in, teacher, course):
    client, address = sign_in(teacher), f"/soan/khoa-hoc/{course.uuid}/bai/"
    typed = {"kind": "text", "text": "Chữ đang gõ dở"}
    for do, order in [
        ("add:question", ["text", "question", "question"]),
        ("down:0", ["question", "text"]),
        ("up:1", ["question", "text"]),
        ("remove:1", ["text"]),
        ("up:0", ["text", "question"]),
        ("down:9", ["text", "question"]),
        ("remove:99999", ["text", "question"]),
        ("add:file", ["text", "question"]),
        ("nonsense", ["text", "question"]),
    ]:
        page = client.post(address, lesson_sent(blocks=[typed, QUESTION], do=do, title="Tên dở")).content.decode()
        kinds = [part.split('"')[0] for part in page.split('-kind" value="')[1:]]
        assert kinds == order, do
        assert "Chữ đang gõ dở" in page and 'value="Tên dở"' in page
    assert not LessonPage.objects.exists()


def test_a_lesson_with_an_empty_block_or_no_title_is_refused_with_links_to_the_fields(sign_in, teacher, course):
    data = lesson_sent(blocks=[{"kind": "text", "text": ""}], title="")
    answer = sign_in(teacher).post(f"/soan/khoa-hoc/{course.uuid}/bai/", data)
    page = answer.content.decode()
    assert answer.status_code == 400 and "Cần sửa 2 chỗ" in page and 'href="#id_b0-text"' in page
    assert not LessonPage.objects.exists()


@pytest.mark.parametrize(
    "junk", [{"blocks": "-1"}, {"blocks": "9" * 30}, {"blocks": "1", "b0-kind": "html"}, {"uuid": "x"}]
)
def test_junk_in_the_form_is_no_server_error(sign_in, teacher, course, junk):
    answer = sign_in(teacher).post(f"/soan/khoa-hoc/{course.uuid}/bai/", {**lesson_sent(), **junk})
    assert answer.status_code in (302, 400)


def test_making_a_lesson_twice_with_one_id_makes_one(sign_in, teacher, course):
    client, data = sign_in(teacher), lesson_sent(blocks=[TEXT])
    for _tap in range(2):
        assert client.post(f"/soan/khoa-hoc/{course.uuid}/bai/", data).status_code == 302
    assert LessonPage.objects.count() == 1


def test_lessons_change_places_and_stay_at_the_ends(sign_in, teacher, course, lesson):
    second = make_lesson(course, title="Bài 2")
    client = sign_in(teacher)

    def order():
        return [page.title for page in LessonPage.objects.order_by("path")]

    steps = [("len", "Bài 2"), ("len", "Bài 2"), ("xuong", lesson.title), ("xuong", lesson.title)]
    for way, first in steps:
        assert client.post(f"/soan/bai/{second.uuid}/doi-cho/", {"huong": way}).status_code == 302
        assert order()[0] == first


def test_deleting_a_lesson_asks_and_keeps_the_log(sign_in, teacher, pupil, course, lesson):
    record_statement(uuid=uuid.uuid4(), actor=pupil, verb="completed", course=course, lesson=lesson)
    client = sign_in(teacher)
    assert "1 em đã mở bài này" in client.get(f"/soan/bai/{lesson.uuid}/xoa/").content.decode()
    assert LessonPage.objects.exists()
    client.post(f"/soan/bai/{lesson.uuid}/xoa/")
    assert not LessonPage.objects.exists() and not LessonProgress.objects.exists()
    assert Statement.objects.count() == 1


def test_deleting_a_course_asks_and_keeps_the_log(sign_in, teacher, pupil, course, lesson):
    record_statement(uuid=uuid.uuid4(), actor=pupil, verb="completed", course=course, lesson=lesson)
    client = sign_in(teacher)
    assert "1 bài học trong khoá" in client.get(f"/soan/khoa-hoc/{course.uuid}/xoa/").content.decode()
    client.post(f"/soan/khoa-hoc/{course.uuid}/xoa/")
    assert not CoursePage.objects.exists() and Statement.objects.count() == 1


# --- Files and resources ---


def test_a_picture_comes_with_the_form_without_javascript_and_is_shown(sign_in, teacher, pupil, course):
    client = sign_in(teacher)
    data = {**lesson_sent(blocks=[TEXT], do="publish"), "file": SimpleUploadedFile("tu-giac.jpg", picture_bytes())}
    assert client.post(f"/soan/khoa-hoc/{course.uuid}/bai/", data).status_code == 302
    lesson = LessonPage.objects.get()
    assert [block.block_type for block in lesson.body] == ["text", "image"]
    assert LessonFile.objects.get().blob.sha256 == lesson.body[1].value["blob"]
    assert "tu-giac.jpg" in sign_in(pupil).get(lesson.get_url()).content.decode()


def test_a_refused_file_is_named_and_the_lesson_is_not_saved(sign_in, teacher, course):
    data = {**lesson_sent(blocks=[TEXT]), "file": SimpleUploadedFile("anh.jpg", b"not a picture")}
    answer = sign_in(teacher).post(f"/soan/khoa-hoc/{course.uuid}/bai/", data)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "anh.jpg" in page and "Phân số" in page
    assert not LessonPage.objects.exists()


def test_a_finished_upload_becomes_a_block(sign_in, teacher, school, course):
    upload = stored_upload(data=picture_bytes(), name="so-do.jpg", owner=teacher, school=school)
    data = {**lesson_sent(blocks=[TEXT], do="attach"), "upload": str(upload.uuid)}
    page = sign_in(teacher).post(f"/soan/khoa-hoc/{course.uuid}/bai/", data).content.decode()
    assert upload.blob.sha256 in page and 'value="so-do.jpg"' in page


def test_a_file_of_someone_else_can_not_be_attached(sign_in, teacher, colleague, school, course):
    theirs = stored_upload(data=picture_bytes(), name="rieng.jpg", owner=colleague, school=school)
    client, address = sign_in(teacher), f"/soan/khoa-hoc/{course.uuid}/bai/"
    page = client.post(address, {**lesson_sent(do="attach"), "upload": str(theirs.uuid)}).content.decode()
    assert theirs.blob.sha256 not in page
    stolen = {"kind": "image", "blob": theirs.blob.sha256, "name": "rieng.jpg"}
    assert client.post(address, lesson_sent(blocks=[stolen])).status_code == 400
    assert not LessonPage.objects.exists()


def test_of_a_file_of_someone_else_not_even_the_size_is_told(sign_in, teacher, colleague, school, course):
    theirs = stored_upload(data=b"a" * 123_000, name="rieng.txt", owner=colleague, school=school)
    own = stored_upload(data=b"b" * 45_000, name="cua-toi.txt", owner=teacher, school=school)
    blocks = [{"kind": "file", "blob": upload.blob.sha256, "name": "a.txt"} for upload in (theirs, own)]
    page = sign_in(teacher).post(f"/soan/khoa-hoc/{course.uuid}/bai/", lesson_sent(blocks=blocks, do="add:text"))
    assert "45 KB" in page.content.decode()
    assert "123 KB" not in page.content.decode()


def test_a_name_of_a_file_hides_nothing(sign_in, teacher, school, course):
    upload = stored_upload(data=b"abc", name="a.txt", owner=teacher, school=school)
    block = {"kind": "file", "blob": upload.blob.sha256, "name": "de\u202etxt.exe\nx\x01.txt"}
    sign_in(teacher).post(f"/soan/khoa-hoc/{course.uuid}/bai/", lesson_sent(blocks=[block]))
    assert LessonPage.objects.get().body[0].value["name"] == "detxt.exe x .txt"


def test_a_manager_keeps_the_files_a_teacher_put_into_a_lesson(sign_in, teacher, manager, school, course):
    upload = stored_upload(data=picture_bytes(), name="so-do.jpg", owner=teacher, school=school)
    image = {"kind": "image", "blob": upload.blob.sha256, "name": "so-do.jpg"}
    sign_in(teacher).post(f"/soan/khoa-hoc/{course.uuid}/bai/", lesson_sent(blocks=[image]))
    lesson = LessonPage.objects.get()
    answer = sign_in(manager).post(f"/soan/bai/{lesson.uuid}/", lesson_sent(lesson.uuid, [image], title="Bài sửa"))
    assert answer.status_code == 302
    lesson.refresh_from_db()
    assert lesson.title == "Bài sửa"


def test_a_resource_is_searched_picked_and_shown_and_says_when_it_is_gone(sign_in, teacher, pupil, course):
    resource = ResourceFactory(title="Phiếu học tập hình thang")
    client, address = sign_in(teacher), f"/soan/khoa-hoc/{course.uuid}/bai/"
    page = client.post(address, lesson_sent(blocks=[TEXT], do="search", q="hình thang")).content.decode()
    assert f"pick:{resource.uuid}" in page and "Phân số" in page
    page = client.post(address, lesson_sent(blocks=[TEXT], do=f"pick:{resource.uuid}")).content.decode()
    assert page.count("Phiếu học tập hình thang") == 1
    block = {"kind": "resource", "resource": str(resource.uuid), "note": "Làm câu 1"}
    client.post(address, lesson_sent(blocks=[block]))
    lesson = LessonPage.objects.get()
    page = sign_in(pupil).get(lesson.get_url()).content.decode()
    assert "Phiếu học tập hình thang" in page and "Làm câu 1" in page
    resource.live = False
    resource.save()
    assert "Học liệu này đã được gỡ" in sign_in(pupil).get(lesson.get_url()).content.decode()


def test_a_resource_is_found_for_a_lesson_without_marks(sign_in, teacher, course):
    resource, hidden = ResourceFactory(title="Sơ đồ tứ giác"), ResourceFactory(title="Tứ giác", is_published=False)
    apply_changes()
    address = f"/soan/khoa-hoc/{course.uuid}/bai/"
    page = sign_in(teacher).post(address, lesson_sent(do="search", q="tu giac")).content.decode()
    assert f"pick:{resource.uuid}" in page
    assert str(hidden.uuid) not in page


def test_a_resource_that_one_may_not_see_can_not_be_picked(sign_in, teacher, course):
    hidden = ResourceFactory(is_published=False)
    page = sign_in(teacher).post(
        f"/soan/khoa-hoc/{course.uuid}/bai/", lesson_sent(blocks=[TEXT], do=f"pick:{hidden.uuid}")
    )
    assert hidden.title not in page.content.decode()


def test_using_a_resource_appends_it_once(sign_in, teacher, course, lesson):
    resource = ResourceFactory()
    client, address = sign_in(teacher), f"/soan/dung/{resource.uuid}/"
    assert lesson.title in client.get(address).content.decode()
    for _tap in range(2):
        answer = client.post(address, {"uuid": str(uuid.uuid4()), "target": f"lesson:{lesson.uuid}", "title": ""})
        assert answer.url == f"/soan/bai/{lesson.uuid}/"
    lesson.refresh_from_db()
    assert [block.block_type for block in lesson.body] == ["text", "resource"]
    [_text, part] = lesson_parts([lesson], teacher)[lesson.pk]
    assert part.card.resource == resource and part.size_bytes == 420_000


@pytest.mark.parametrize("target", ["course", "new"])
def test_using_a_resource_makes_a_lesson_once(sign_in, teacher, course, target):
    resource = ResourceFactory()
    chosen = f"course:{course.uuid}" if target == "course" else "khoa-hoc-moi"
    data = {"uuid": str(uuid.uuid4()), "target": chosen, "title": "Luyện tập"}
    for _tap in range(2):
        assert sign_in(teacher).post(f"/soan/dung/{resource.uuid}/", data).status_code == 302
    lesson = LessonPage.objects.get()
    assert not lesson.live and lesson.title == "Luyện tập"
    assert CoursePage.objects.count() == (1 if target == "course" else 2)


def test_using_a_resource_in_someone_else_s_course_is_refused(sign_in, colleague, course, lesson):
    for target in (f"lesson:{lesson.uuid}", f"course:{course.uuid}"):
        data = {"uuid": str(uuid.uuid4()), "target": target, "title": "Luyện tập"}
        assert sign_in(colleague).post(f"/soan/dung/{ResourceFactory().uuid}/", data).status_code == 400
    assert LessonPage.objects.count() == 1


def test_only_who_sees_a_resource_and_composes_uses_it(sign_in, teacher, pupil):
    make_course_index()
    assert sign_in(teacher).get(f"/soan/dung/{ResourceFactory(is_published=False).uuid}/").status_code == 404
    assert sign_in(teacher).get(f"/soan/dung/{uuid.uuid4()}/").status_code == 404
    assert sign_in(pupil).get(f"/soan/dung/{ResourceFactory().uuid}/").status_code == 403


# --- Queries ---


def test_pages_ask_the_database_as_often_for_three_as_for_one(sign_in, teacher, pupil, school, school_class):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def fill(number):
        course = make_course(teacher=teacher, school=school, classes=[school_class], title=f"Khoá {number}")
        for place in range(number):
            resource = {"type": "resource", "id": str(uuid.uuid4())}
            blocks = [
                {**resource, "value": {"resource": str(ResourceFactory().uuid), "file": "", "note": ""}}
                for _block in range(number)
            ]
            lesson = make_lesson(course, title=f"Bài {place}", blocks=[text_block("a"), *blocks])
            record_statement(uuid=uuid.uuid4(), actor=pupil, verb="launched", course=course, lesson=lesson)
        return course, lesson

    def count(user, address):
        client = sign_in(user)
        client.get(address)  # sites, content types and the day's launch
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    one, lesson_of_one = fill(1)
    listed = {(user, address): count(user, address) for user in (pupil, teacher) for address in ("/khoa-hoc/",)}
    listed[teacher, "/soan/"] = count(teacher, "/soan/")
    three, lesson_of_three = fill(3)
    fill(3)
    MembershipFactory(role=Role.PUPIL, school=school, school_class=school_class)
    for (user, address), before in listed.items():
        assert count(user, address) == before, address
    for user, page in ((pupil, "get_url"), (teacher, "get_url")):
        assert count(user, getattr(one, page)()) == count(user, getattr(three, page)())
        assert count(user, lesson_of_one.get_url()) == count(user, lesson_of_three.get_url())
    for tail in ("", "tien-do/"):
        assert count(teacher, f"/soan/khoa-hoc/{one.uuid}/{tail}") == count(
            teacher, f"/soan/khoa-hoc/{three.uuid}/{tail}"
        )
    assert count(teacher, f"/soan/bai/{lesson_of_one.uuid}/") == count(teacher, f"/soan/bai/{lesson_of_three.uuid}/")
