"""The editor: every address of a resource is walked by people whose schools it does not belong to."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import NoReverseMatch, reverse

from content_repo.models import LearningResource
from content_repo.services import approve_step, ensure_groups, submit_resource
from content_repo.wagtail_hooks import GUARDS, WITHOUT_RESOURCE
from schools.choices import Role
from tests.factories.content_repo import ResourceFactory
from tests.factories.courses import make_course
from tests.factories.schools import MembershipFactory

pytestmark = pytest.mark.django_db
NAMESPACE = LearningResource.snippet_viewset.url_namespace


def all_names():
    return {pattern.name for pattern in LearningResource.snippet_viewset.get_urlpatterns()}


def addresses(resource, step, revision=None):
    """Every address of one resource by name."""
    revision = revision or resource.latest_revision
    more = {
        "revision_id": revision.pk,
        "revision_id_a": revision.pk,
        "revision_id_b": "latest",
        "action_name": "approve",
        "task_state_id": step.pk,
        "workflow_state_id": step.workflow_state_id,
        "task_id": step.task_id,
    }
    found = {}
    for name in sorted(all_names() - WITHOUT_RESOURCE - {"add", "preview_on_add"}):
        for keys in (
            [],
            ["revision_id"],
            ["revision_id_a", "revision_id_b"],
            ["action_name", "task_state_id"],
            ["workflow_state_id"],
            ["task_id"],
        ):
            try:
                kwargs = {"pk": resource.pk, **{key: more[key] for key in keys}}
                found[name] = reverse(f"{NAMESPACE}:{name}", kwargs=kwargs)
            except NoReverseMatch:
                continue
    return found


@pytest.fixture
def waiting(teacher, school, reviewer):
    resource = ResourceFactory(owner=teacher, school=school, is_published=False)
    submit_resource(resource=resource, by=teacher)
    return LearningResource.objects.get(pk=resource.pk)


@pytest.fixture
def step(waiting):
    return waiting.current_workflow_task_state


@pytest.fixture
def foreign_reviewer(other_school):
    """A reviewer of another school who was let into the editor."""
    user = MembershipFactory(role=Role.REVIEWER, school=other_school).user
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def test_every_address_of_a_resource_has_a_guard():
    assert all_names() - WITHOUT_RESOURCE - {"add", "preview_on_add"} == set(GUARDS)


def test_a_reviewer_of_another_school_finds_404_at_every_address(sign_in, waiting, step, foreign_reviewer):
    client = sign_in(foreign_reviewer)
    walked = addresses(waiting, step)
    assert set(walked) == set(GUARDS)
    for name, address in walked.items():
        assert client.get(address).status_code == 404, name
        assert client.post(address).status_code == 404, name
    waiting.refresh_from_db()
    assert waiting.current_workflow_task_state == step


def test_an_author_does_not_edit_past_the_review(sign_in, waiting, step, teacher):
    teacher.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = sign_in(teacher)
    for name, address in addresses(waiting, step).items():
        assert client.get(address).status_code == 404, name


def test_an_officer_opens_the_pages_of_the_editor(sign_in, waiting, step, officer):
    client = sign_in(officer)
    walked = addresses(waiting, step)
    for name in ("edit", "usage", "history", "workflow_history", "revisions_view", "workflow_history_detail"):
        assert client.get(walked[name]).status_code == 200, name
    for name in ("delete", "revisions_unschedule", "unpublish"):
        assert client.get(walked[name]).status_code == 404, name


def test_a_step_of_another_resource_is_not_taken_through_ones_own(
    sign_in, waiting, step, foreign_reviewer, other_school
):
    own_author = MembershipFactory(role=Role.TEACHER, school=other_school).user
    own = ResourceFactory(owner=own_author, school=other_school, is_published=False)
    submit_resource(resource=own, by=own_author)
    address = reverse(f"{NAMESPACE}:workflow_action", args=[own.pk, "approve", step.pk])
    assert sign_in(foreign_reviewer).post(address, {"comment": "x"}).status_code == 404
    step.refresh_from_db()
    assert step.status == step.STATUS_IN_PROGRESS


def test_the_list_shows_only_the_schools_of_the_scope(sign_in, waiting, foreign_reviewer, officer):
    address = reverse(f"{NAMESPACE}:list")
    assert waiting.title not in sign_in(foreign_reviewer).get(address).content.decode()
    assert waiting.title in sign_in(officer).get(address).content.decode()


def test_nobody_adds_resources_in_the_editor(sign_in, officer):
    assert sign_in(officer).get(reverse(f"{NAMESPACE}:add")).status_code == 404


def test_an_approval_in_the_editor_publishes_like_one_on_the_site(sign_in, waiting, reviewer, officer):
    approve_step(resource=waiting, by=reviewer, comment="")
    step = LearningResource.objects.get(pk=waiting.pk).current_workflow_task_state
    address = reverse(f"{NAMESPACE}:workflow_action", args=[waiting.pk, "approve", step.pk])
    assert sign_in(officer).post(address, {"comment": "Hay."}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.live
    assert waiting.owner.notifications.filter(kind="content_repo.published").exists()


def test_owner_and_school_are_not_fields_of_the_editor(sign_in, waiting, officer):
    form = LearningResource.snippet_viewset.get_form_class(for_update=True)
    assert not {"owner", "school", "files", "cover", "uuid"} & set(form.base_fields)


def test_reports_of_all_schools_are_for_the_whole_department(sign_in, foreign_reviewer, officer):
    address = reverse("wagtailadmin_reports:workflow")
    assert sign_in(foreign_reviewer).get(address).status_code == 404
    assert sign_in(officer).get(address).status_code == 200


@pytest.mark.parametrize("is_of_all", [True, False])
def test_no_officer_deletes_resources_in_bulk(sign_in, waiting, officer, other_school, is_of_all):
    unit = other_school.administrative_unit
    user = officer if is_of_all else MembershipFactory(role=Role.DEPARTMENT_OFFICER, administrative_unit=unit).user
    client = sign_in(user)
    address = reverse("wagtail_bulk_action", args=["content_repo", "learningresource", "delete"])
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    client.post(f"{address}?id={waiting.pk}")
    assert LearningResource.objects.filter(pk=waiting.pk).exists()


def test_an_officer_of_some_schools_does_not_list_the_pages_of_all(sign_in, teacher, school, officer, other_school):
    unit = other_school.administrative_unit
    of_some = MembershipFactory(role=Role.DEPARTMENT_OFFICER, administrative_unit=unit).user
    course = make_course(teacher=teacher, school=school, is_published=False)
    names = ("wagtailadmin_choose_page", "wagtailadmin_choose_page_search")
    addresses = [reverse(name) for name in names]
    addresses.append(f"{reverse('wagtailadmin_choose_page_chosen_multiple')}?id={course.pk}")
    addresses.append(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'unpublish'])}?id={course.pk}")
    addresses.append(reverse("wagtailadmin_pages:move_confirm", args=[course.pk, course.get_parent().pk]))
    for address in addresses:
        assert sign_in(of_some).get(address).status_code == 404, address
        assert sign_in(officer).get(address).status_code == 200, address


@pytest.mark.parametrize("person", ["teacher", "pupil", "reviewer", "manager"])
def test_only_officers_enter_the_editor(request, sign_in, person):
    response = sign_in(request.getfixturevalue(person)).get(reverse("wagtailadmin_home"))
    assert response.status_code == 302


def test_an_officer_is_an_editor_of_pages_from_sign_in_until_the_office_ends(sign_in, officer):
    group = ensure_groups()
    client = sign_in(officer)
    assert officer.groups.contains(group)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    officer.memberships.update(ends_on="2026-09-02")
    assert client.get(reverse("wagtailadmin_home")).status_code == 302
    from schools.permissions import forget_memberships

    forget_memberships(officer)
    sign_in(officer)
    assert not officer.groups.contains(group)
