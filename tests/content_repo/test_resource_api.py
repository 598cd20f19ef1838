"""The read-only API: the same resources as the pages show, with a manifest of files."""

import pytest

from content_repo.choices import Visibility
from tests.factories.content_repo import ResourceFactory

pytestmark = pytest.mark.django_db


def test_a_visitor_lists_public_resources_with_a_manifest(client):
    shown = ResourceFactory()
    ResourceFactory(visibility=Visibility.SCHOOL)
    ResourceFactory(is_published=False)
    [found] = client.get("/api/resources/").json()["results"]
    [file] = found["files"]
    assert found["uuid"] == str(shown.uuid)
    assert file["sha256"] == shown.files.get().blob.sha256
    assert file["download_url"].endswith(f"/kho/{shown.uuid}/tai/{file['uuid']}/")
    assert client.get(f"/api/resources/{shown.uuid}/").json() == found


def test_what_is_not_for_the_caller_answers_404(client, sign_in, stranger, teacher, school):
    hidden = ResourceFactory(owner=teacher, school=school, visibility=Visibility.SCHOOL)
    draft = ResourceFactory(owner=teacher, school=school, is_published=False)
    sign_in(stranger)
    for resource in (hidden, draft):
        assert client.get(f"/api/resources/{resource.uuid}/").status_code == 404
    assert client.get("/api/resources/not-a-uuid/").status_code == 404


@pytest.mark.parametrize(
    ("query", "number"),
    [("grade=8", 1), ("grade=7", 0), ("subject=toan&kind=lesson_plan", 1), ("changed_since=2100-01-01T00:00:00Z", 0)],
)
def test_the_list_is_filtered(client, query, number):
    ResourceFactory()
    assert client.get(f"/api/resources/?{query}").json()["count"] == number


def test_a_senseless_filter_is_answered_with_its_name(client):
    response = client.get("/api/resources/?grade=13")
    assert (response.status_code, list(response.json())) == (400, ["grade"])


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written(sign_in, officer, method):
    client = sign_in(officer)
    assert getattr(client, method)(f"/api/resources/{ResourceFactory().uuid}/").status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long(client, django_assert_num_queries, number):
    for _ in range(number):
        ResourceFactory()
    client.get("/api/resources/")
    with django_assert_num_queries(5):
        assert client.get("/api/resources/").json()["count"] == number
