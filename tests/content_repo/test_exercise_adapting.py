"""Adapting packages: whose, under which licence, and what the copy says of the original."""

import uuid as uuids

import pytest
from django.urls import reverse

from content_repo.adapting import licenses_for, terms_of
from content_repo.choices import License
from content_repo.models import LearningResource, Package
from content_repo.queries import latest_version, used_libraries
from content_repo.services.package_export import h5p_json
from tests.factories.content_repo import ResourceFactory
from tests.factories.exercises import stand_in, trust_all, trusted_libraries
from tests.factories.h5p import base_library, make_h5p, quiz_library
from tests.factories.media import stored_upload

PARAMS = {
    "question": "<p>Hai cộng <strong>hai</strong>?</p>",
    "answers": [{"text": "Bốn", "correct": True}, {"text": "Năm", "correct": False}],
    "UI": {"checkAnswerButton": "Check"},
}


def published(owner, school, *, license_name=License.CC_BY, main=None, h5p=None, **resource) -> Package:
    """A package in a published resource."""
    main = main or stand_in("H5P.MultiChoice")
    params = PARAMS if main.name == "H5P.MultiChoice" else None
    said = {"license": "U", **(h5p or {})}
    data = make_h5p(main=main, libraries=[main, base_library()], params=params, title="Phép cộng", h5p_json=said)
    upload = stored_upload(data=data, name="phep-cong.h5p", owner=owner)
    trust_all()
    ResourceFactory(
        owner=owner, school=school, files=[upload.blob], license=license_name, title="Phép cộng", **resource
    )
    return Package.objects.get(blob=upload.blob)


def address_of(package: Package) -> str:
    return reverse("content_repo:package_adapt", args=[package.uuid])


def sent(package, user, **changes) -> dict:
    from content_repo.permissions import schools_to_upload_for

    return {
        "uuid": str(uuids.uuid4()),
        "title": "Phép cộng của tôi",
        "license": License.CC_BY,
        "school": schools_to_upload_for(user)[0].pk,
        **changes,
    }


def test_a_copy_names_the_original_on_the_page_in_the_file_and_in_the_export(sign_in, stranger, teacher, school):
    package = published(teacher, school, h5p={"authors": [{"name": "Cô Lan", "role": "Author"}]})
    client = sign_in(stranger)
    assert "Hoàng Thị Lan" in client.get(address_of(package)).content.decode()
    fields = sent(package, stranger)
    answer = client.post(address_of(package), fields)
    resource = LearningResource.objects.get(uuid=fields["uuid"])
    made = resource.files.get().blob.package
    assert answer.url == reverse("content_repo:exercise_edit", args=["trac-nghiem", made.uuid])
    assert client.get(answer.url).status_code == 200
    original = LearningResource.objects.exclude(pk=resource.pk).get()
    assert resource.owner == stranger and not resource.live
    assert "Phép cộng" in resource.summary and original.get_absolute_url() in resource.summary
    assert made.based_on == package and made.blob != package.blob
    assert made.content["question"] == PARAMS["question"]
    told = h5p_json(made, used_libraries(made))
    assert {"name": str(stranger), "role": "Author"} in told["authors"]
    assert any(author["name"] == "Cô Lan" for author in told["authors"])
    assert told["source"].endswith(original.get_absolute_url())
    assert "Phép cộng" in told["changes"][0]["log"]


def test_sent_twice_one_copy_is_made(sign_in, stranger, teacher, school):
    package = published(teacher, school)
    client, fields = sign_in(stranger), sent(package, stranger)
    first, second = (client.post(address_of(package), fields) for _time in range(2))
    assert first.url == second.url
    assert stranger.learning_resources.count() == 1


def test_a_change_of_the_copy_goes_on_naming_the_original(sign_in, stranger, teacher, school):
    package = published(teacher, school)
    client = sign_in(stranger)
    address = client.post(address_of(package), sent(package, stranger)).url
    from tests.content_repo.test_exercise_pages import fields_of

    client.post(address, fields_of(client.get(address)) | {"question": "Hai cộng ba?", "do": "save"})
    newest = latest_version(stranger.learning_resources.get()).files.get().blob.package
    assert newest.based_on == package
    assert newest.content["question"] == "<p>Hai cộng ba?</p>"
    assert newest.content["UI"]["checkAnswerButton"] == "Kiểm tra"
    assert newest.manifest["h5p_json"]["changes"]


@pytest.mark.parametrize("license_name", [License.CC_BY_ND, License.CC_BY_NC_ND])
def test_what_may_not_be_changed_is_refused_in_words(sign_in, stranger, teacher, school, license_name):
    package = published(teacher, school, license_name=license_name)
    client = sign_in(stranger)
    assert "không cho sửa đổi" in client.get(address_of(package)).content.decode()
    assert client.post(address_of(package), sent(package, stranger)).status_code == 400
    assert not stranger.learning_resources.exists()


def test_a_package_that_itself_forbids_changes_is_refused_whatever_its_page_says(sign_in, stranger, teacher, school):
    package = published(teacher, school, h5p={"license": "CC BY-ND", "licenseVersion": "4.0"})
    assert sign_in(stranger).post(address_of(package), sent(package, stranger)).status_code == 400


def test_all_rights_reserved_is_for_the_own_school(sign_in, stranger, colleague, teacher, school):
    package = published(teacher, school, license_name=License.ALL_RIGHTS_RESERVED)
    assert "giữ mọi quyền" in sign_in(stranger).get(address_of(package)).content.decode()
    client = sign_in(colleague)
    assert client.post(address_of(package), sent(package, colleague)).status_code == 400  # not as CC BY
    fields = sent(package, colleague, license=License.ALL_RIGHTS_RESERVED)
    assert client.post(address_of(package), fields).status_code == 302


def test_share_alike_stays_share_alike(sign_in, stranger, teacher, school):
    package = published(teacher, school, license_name=License.CC_BY_SA)
    client = sign_in(stranger)
    assert client.post(address_of(package), sent(package, stranger)).status_code == 400
    assert client.post(address_of(package), sent(package, stranger, license=License.CC_BY_SA)).status_code == 302
    resource = stranger.learning_resources.get()
    assert licenses_for(resource, latest_version(resource)) == (License.CC_BY_SA,)
    form = {"title": "x", "license": License.CC_BY, "uuid": str(resource.uuid), "action": "save"}
    page = client.post(reverse("content_repo:edit", args=[resource.uuid]), form)
    assert "license" in page.context["form"].errors


def test_the_author_is_bound_by_nothing(teacher, school):
    package = published(teacher, school, license_name=License.CC_BY_NC_SA)
    assert set(terms_of(package, teacher).allowed) == set(License.values)


def test_another_schools_unpublished_package_is_not_found(sign_in, stranger, teacher, school):
    package = published(teacher, school, is_published=False)
    assert sign_in(stranger).get(address_of(package)).status_code == 404


def test_a_package_of_a_school_alone_is_not_found_by_others(sign_in, stranger, teacher, school):
    package = published(teacher, school, visibility="school")
    assert sign_in(stranger).get(address_of(package)).status_code == 404


def test_pupils_adapt_nothing(sign_in, pupil, teacher, school):
    assert sign_in(pupil).get(address_of(published(teacher, school))).status_code == 403


def test_a_package_without_a_form_is_copied_whole(sign_in, stranger, teacher, school):
    package = published(teacher, school, main=quiz_library())
    client, fields = sign_in(stranger), sent(package, stranger)
    assert "chưa sửa được nội dung" in client.get(address_of(package)).content.decode()
    answer = client.post(address_of(package), fields)
    resource = stranger.learning_resources.get()
    assert answer.url == reverse("content_repo:edit", args=[resource.uuid])
    made = resource.files.get().blob.package
    assert made.content == package.content and made.based_on == package


def test_a_package_that_waits_is_not_adapted(sign_in, teacher, school):
    data = make_h5p()
    upload = stored_upload(data=data, name="x.h5p", owner=teacher)
    package = Package.objects.get(blob=upload.blob)
    assert sign_in(teacher).get(address_of(package)).status_code == 302


def test_a_form_that_lacks_something_is_shown_again(sign_in, stranger, teacher, school):
    package = published(teacher, school)
    client = sign_in(stranger)
    for changes in ({"title": ""}, {"license": "MIT"}, {"uuid": "x"}, {"school": 0}):
        assert client.post(address_of(package), sent(package, stranger, **changes)).status_code == 400
    assert not stranger.learning_resources.exists()


def test_other_libraries_than_the_original_has_are_not_needed(colleague, sign_in, stranger, teacher, school):
    package = published(teacher, school)
    trusted_libraries(colleague, stand_in("H5P.MultiChoice", (1, 15, 0)))
    client = sign_in(stranger)
    address = client.post(address_of(package), sent(package, stranger)).url
    assert str(client.get(address).context["editing"].kit.main) == "H5P.MultiChoice 1.16"
