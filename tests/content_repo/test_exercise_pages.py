"""Making exercises: choosing a type, the form with and without mistakes, trying, saving, going on."""

import json
import uuid as uuids
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from content_repo.choices import PackageState
from content_repo.models import LearningResource, Library, Package
from content_repo.queries import latest_version
from content_repo.stored_members import read_member
from media.models import Upload
from media.stores import object_store
from tests.factories.content_repo import GradeFactory, SubjectFactory
from tests.factories.exercises import stand_in, trusted_libraries
from tests.factories.media import picture_bytes

LIST = reverse("content_repo:exercises")


def new_page(slug: str) -> str:
    return reverse("content_repo:exercise_new", args=[slug])


@pytest.fixture
def libraries(colleague):
    """All stand-in libraries, trusted."""
    trusted_libraries(colleague)


@pytest.fixture
def client_of_teacher(sign_in, teacher):
    """A signed-in teacher."""
    return sign_in(teacher)


def sent(**changes) -> dict:
    """A multiple choice as the form sends it."""
    fields = {
        "uuid": str(uuids.uuid4()),
        "title": "Sông ngòi",
        "question": "Sông nào chảy qua Huế?",
        "answers": ["n0", "n1"],
        "answers-n0-kind": "answer",
        "answers-n0-text": "Sông Hương",
        "answers-n0-is_correct": "on",
        "answers-n0-feedback": "",
        "answers-n0-tip": "",
        "answers-n1-kind": "answer",
        "answers-n1-text": "Sông Hàn",
        "answers-n1-feedback": "Ở Đà Nẵng <b>nhé</b>",
        "answers-n1-tip": "",
        "retry": "on",
        "shuffle": "on",
        "subject": SubjectFactory().pk,
        "grades": [GradeFactory().pk],
        "kind": "self_study",
        "do": "save",
    }
    return {name: value for name, value in (fields | changes).items() if value is not None}


def with_school(fields: dict, user) -> dict:
    from content_repo.permissions import schools_to_upload_for

    return {"school": schools_to_upload_for(user)[0].pk, **fields}


def test_types_without_a_trusted_library_are_shown_but_not_offered(client_of_teacher, colleague):
    trusted_libraries(colleague, stand_in("H5P.MultiChoice"))
    page = client_of_teacher.get(LIST).content.decode()
    assert new_page("trac-nghiem") in page
    assert new_page("dung-sai") not in page
    assert page.count("Chưa dùng được") == 5


def test_a_library_that_waits_is_not_offered_nor_one_whose_needs_wait(client_of_teacher, colleague):
    trusted_libraries(colleague, stand_in("H5P.MultiChoice"))
    Library.objects.filter(machine_name="LopGan.Base").update(state="waiting")
    assert new_page("trac-nghiem") not in client_of_teacher.get(LIST).content.decode()
    assert client_of_teacher.get(new_page("trac-nghiem")).status_code == 302


def test_a_library_of_a_version_nobody_can_write_is_not_offered(client_of_teacher, colleague):
    trusted_libraries(colleague, stand_in("H5P.MultiChoice", (2, 0, 0)))
    assert new_page("trac-nghiem") not in client_of_teacher.get(LIST).content.decode()


@pytest.mark.parametrize("slug", ["trac-nghiem", "dung-sai", "dien-khuyet", "keo-tu", "hoi-nhanh", "bo-cau-hoi"])
def test_each_type_is_made_from_its_example_and_plays(client_of_teacher, teacher, libraries, slug):
    page = client_of_teacher.get(new_page(slug), {"vi-du": ""})
    assert page.status_code == 200
    fields = fields_of(page) | {"title": "Thử", "subject": SubjectFactory().pk, "do": "preview"}
    answer = client_of_teacher.post(new_page(slug), fields)
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    package = Package.objects.get(title="Thử")
    assert package.state == PackageState.READY and not package.problems
    assert str(package.uuid) in answer.url
    shown = client_of_teacher.get(answer.url)
    assert "data-player" in shown.content.decode()
    assert shown.context["form"].title == "Thử"
    assert not LearningResource.objects.exists()


def fields_of(page) -> dict:
    """What a browser would send of the form on a page, unchanged."""
    from lxml import html

    form = html.fromstring(page.content).xpath("//form[@data-exercise]")[0]
    for template in form.xpath(".//template"):
        template.getparent().remove(template)
    found: dict[str, list] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    return found


def test_saving_puts_the_exercise_into_a_draft_of_ones_own(client_of_teacher, teacher, libraries):
    fields = with_school(sent(), teacher)
    answer = client_of_teacher.post(new_page("trac-nghiem"), fields)
    resource = LearningResource.objects.get(uuid=fields["uuid"])
    assert answer.url == reverse("content_repo:edit", args=[resource.uuid])
    assert resource.owner == teacher and not resource.live and resource.title == "Sông ngòi"
    (file,) = resource.files.all()
    params = file.blob.package.content
    assert params["question"] == "<p>Sông nào chảy qua Huế?</p>"
    assert params["behaviour"]["enableSolutionsButton"] is False
    assert params["answers"][1]["tipsAndFeedback"]["chosenFeedback"] == "Ở Đà Nẵng &lt;b&gt;nhé&lt;/b&gt;"


def test_sent_twice_it_is_made_once(client_of_teacher, teacher, libraries):
    fields = with_school(sent(), teacher)
    for _time in range(2):
        assert client_of_teacher.post(new_page("trac-nghiem"), fields).status_code == 302
    resource = LearningResource.objects.get()
    assert resource.revisions.count() == 1
    assert resource.files.count() == 1
    assert Package.objects.filter(title="Sông ngòi").count() == 1
    assert Upload.objects.filter(owner=teacher).count() == 1


def test_a_uuid_of_somebody_else_is_not_found(client_of_teacher, sign_in, teacher, colleague, libraries):
    fields = with_school(sent(), teacher)
    client_of_teacher.post(new_page("trac-nghiem"), fields)
    other = sign_in(colleague)
    assert other.post(new_page("trac-nghiem"), with_school(fields | {"title": "Khác"}, colleague)).status_code == 404
    assert LearningResource.objects.get().owner == teacher


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"title": " "}, "title", "Đặt tên cho bài."),
        ({"question": ""}, "question", "Viết câu hỏi."),
        ({"answers-n1-text": ""}, "answers-n1-text", "Viết câu trả lời, hoặc xoá dòng này."),
        ({"answers-n0-is_correct": None}, "answers", "Đánh dấu ít nhất một câu trả lời đúng."),
        ({"answers": ["n0"]}, "answers", "Cần ít nhất hai câu trả lời."),
        ({"question": "x" * 2001}, "question", "Dài quá 2000 kí tự. Rút ngắn lại."),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_is_kept(
    client_of_teacher, teacher, libraries, changes, place, words
):
    before = Upload.objects.count()
    answer = client_of_teacher.post(new_page("trac-nghiem"), with_school(sent(**changes), teacher))
    assert answer.status_code == 400
    assert answer.context["form"].errors == {place: words}
    assert words in answer.content.decode() and "Sông Hương" in answer.content.decode()
    assert not LearningResource.objects.exists() and Upload.objects.count() == before


def test_a_draft_needs_a_subject(client_of_teacher, teacher, libraries):
    answer = client_of_teacher.post(new_page("trac-nghiem"), with_school(sent(subject=""), teacher))
    assert answer.status_code == 400 and "Chọn môn học." in answer.content.decode()
    assert not LearningResource.objects.exists()


@pytest.mark.parametrize("key", ["../x", "A" * 200, "n0 n1", "\x00", "__k1__"])
def test_keys_of_rows_that_make_no_sense_are_left_out(client_of_teacher, teacher, libraries, key):
    fields = with_school(sent(answers=["n0", "n1", key, "n0"]), teacher)
    assert client_of_teacher.post(new_page("trac-nghiem"), fields).status_code == 302
    assert len(Package.objects.get(title="Sông ngòi").content["answers"]) == 2


def test_rows_are_added_moved_and_removed_without_a_script_and_all_is_kept(client_of_teacher, teacher, libraries):
    def after(deed: str) -> list[str]:
        answer = client_of_teacher.post(new_page("trac-nghiem"), sent(do=deed))
        assert answer.status_code == 200 and answer.context["form"].title == "Sông ngòi"
        return [row["text"] for row in answer.context["form"].values["answers"]]

    assert after("add:answers:answer") == ["Sông Hương", "Sông Hàn", ""]
    assert after("down:answers:n0") == ["Sông Hàn", "Sông Hương"]
    assert after("up:answers:n0") == ["Sông Hương", "Sông Hàn"]
    assert after("remove:answers:n1") == ["Sông Hương"]
    for nonsense in ("remove:answers:zz", "add:nothing", "up::", ":", "add:answers-n0-text", "fly:answers:n0"):
        assert after(nonsense) == ["Sông Hương", "Sông Hàn"]
    assert not LearningResource.objects.exists()


def test_rows_within_rows_are_changed_too(client_of_teacher, libraries):
    fields = fields_of(client_of_teacher.get(new_page("bo-cau-hoi"), {"vi-du": ""})) | {"title": "Bộ"}
    key = fields["questions"][0]
    answer = client_of_teacher.post(new_page("bo-cau-hoi"), fields | {"do": f"add:questions-{key}-answers:answer"})
    assert len(answer.context["form"].values["questions"][0]["answers"]) == 3
    answer = client_of_teacher.post(new_page("bo-cau-hoi"), fields | {"do": "add:questions:dien-khuyet"})
    assert [row["kind"] for row in answer.context["form"].values["questions"]][-1] == "dien-khuyet"


def test_a_set_offers_only_questions_whose_library_is_trusted(client_of_teacher, colleague):
    names = ("H5P.QuestionSet", "H5P.TrueFalse")
    trusted_libraries(colleague, *(stand_in(name) for name in names))
    page = client_of_teacher.get(new_page("bo-cau-hoi")).content.decode()
    assert "add:questions:dung-sai" in page and "add:questions:trac-nghiem" not in page


def test_what_was_saved_is_changed_in_the_same_draft(client_of_teacher, teacher, libraries):
    fields = with_school(sent(), teacher)
    client_of_teacher.post(new_page("trac-nghiem"), fields)
    resource = LearningResource.objects.get()
    package = Package.objects.get(title="Sông ngòi")
    address = reverse("content_repo:exercise_edit", args=["trac-nghiem", package.uuid])
    page = client_of_teacher.get(address)
    changed = fields_of(page) | {"title": "Sông và núi", "question": "Sông nào ở Huế?", "do": "save"}
    assert client_of_teacher.post(address, changed).status_code == 302
    (file,) = latest_version(LearningResource.objects.get(pk=resource.pk)).files.all()
    assert file.blob.package.content["question"] == "<p>Sông nào ở Huế?</p>"
    assert file.uuid == resource.files.get().uuid
    assert LearningResource.objects.get().title == "Sông và núi"
    assert Package.objects.filter(pk=package.pk).exists()  # the version before is in the history


def test_what_is_published_stays_until_the_review(client_of_teacher, teacher, libraries):
    fields = with_school(sent(), teacher)
    client_of_teacher.post(new_page("trac-nghiem"), fields)
    resource = LearningResource.objects.get()
    resource.latest_revision.publish(skip_permission_checks=True)
    package = Package.objects.get(title="Sông ngòi")
    address = reverse("content_repo:exercise_edit", args=["trac-nghiem", package.uuid])
    client_of_teacher.post(address, fields_of(client_of_teacher.get(address)) | {"question": "Khác?", "do": "save"})
    resource = LearningResource.objects.get()
    assert resource.files.get().blob == package.blob
    assert resource.has_unpublished_changes


def test_trying_a_change_keeps_the_draft_as_it_was_and_saving_then_changes_it(client_of_teacher, teacher, libraries):
    client_of_teacher.post(new_page("trac-nghiem"), with_school(sent(), teacher))
    resource = LearningResource.objects.get()
    package = Package.objects.get(title="Sông ngòi")
    address = reverse("content_repo:exercise_edit", args=["trac-nghiem", package.uuid])
    fields = fields_of(client_of_teacher.get(address)) | {"question": "Thử xem?"}
    tried = client_of_teacher.post(address, fields | {"do": "preview"})
    assert resource.revisions.count() == 1
    page = client_of_teacher.get(tried.url)
    client_of_teacher.post(tried.url, fields_of(page) | {"do": "save"})
    resource = LearningResource.objects.get()
    assert resource.revisions.count() == 2
    assert latest_version(resource).files.get().blob.package.content["question"] == "<p>Thử xem?</p>"


def test_a_package_of_others_is_not_changed(client_of_teacher, sign_in, teacher, colleague, libraries):
    client_of_teacher.post(new_page("trac-nghiem"), with_school(sent(), teacher))
    LearningResource.objects.get().latest_revision.publish(skip_permission_checks=True)
    package = Package.objects.get(title="Sông ngòi")
    address = reverse("content_repo:exercise_edit", args=["trac-nghiem", package.uuid])
    assert sign_in(colleague).get(address).status_code == 404


def test_a_package_of_another_type_is_not_opened_in_the_form(client_of_teacher, teacher, libraries):
    client_of_teacher.post(new_page("trac-nghiem"), with_school(sent(), teacher))
    package = Package.objects.get(title="Sông ngòi")
    wrong = reverse("content_repo:exercise_edit", args=["dung-sai", package.uuid])
    assert client_of_teacher.get(wrong).status_code == 404


def test_a_type_nobody_knows_is_not_found(client_of_teacher):
    assert client_of_teacher.get(new_page("khong-co")).status_code == 404


def test_pupils_make_no_exercises(sign_in, pupil):
    client = sign_in(pupil)
    assert client.get(LIST).status_code == 403
    assert client.get(new_page("trac-nghiem")).status_code == 403


def test_a_picture_goes_into_the_package_without_where_it_was_taken(client_of_teacher, teacher, libraries):
    picture = SimpleUploadedFile("song.jpg", picture_bytes(), "image/jpeg")
    fields = with_school(sent(**{"picture": picture, "picture-alt": "Sông Hương"}), teacher)
    assert client_of_teacher.post(new_page("trac-nghiem"), fields).status_code == 302
    package = Package.objects.get(title="Sông ngòi")
    image = package.content["media"]["type"]
    file = image["params"]["file"]
    assert image["library"] == "H5P.Image 1.1" and image["params"]["alt"] == "Sông Hương"
    assert file["width"] == 1200 and file["mime"] == "image/jpeg"
    data = read_member(package.blob.key, package.members[f"content/{file['path']}"], 10**7)
    assert data.startswith(b"\xff\xd8")


def test_a_picture_survives_a_mistake_elsewhere_and_later_changes(client_of_teacher, teacher, libraries):
    picture = SimpleUploadedFile("song.jpg", picture_bytes(), "image/jpeg")
    answer = client_of_teacher.post(new_page("trac-nghiem"), with_school(sent(picture=picture, question=""), teacher))
    fields = fields_of(answer) | {"question": "Nay đã có?", "do": "save"}
    assert fields["picture-upload"]
    client_of_teacher.post(new_page("trac-nghiem"), fields)
    package = Package.objects.get(title="Sông ngòi")
    address = reverse("content_repo:exercise_edit", args=["trac-nghiem", package.uuid])
    again = fields_of(client_of_teacher.get(address)) | {"question": "Lại khác?", "do": "save"}
    client_of_teacher.post(address, again)
    newest = latest_version(LearningResource.objects.get()).files.get().blob.package
    assert newest.content["media"]["type"]["params"]["file"]["path"] in json.dumps(list(newest.members))
    gone = again | {"picture-remove": "on", "do": "save"}
    client_of_teacher.post(address, gone)
    newest = latest_version(LearningResource.objects.get()).files.get().blob.package
    assert "type" not in newest.content["media"]


def test_a_file_that_is_no_picture_is_refused_in_words(client_of_teacher, teacher, libraries):
    wrong = SimpleUploadedFile("x.jpg", b"MZ nothing", "image/jpeg")
    answer = client_of_teacher.post(new_page("trac-nghiem"), with_school(sent(picture=wrong), teacher))
    assert answer.status_code == 400 and answer.context["editing"].problems
    assert not LearningResource.objects.exists()


def test_the_file_holds_content_alone_and_names_what_it_runs_on(client_of_teacher, teacher, libraries, tmp_path):
    client_of_teacher.post(new_page("trac-nghiem"), with_school(sent(), teacher))
    blob = Package.objects.get(title="Sông ngòi").blob
    path = tmp_path / "x.h5p"
    with object_store().open(blob.key) as chunks:
        path.write_bytes(b"".join(chunks))
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == ["content/content.json", "h5p.json"]
        manifest = json.loads(archive.read("h5p.json"))
    named = {one["machineName"] for one in manifest["preloadedDependencies"]}
    assert named == {"H5P.MultiChoice", "LopGan.Base"}
    assert manifest["authors"] == [{"name": str(teacher), "role": "Author"}]
