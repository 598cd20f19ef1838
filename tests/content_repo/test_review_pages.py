"""The queue of a reviewer and the page on which they decide."""

import pytest
from django.urls import reverse

from content_repo.choices import ResourceState
from content_repo.models import LearningResource
from content_repo.services import FileEntry, approve_step, save_draft, submit_resource, withdraw_resource
from content_repo.standing import standing_of
from tests.content_repo.test_lifecycle import fields_of
from tests.factories.content_repo import ResourceFactory

pytestmark = pytest.mark.django_db
QUEUE = "/duyet/"


@pytest.fixture
def submit(teacher, school):
    """Return a function that submits a new resource of the teacher."""

    def submit(**changes):
        resource = ResourceFactory(owner=teacher, school=school, is_published=False, **changes)
        submit_resource(resource=resource, by=teacher)
        return LearningResource.objects.get(pk=resource.pk)

    return submit


def decide(client, resource, decision, comment=""):
    step = resource.current_workflow_task_state
    data = {"decision": decision, "comment": comment, "step": step.pk}
    return client.post(reverse("content_repo:review", args=[resource.uuid]), data)


def state_of(resource):
    return standing_of(LearningResource.objects.get(pk=resource.pk)).review


def test_a_reviewer_approves_and_goes_on_with_the_next(sign_in, reviewer, submit):
    first, second = submit(), submit()
    client = sign_in(reviewer)
    assert first.title in client.get(QUEUE).content.decode()
    assert decide(client, first, "approve").url == reverse("content_repo:review", args=[second.uuid])
    assert state_of(first) == ResourceState.WAITING_DEPARTMENT
    assert decide(client, second, "approve").url == QUEUE


def test_the_department_publishes(sign_in, reviewer, officer, submit):
    resource = submit()
    approve_step(resource=resource, by=reviewer, comment="")
    client = sign_in(officer)
    assert "Duyệt và công bố" in client.get(reverse("content_repo:review", args=[resource.uuid])).content.decode()
    decide(client, resource, "approve")
    assert state_of(resource) == ResourceState.PUBLISHED


def test_a_return_needs_a_comment(sign_in, reviewer, submit):
    resource, client = submit(), sign_in(reviewer)
    response = decide(client, resource, "return", "  ")
    assert response.status_code == 400
    assert "Viết cho tác giả biết cần sửa chỗ nào." in response.content.decode()
    assert state_of(resource) == ResourceState.WAITING_SCHOOL
    assert decide(client, resource, "return", "Thiếu phiếu học tập.").status_code == 302
    assert state_of(resource) == ResourceState.RETURNED


@pytest.mark.parametrize("decision", ["", "publish"])
def test_a_decision_that_does_not_exist_changes_nothing(sign_in, reviewer, submit, decision):
    resource = submit()
    assert decide(sign_in(reviewer), resource, decision).status_code == 400
    assert state_of(resource) == ResourceState.WAITING_SCHOOL


def test_a_page_left_open_decides_nothing_once_the_version_has_changed(sign_in, reviewer, teacher, submit):
    resource = submit()
    seen = resource.current_workflow_task_state.pk
    withdraw_resource(resource=resource, by=teacher)
    submit_resource(resource=resource, by=teacher)
    data = {"decision": "approve", "comment": "", "step": seen}
    response = sign_in(reviewer).post(reverse("content_repo:review", args=[resource.uuid]), data, follow=True)
    assert "Quyết định của thầy cô chưa được ghi" in response.content.decode()
    assert state_of(resource) == ResourceState.WAITING_SCHOOL


def test_what_changed_since_publication_is_shown_field_by_field(sign_in, reviewer, teacher, school):
    resource = ResourceFactory(owner=teacher, school=school)
    files = [FileEntry(file.blob, file.name, file.uuid) for file in resource.files.all()]
    changed = fields_of(title="Tên mới", outcomes=resource.outcomes, author_name=resource.author_name)
    save_draft(resource=resource, by=teacher, fields={**changed, "summary": resource.summary}, files=files)
    submit_resource(resource=resource, by=teacher)
    page = sign_in(reviewer).get(reverse("content_repo:review", args=[resource.uuid])).content.decode()
    assert f"<del>{resource.title}</del><ins>Tên mới</ins>" in page
    assert page.count("<del>") == 1


@pytest.mark.parametrize("person", ["teacher", "stranger", "pupil"])
def test_those_who_do_not_review_find_404(request, sign_in, submit, person):
    resource = submit()
    client = sign_in(request.getfixturevalue(person))
    assert client.get(reverse("content_repo:review", args=[resource.uuid])).status_code == 404
    assert decide(client, resource, "approve").status_code == 404
    assert client.get(QUEUE).status_code == 403


def test_the_department_waits_for_the_school(sign_in, officer, reviewer, submit):
    resource, client = submit(), sign_in(officer)
    assert resource.title not in client.get(QUEUE).content.decode()
    assert decide(client, resource, "approve").status_code == 302
    assert state_of(resource) == ResourceState.WAITING_SCHOOL


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("?kind=lesson_plan", True),
        ("?kind=audio", False),
        ("?order=newest", True),
        ("?subject=999", True),
        ("?kind=x", True),
    ],
)
def test_the_queue_is_filtered(sign_in, reviewer, submit, query, is_shown):
    resource = submit()
    assert (resource.title in sign_in(reviewer).get(QUEUE + query).content.decode()) is is_shown


def test_the_one_who_waited_longest_comes_first(sign_in, reviewer, submit):
    first, second = submit(), submit()
    client = sign_in(reviewer)
    page = client.get(QUEUE).content.decode()
    assert page.index(first.title) < page.index(second.title)
    page = client.get(QUEUE + "?order=newest").content.decode()
    assert page.index(first.title) > page.index(second.title)


def test_an_empty_queue_says_so(sign_in, reviewer):
    assert "Không còn học liệu nào chờ duyệt" in sign_in(reviewer).get(QUEUE).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_costs_the_same_however_long(sign_in, reviewer, submit, django_assert_max_num_queries, number):
    for _ in range(number):
        submit()
    client = sign_in(reviewer)
    client.get(QUEUE)
    with django_assert_max_num_queries(14):
        client.get(QUEUE)


@pytest.mark.parametrize("address", [QUEUE, "/kho/cua-toi/", "/tai-len/"])
def test_the_signed_out_are_led_to_sign_in(client, db, address):
    assert client.get(address).url.startswith("/dang-nhap/")
