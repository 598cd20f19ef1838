"""Upload, edit, submit, withdraw, unpublish and delete through the pages, without JavaScript."""

import io
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from content_repo.choices import ResourceState
from content_repo.models import LearningResource
from content_repo.queries import latest_version
from content_repo.services import submit_resource
from content_repo.standing import standing_of
from media.models import Upload
from tests.factories.content_repo import GradeFactory, ResourceFactory, SubjectFactory

pytestmark = pytest.mark.django_db
UPLOAD = "/tai-len/"
MINE = "/kho/cua-toi/"
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def docx(name="KHBD Toán 8 – Bài 14 Hình thang cân.docx", words="Mục tiêu"):
    """A real, small Word file."""
    body = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONSHIPS)
        archive.writestr("word/document.xml", body)
    return SimpleUploadedFile(name, file.getvalue())


def picture(name="hinh.png"):
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "#25477f").save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue())


@pytest.fixture
def subject():
    GradeFactory()
    return SubjectFactory()


def form_of(school, subject, **changes):
    values = {
        "uuid": str(uuid.uuid4()),
        "school": school.pk,
        "title": "Bài 14. Hình thang cân",
        "kind": "lesson_plan",
        "subject": subject.pk,
        "grades": ["8"],
        "outcomes": "Giải thích được tính chất của hình thang cân.",
        "author_name": "Hoàng Thị Lan",
        "license": "CC-BY-4.0",
        "visibility": "public",
        "in_language": "vi",
        "action": "save",
    }
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


def test_a_word_file_is_uploaded_and_submitted_without_javascript(sign_in, teacher, reviewer, school, subject):
    client = sign_in(teacher)
    response = client.post(UPLOAD, form_of(school, subject, action="submit", file=docx()))
    resource = LearningResource.objects.get()
    assert response.url == resource.get_absolute_url()
    assert standing_of(resource).review == ResourceState.WAITING_SCHOOL
    assert [file.name for file in resource.files.all()] == ["KHBD Toán 8 – Bài 14 Hình thang cân.docx"]
    assert "Đã gửi duyệt" in client.get(response.url).content.decode()


def test_a_file_alone_makes_a_draft_named_after_it(sign_in, teacher, school, subject):
    bare = form_of(school, subject, title="", kind="", grades=None, outcomes="", file=docx())
    response = sign_in(teacher).post(UPLOAD, {**bare, "subject": ""})
    resource = LearningResource.objects.get()
    assert response.url == reverse("content_repo:edit", args=[resource.uuid])
    assert (resource.title, resource.subject, resource.kind) == ("Bài 14 Hình thang cân", subject, "lesson_plan")
    assert [grade.number for grade in resource.grades.all()] == [8]


def test_sending_the_form_twice_makes_one_resource(sign_in, teacher, school, subject):
    client, form = sign_in(teacher), form_of(school, subject)
    assert client.post(UPLOAD, form).url == client.post(UPLOAD, form).url
    assert LearningResource.objects.count() == 1


def test_a_hostile_file_is_refused_in_words_and_nothing_is_half_saved(sign_in, teacher, school, subject):
    bad = SimpleUploadedFile("bai.docx", b"MZ\x90\x00 this is no Word file")
    response = sign_in(teacher).post(UPLOAD, form_of(school, subject, file=[docx("tot.docx"), bad]))
    page = response.content.decode()
    assert response.status_code == 400
    assert "“bai.docx” chưa được nhận." in page
    assert not LearningResource.objects.exists()
    assert f'name="upload" value="{Upload.objects.get().uuid}"' in page  # the good one need not be sent again


def test_a_file_received_before_a_mistake_is_attached_afterwards(sign_in, teacher, school, subject):
    client, form = sign_in(teacher), form_of(school, subject, title="")
    response = client.post(UPLOAD, {**form, "file": docx("Document1.docx")})
    assert response.status_code == 400
    assert "Nhập tên học liệu." in response.content.decode()
    client.post(UPLOAD, {**form, "title": "Bài 14", "upload": str(Upload.objects.get().uuid)})
    assert [file.name for file in LearningResource.objects.get().files.all()] == ["Document1.docx"]


def test_somebody_elses_upload_is_not_attached(sign_in, teacher, colleague, school, subject):
    client = sign_in(colleague)
    client.post(UPLOAD, form_of(school, subject, title="", file=docx("Document1.docx")))
    foreign = Upload.objects.get()
    sign_in(teacher).post(UPLOAD, form_of(school, subject, upload=str(foreign.uuid)))
    assert not LearningResource.objects.get().files.exists()


def test_a_review_needs_files_grades_outcomes_and_author(sign_in, teacher, school, subject):
    form = form_of(school, subject, grades=None, outcomes="", author_name="", action="submit")
    response = sign_in(teacher).post(UPLOAD, form)
    page = response.content.decode()
    assert response.status_code == 400
    for words in ("Chọn ít nhất một tệp", "Chọn ít nhất một lớp.", "Viết ít nhất một yêu cầu", "Nhập tên tác giả."):
        assert words in page
    assert not LearningResource.objects.exists()


def test_pictures_are_submitted_only_with_consent(sign_in, teacher, school, subject):
    client = sign_in(teacher)
    form = form_of(school, subject, action="submit", file=picture())
    assert client.post(UPLOAD, form).status_code == 400
    assert client.post(UPLOAD, {**form, "file": picture(), "has_consent": "on"}).status_code == 302


def test_files_are_renamed_reordered_and_removed(sign_in, teacher, school, subject):
    client = sign_in(teacher)
    client.post(UPLOAD, form_of(school, subject, file=[docx("a.docx"), docx("b.docx", "b"), docx("c.docx", "c")]))
    resource = LearningResource.objects.get()
    first, second, third = resource.files.all()
    changes = {
        "uuid": str(resource.uuid),
        "kept": [str(file.uuid) for file in (first, second, third)],
        f"name-{first.uuid}": "Giáo\u202e án.docx\0",
        f"position-{first.uuid}": "3",
        f"position-{second.uuid}": "1",
        "remove": str(third.uuid),
    }
    client.post(reverse("content_repo:edit", args=[resource.uuid]), form_of(school, subject, **changes))
    version = latest_version(LearningResource.objects.get())
    assert [(file.uuid, file.name) for file in version.files.all()] == [
        (second.uuid, "b.docx"),
        (first.uuid, "Giáo án.docx"),
    ]


def test_a_form_of_an_older_version_is_not_saved_over_a_newer_one(sign_in, teacher, school, subject):
    resource = ResourceFactory(owner=teacher, school=school, is_published=False)
    address = reverse("content_repo:edit", args=[resource.uuid])
    form = form_of(school, subject, uuid=str(resource.uuid), version=resource.latest_revision_id)
    client = sign_in(teacher)
    assert client.post(address, {**form, "title": "Một"}).status_code == 302
    response = client.post(address, {**form, "title": "Hai"})
    assert response.status_code == 400
    assert "vừa được sửa ở một trang khác" in response.content.decode()
    assert LearningResource.objects.get().title == "Một"


def test_a_cover_must_be_a_picture(sign_in, teacher, school, subject):
    client = sign_in(teacher)
    response = client.post(UPLOAD, form_of(school, subject, cover=docx()))
    assert "Ảnh bìa phải là tệp ảnh" in response.content.decode()
    client.post(UPLOAD, form_of(school, subject, cover=picture()))
    assert LearningResource.objects.get().cover.media_type == "image/png"


def test_a_uuid_of_somebody_else_answers_404(sign_in, teacher, school, subject, stranger):
    taken = ResourceFactory(owner=stranger)
    assert sign_in(teacher).post(UPLOAD, form_of(school, subject, uuid=str(taken.uuid))).status_code == 404


def test_a_foreign_school_is_no_choice(sign_in, teacher, other_school, subject):
    response = sign_in(teacher).post(UPLOAD, form_of(other_school, subject))
    assert response.status_code == 400
    assert not LearningResource.objects.exists()


@pytest.mark.parametrize("person", ["pupil", "officer", "reviewer"])
def test_those_without_a_school_to_write_for_do_not_upload(request, sign_in, person):
    assert sign_in(request.getfixturevalue(person)).get(UPLOAD).status_code == 403


def test_the_upload_page_alone_allows_hashing_in_webassembly(sign_in, teacher):
    client = sign_in(teacher)
    assert "wasm-unsafe-eval" in client.get(UPLOAD)["Content-Security-Policy"]
    assert "wasm-unsafe-eval" not in client.get(MINE)["Content-Security-Policy"]


def test_the_script_is_told_what_a_file_name_says(sign_in, teacher, subject):
    answer = sign_in(teacher).get("/tai-len/dien-giup/", {"ten": "KHBD Toán 8 – Bài 14 Hình thang cân.docx"}).json()
    assert answer == {"title": "Bài 14 Hình thang cân", "subject": subject.pk, "grades": [8], "kind": "lesson_plan"}


def test_submitting_from_the_page_and_withdrawing(sign_in, teacher, school):
    resource = ResourceFactory(owner=teacher, school=school, is_published=False)
    client = sign_in(teacher)
    for action, state in (("submit", ResourceState.WAITING_SCHOOL), ("withdraw", ResourceState.DRAFT)):
        address = reverse(f"content_repo:{action}", args=[resource.uuid])
        assert client.get(address).status_code == 405
        assert client.post(address).status_code == client.post(address).status_code == 302
        assert standing_of(LearningResource.objects.get()).review == state


def test_a_resource_that_waits_is_not_edited(sign_in, teacher, school):
    resource = ResourceFactory(owner=teacher, school=school, is_published=False)
    submit_resource(resource=resource, by=teacher)
    assert sign_in(teacher).get(reverse("content_repo:edit", args=[resource.uuid])).status_code == 302


def test_unpublishing_asks_first_and_can_be_undone(sign_in, teacher, school):
    resource = ResourceFactory(owner=teacher, school=school)
    client, address = sign_in(teacher), reverse("content_repo:unpublish", args=[resource.uuid])
    assert "Gỡ học liệu này?" in client.get(address).content.decode()
    page = client.post(address, follow=True).content.decode()
    resource.refresh_from_db()
    assert not resource.live and "Công bố lại như cũ" in page
    client.post(address, {"undo": "1"})
    resource.refresh_from_db()
    assert resource.live


def test_deleting_a_draft_asks_first(sign_in, teacher, school):
    draft = ResourceFactory(owner=teacher, school=school, is_published=False)
    published = ResourceFactory(owner=teacher, school=school)
    client = sign_in(teacher)
    assert client.post(reverse("content_repo:delete", args=[published.uuid])).status_code == 404
    address = reverse("content_repo:delete", args=[draft.uuid])
    assert "Xoá bản nháp này?" in client.get(address).content.decode()
    assert client.post(address).url == MINE
    assert list(LearningResource.objects.all()) == [published]


@pytest.mark.parametrize("name", ["edit", "submit", "withdraw", "unpublish", "delete", "history", "resource"])
@pytest.mark.parametrize("person", ["stranger", "colleague", "pupil"])
def test_other_peoples_drafts_answer_404(request, sign_in, teacher, school, name, person):
    draft = ResourceFactory(owner=teacher, school=school, is_published=False)
    client = sign_in(request.getfixturevalue(person))
    address = reverse(f"content_repo:{name}", args=[draft.uuid])
    method = client.post if name in ("submit", "withdraw") else client.get
    assert method(address).status_code == 404


@pytest.mark.parametrize("query", ["", "?q=thang", "?state=draft", "?order=title", "?state=nonsense", "?trang=99"])
def test_my_resources_are_listed_filtered_and_sorted(sign_in, teacher, school, query):
    mine = ResourceFactory(owner=teacher, school=school, is_published=False)
    other = ResourceFactory(school=school)
    page = sign_in(teacher).get(MINE + query).content.decode()
    assert mine.title in page and other.title not in page


def test_an_empty_list_says_what_to_do(sign_in, teacher):
    assert "Tải giáo án đầu tiên" in sign_in(teacher).get(MINE).content.decode()
    assert "Bỏ lọc" in sign_in(teacher).get(MINE + "?q=khong-co").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_my_list_costs_the_same_however_long(sign_in, teacher, school, django_assert_max_num_queries, number):
    for _ in range(number):
        ResourceFactory(owner=teacher, school=school, is_published=False)
    client = sign_in(teacher)
    client.get(MINE)
    with django_assert_max_num_queries(11):
        client.get(MINE)
