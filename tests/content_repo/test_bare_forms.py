"""The form of a resource answers with words, whatever is missing or is no id in what it gets."""

import uuid

import pytest
from django.urls import reverse

from tests.factories.content_repo import ResourceFactory


@pytest.fixture
def draft(teacher, school):
    return ResourceFactory(owner=teacher, school=school, is_published=False)


@pytest.mark.parametrize("sent", [{}, {"uuid": "abc"}, {"uuid": "\0", "title": "Hình thang cân"}])
def test_an_upload_without_its_fields_shows_the_form_again_with_a_usable_id(sign_in, teacher, sent):
    response = sign_in(teacher).post(reverse("content_repo:upload"), sent)

    assert response.status_code == 400
    assert uuid.UUID(response.context["form"]["uuid"].value())
    assert "Chọn môn học." in response.content.decode()


def test_an_edit_without_its_fields_shows_the_form_again_with_the_id_of_the_resource(sign_in, teacher, draft):
    response = sign_in(teacher).post(reverse("content_repo:edit", args=[draft.uuid]), {"title": ""})

    assert response.status_code == 400
    assert response.context["form"]["uuid"].value() == str(draft.uuid)
    assert "Nhập tên học liệu." in response.content.decode()


@pytest.mark.parametrize("grade", ["9" * 30, "9" * 5000, "-1", "٣", "a"])
def test_a_grade_that_can_be_no_key_is_a_wrong_choice(sign_in, teacher, draft, grade):
    response = sign_in(teacher).post(reverse("content_repo:edit", args=[draft.uuid]), {"grades": [grade]})

    assert response.status_code == 400
    assert "grades" in response.context["form"].errors


@pytest.mark.parametrize("subject", ["9" * 30, "9" * 5000, "٣", "", "a\0"])
def test_topics_of_no_subject_are_an_empty_list(sign_in, teacher, subject):
    response = sign_in(teacher).get(reverse("content_repo:topics"), {"mon": subject})

    assert response.json() == {"groups": []}
