"""Bringing content to a newer trusted version: what the browser is given, and what is done with what it sends back."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from content_repo.choices import PackageState
from content_repo.exercises.kits import TrustedShelf
from content_repo.models import LearningResource, Package
from content_repo.queries import latest_version
from content_repo.upgrading import skeleton, upgrade_of
from tests.factories.content_repo import ResourceFactory
from tests.factories.exercises import MULTI_CHOICE, QUESTION_SET, stand_in, trust_all, trusted_libraries
from tests.factories.h5p import base_library, make_h5p
from tests.factories.media import stored_upload

SCRIPT = "var H5PUpgrades = H5PUpgrades || {};"
PARAMS = {"question": "<p>Cũ?</p>", "answers": [{"text": "A", "correct": True}, {"text": "B", "correct": False}]}


def old_package(owner, school, *, is_published=True) -> Package:
    """A multiple choice of 1.14 in a resource."""
    main = stand_in("H5P.MultiChoice", (1, 14, 0))
    data = make_h5p(main=main, libraries=[main, base_library()], params=PARAMS, title="Bài cũ")
    upload = stored_upload(data=data, name="cu.h5p", owner=owner)
    trust_all()
    ResourceFactory(owner=owner, school=school, files=[upload.blob], title="Bài cũ", is_published=is_published)
    return Package.objects.get(blob=upload.blob)


def address_of(package: Package) -> str:
    return reverse("content_repo:package_upgrade", args=[package.uuid])


def result(value: object) -> dict:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return {"content": SimpleUploadedFile("content.json", data, "application/json")}


@pytest.fixture
def newer(colleague):
    """MultiChoice 1.16 with an upgrade script, trusted."""
    trusted_libraries(colleague, stand_in("H5P.MultiChoice", (1, 16, 4), upgrades=SCRIPT))


def test_the_browser_is_given_content_scripts_and_where_sub_contents_lie(sign_in, teacher, school, newer):
    package = old_package(teacher, school)
    page = sign_in(teacher).get(address_of(package))
    assert "H5P.MultiChoice 1.14" in page.content.decode() and "H5P.MultiChoice 1.16" in page.content.decode()
    data = sign_in(teacher).get(address_of(package), {"du-lieu": ""}).json()
    assert data["params"]["question"] == "<p>Cũ?</p>"
    assert (data["from"], data["to"]) == ("H5P.MultiChoice 1.14", "H5P.MultiChoice 1.16")
    assert data["libraries"]["H5P.MultiChoice 1.16"]["script"] == SCRIPT


def test_only_what_leads_to_sub_contents_is_told_of_semantics():
    assert skeleton(MULTI_CHOICE) == [
        {
            "name": "media",
            "type": "group",
            "fields": [{"name": "type", "type": "library", "options": ["H5P.Image 1.1", "H5P.Video 1.6"]}],
            "single": False,
        }
    ]
    (questions,) = skeleton(QUESTION_SET)
    assert questions["field"]["type"] == "library"


def test_the_result_is_a_new_version_of_the_draft_and_the_published_one_stays(sign_in, teacher, school, newer):
    package = old_package(teacher, school)
    resource = LearningResource.objects.get()
    changed = PARAMS | {"question": "<p>Mới<script>alert(1)</script></p>", "unknown": {"x": 1}}
    answer = sign_in(teacher).post(address_of(package), result(changed))
    assert answer.json() == {"next": f"{resource.get_absolute_url()}?ban=nhap"}
    resource = LearningResource.objects.get()
    assert resource.files.get().blob == package.blob
    made = latest_version(resource).files.get().blob.package
    assert made.manifest["main_library"] == "H5P.MultiChoice 1.16" and made.state == PackageState.READY
    assert made.content["question"] == "<p>Mới</p>" and "unknown" not in made.content
    assert resource.revisions.count() == 2
    assert latest_version(resource).files.get().uuid == resource.files.get().uuid


def test_sent_twice_it_makes_one_version(sign_in, teacher, school, newer):
    package = old_package(teacher, school, is_published=False)
    client = sign_in(teacher)
    client.post(address_of(package), result(PARAMS))
    client.post(address_of(package), result(PARAMS))
    assert LearningResource.objects.get().revisions.count() == 2
    assert Package.objects.filter(title="Bài cũ").count() == 2


@pytest.mark.parametrize("sent", [b"", b"[]", b"{", b'{"a": NaN}', b"\xff", b'{"a":"\\u0000"}', b"null"])
def test_a_result_that_makes_no_sense_changes_nothing(sign_in, teacher, school, newer, sent):
    package = old_package(teacher, school)
    answer = sign_in(teacher).post(address_of(package), result(sent))
    assert answer.status_code == 400 and "còn nguyên" in answer.json()["message"]
    assert LearningResource.objects.get().revisions.count() == 1


def test_a_result_that_is_missing_changes_nothing(sign_in, teacher, school, newer):
    package = old_package(teacher, school)
    assert sign_in(teacher).post(address_of(package), {"content": "x"}).status_code == 400
    assert LearningResource.objects.get().revisions.count() == 1


def test_without_a_newer_trusted_version_there_is_nothing_to_upgrade(sign_in, teacher, school):
    package = old_package(teacher, school)
    assert upgrade_of(package, TrustedShelf()) is None
    client = sign_in(teacher)
    assert "phiên bản mới nhất" in client.get(address_of(package)).content.decode()
    assert client.post(address_of(package), result(PARAMS)).status_code == 400


def test_a_newer_version_that_waits_is_not_offered(teacher, school, colleague, newer):
    package = old_package(teacher, school)
    assert upgrade_of(package, TrustedShelf())
    from content_repo.models import Library

    Library.objects.filter(machine_name="H5P.MultiChoice", minor_version=16).update(state="waiting")
    assert upgrade_of(package, TrustedShelf()) is None


def test_others_are_led_to_adapting(sign_in, stranger, teacher, school, newer):
    package = old_package(teacher, school)
    answer = sign_in(stranger).get(address_of(package))
    assert answer.status_code == 302
    assert sign_in(stranger).post(address_of(package), result(PARAMS)).status_code == 302
    assert LearningResource.objects.get().revisions.count() == 1


def test_a_package_one_may_not_see_is_not_found(sign_in, stranger, teacher, school, newer):
    package = old_package(teacher, school, is_published=False)
    assert sign_in(stranger).get(address_of(package)).status_code == 404


def test_the_frame_has_no_origin_no_network_and_nothing_of_the_page(sign_in, teacher, school, newer):
    package = old_package(teacher, school)
    frame = sign_in(teacher).get(address_of(package), {"khung": ""})
    policy = frame["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-scripts; default-src 'none'; script-src http://")
    assert "connect-src" not in policy and "unsafe-inline" not in policy
    assert "X-Frame-Options" not in frame
    assert "csrf" not in frame.content.decode() and "Bài cũ" not in frame.content.decode()
