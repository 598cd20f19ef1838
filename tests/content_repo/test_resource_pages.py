"""The page of a resource, its downloads and its versions."""

import pytest
from django.urls import reverse

from content_repo.choices import Visibility
from content_repo.models import LearningResource
from content_repo.queries import latest_version
from content_repo.services import FileEntry, return_resource, save_draft, submit_resource
from tests.content_repo.test_authoring_pages import docx
from tests.content_repo.test_lifecycle import fields_of
from tests.factories.content_repo import BlobFactory, ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(teacher, school):
    return ResourceFactory(owner=teacher, school=school)


@pytest.fixture
def stored(teacher, school):
    """A published resource whose file is in the store."""
    from media.services import store_file

    upload = store_file(file=docx(), name="Bài 14.docx", owner=teacher, school=school)
    return ResourceFactory(owner=teacher, school=school, files=[upload.blob])


def page_of(client, resource, query=""):
    return client.get(resource.get_absolute_url() + query).content.decode()


def test_a_visitor_reads_a_public_resource(client, published):
    page = page_of(client, published)
    assert published.title in page
    assert 'rel="license noopener" href="https://creativecommons.org/licenses/by/4.0/"' in page
    assert "Lịch sử phiên bản" not in page
    assert "Dùng cho khoá học" not in page


def test_a_visitor_does_not_learn_of_resources_for_others(client, published):
    published.visibility = Visibility.PROVINCE
    published.save()
    assert client.get(published.get_absolute_url()).status_code == 404


def test_a_teacher_is_offered_to_use_it_in_a_course(sign_in, colleague, published):
    assert reverse("courses:use_resource", args=[published.uuid]) in page_of(sign_in(colleague), published)


def test_readers_see_the_published_version_and_the_author_both(client, sign_in, teacher, published):
    save_draft(resource=published, by=teacher, fields=fields_of(title="Bản đang sửa"), files=[])
    assert "Bản đang sửa" not in page_of(client, published, "?ban=nhap")
    sign_in(teacher)
    assert "Bản đang sửa" not in page_of(client, published)
    assert "Bản đang sửa" in page_of(client, published, "?ban=nhap")


def test_the_author_reads_why_it_was_returned(sign_in, teacher, school, reviewer):
    draft = ResourceFactory(owner=teacher, school=school, is_published=False)
    submit_resource(resource=draft, by=teacher)
    return_resource(resource=draft, by=reviewer, comment="Thiếu phiếu học tập.")
    page = page_of(sign_in(teacher), draft)
    assert "Cần sửa" in page and "Thiếu phiếu học tập." in page


def test_a_download_is_counted_and_leads_to_the_bytes(client, stored):
    address = reverse("content_repo:download", args=[stored.uuid, stored.files.get().uuid])
    response = client.get(address)
    assert response.status_code == 302
    assert b"".join(client.get(response.url).streaming_content).startswith(b"PK")
    stored.refresh_from_db()
    assert stored.downloads_count == 1


def test_a_file_of_a_draft_is_not_for_readers(client, sign_in, teacher, published):
    new = FileEntry(BlobFactory(), "Đáp án.docx")
    save_draft(resource=published, by=teacher, fields=fields_of(), files=[new])
    address = reverse("content_repo:download", args=[published.uuid, new.uuid])
    assert client.get(address).status_code == 404
    assert sign_in(teacher).get(address).status_code == 302
    published.refresh_from_db()
    assert published.downloads_count == 1


def test_an_old_version_shows_and_hands_out_its_old_bytes(sign_in, teacher, stored):
    first, old = stored.latest_revision, stored.files.get()
    save_draft(resource=stored, by=teacher, fields=fields_of(title="Mới"), files=[FileEntry(BlobFactory(), "Mới.docx")])
    client = sign_in(teacher)
    page = client.get(reverse("content_repo:revision", args=[stored.uuid, first.pk])).content.decode()
    assert stored.title in page and old.name in page
    address = reverse("content_repo:download", args=[stored.uuid, old.uuid]) + f"?phien-ban={first.pk}"
    assert old.blob.sha256 in _token_target(client.get(address).url)


def _token_target(url):
    from media.delivery import read_delivery

    return read_delivery(url.split("/")[2]).sha256


def test_the_author_restores_an_old_version(sign_in, teacher, published):
    first, title = published.latest_revision, published.title
    save_draft(resource=published, by=teacher, fields=fields_of(title="Mới"), files=[])
    address = reverse("content_repo:revision", args=[published.uuid, first.pk])
    assert sign_in(teacher).post(address).url == reverse("content_repo:edit", args=[published.uuid])
    assert latest_version(LearningResource.objects.get()).title == title


def test_a_reviewer_reads_versions_but_does_not_restore(sign_in, reviewer, teacher, published):
    first = published.latest_revision
    save_draft(resource=published, by=teacher, fields=fields_of(title="Mới"), files=[])
    client = sign_in(reviewer)
    assert "Bản 2" in client.get(reverse("content_repo:history", args=[published.uuid])).content.decode()
    address = reverse("content_repo:revision", args=[published.uuid, first.pk])
    assert "Khôi phục" not in client.get(address).content.decode()
    client.post(address)
    assert latest_version(LearningResource.objects.get()).title == "Mới"


def test_a_version_of_another_resource_answers_404(sign_in, teacher, school, published):
    other = ResourceFactory(owner=teacher, school=school)
    address = reverse("content_repo:revision", args=[published.uuid, other.latest_revision_id])
    assert sign_in(teacher).get(address).status_code == 404


def test_readers_see_no_history(sign_in, stranger, published):
    assert sign_in(stranger).get(reverse("content_repo:history", args=[published.uuid])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_costs_the_same_however_many_files(client, django_assert_num_queries, number):
    resource = ResourceFactory(files=[BlobFactory() for _ in range(number)])
    client.get(resource.get_absolute_url())
    with django_assert_num_queries(5):
        client.get(resource.get_absolute_url())
