"""Each rule on resources, asked for each role."""

import pytest

from content_repo import permissions as may
from content_repo.choices import Visibility
from content_repo.queries import overseen_by, resource_cards, resources_for, review_queue_for
from content_repo.services import submit_resource
from content_repo.standing import forget_standing
from schools.choices import Role
from schools.permissions import forget_memberships
from tests.factories.content_repo import ResourceFactory
from tests.factories.schools import MembershipFactory, UnitFactory

pytestmark = pytest.mark.django_db
PEOPLE = ["visitor", "pupil", "teacher", "colleague", "stranger", "reviewer", "manager", "officer"]


@pytest.fixture
def people(request):
    return {name: request.getfixturevalue(name) for name in PEOPLE}


def who(people, predicate, resource):
    """Names of the people who pass a predicate."""
    forget_standing(resource)
    return {name for name, user in people.items() if predicate(user, resource)}


@pytest.fixture
def published(teacher, school):
    return ResourceFactory(owner=teacher, school=school)


@pytest.fixture
def draft(teacher, school):
    return ResourceFactory(owner=teacher, school=school, is_published=False)


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [
        (Visibility.PUBLIC, set(PEOPLE)),
        (Visibility.PROVINCE, set(PEOPLE) - {"visitor"}),
        (Visibility.SCHOOL, set(PEOPLE) - {"visitor", "stranger"}),
    ],
)
def test_a_published_resource_is_seen_by_its_visibility_and_the_query_agrees(people, published, visibility, expected):
    published.visibility = visibility
    published.save()
    assert who(people, may.can_view_resource, published) == expected
    assert {name for name, user in people.items() if resources_for(user).exists()} == expected
    assert {name for name, user in people.items() if resource_cards([published.uuid], user)} == expected


def test_a_draft_is_seen_by_its_author_and_those_who_oversee_the_school(people, draft):
    expected = {"teacher", "reviewer", "manager", "officer"}
    assert who(people, may.can_view_resource, draft) == who(people, may.can_view_draft, draft) == expected
    assert not any(resources_for(user).exists() for user in people.values())
    assert {name for name, user in people.items() if overseen_by(user).exists()} == expected - {"teacher"}


def test_only_the_author_edits_submits_and_deletes_a_draft(people, draft):
    assert who(people, may.can_edit_resource, draft) == {"teacher"}
    assert who(people, may.can_submit_resource, draft) == {"teacher"}
    assert who(people, may.can_delete_resource, draft) == {"teacher"}
    assert who(people, may.can_withdraw_resource, draft) == set()


def test_while_it_waits_the_author_only_withdraws_and_the_school_reviews(people, draft, teacher):
    submit_resource(resource=draft, by=teacher)
    assert who(people, may.can_edit_resource, draft) == set()
    assert who(people, may.can_withdraw_resource, draft) == {"teacher"}
    assert who(people, may.can_review_now, draft) == {"reviewer", "manager"}
    assert {name for name, user in people.items() if review_queue_for(user).exists()} == {"reviewer", "manager"}


def test_a_published_resource_is_taken_away_by_author_manager_and_department(people, published, draft):
    assert who(people, may.can_unpublish_resource, published) == {"teacher", "manager", "officer"}
    assert who(people, may.can_unpublish_resource, draft) == set()
    assert who(people, may.can_delete_resource, published) == set()


def test_teachers_and_managers_upload(people):
    assert {name for name, user in people.items() if may.can_upload_resource(user)} == {
        "teacher",
        "colleague",
        "stranger",
        "manager",
    }


def test_an_author_who_left_the_school_no_longer_edits(draft, teacher):
    teacher.memberships.update(ends_on="2026-09-02")
    forget_memberships(teacher)
    assert not may.can_edit_resource(teacher, draft)


def test_a_closed_account_sees_what_visitors_see(draft, teacher):
    teacher.is_active = False
    assert not may.can_view_draft(teacher, draft)


@pytest.mark.parametrize("is_covered", [True, False])
def test_a_reviewer_of_a_commune_reviews_the_schools_of_that_commune(draft, teacher, school, is_covered):
    unit = school.administrative_unit if is_covered else UnitFactory()
    user = MembershipFactory(role=Role.REVIEWER, administrative_unit=unit).user
    submit_resource(resource=draft, by=teacher)
    assert may.can_review_now(user, draft) is is_covered
    assert review_queue_for(user).exists() is is_covered
    assert may.can_review_for_department(user, draft) is is_covered


def test_the_cards_of_many_resources_cost_as_many_queries_as_of_one(
    django_assert_max_num_queries, teacher, school, colleague
):
    resources = [ResourceFactory(owner=teacher, school=school) for _ in range(4)]
    resource_cards([], colleague)
    for chosen in (resources[:1], resources):
        with django_assert_max_num_queries(6):
            assert len(resource_cards([resource.uuid for resource in chosen], colleague)) == len(chosen)
