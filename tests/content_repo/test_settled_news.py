"""News that asked reviewers to come is old once one of them has decided."""

import pytest

from accounts.models import Notification
from accounts.services import notify
from content_repo.services import approve_step, return_resource, submit_resource, withdraw_resource
from tests.factories.content_repo import ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(teacher, school, reviewer, manager):
    resource = ResourceFactory(owner=teacher, school=school, is_published=False)
    submit_resource(resource=resource, by=teacher)
    return resource


def unread(user):
    return list(Notification.objects.filter(user=user, read_at=None).order_by("pk").values_list("kind", flat=True))


def test_an_approval_settles_the_request_of_the_other_reviewers_and_not_that_of_the_next_step(
    waiting, teacher, reviewer, manager, officer
):
    assert unread(reviewer) == unread(manager) == ["content_repo.submitted"]
    approve_step(resource=waiting, by=reviewer)
    assert unread(reviewer) == unread(manager) == []
    assert unread(officer) == ["content_repo.submitted"]
    assert unread(teacher) == ["content_repo.approved"]
    approve_step(resource=waiting, by=officer)
    assert unread(officer) == []


def test_a_return_settles_it_and_the_next_submission_asks_anew(waiting, teacher, reviewer, manager):
    return_resource(resource=waiting, by=manager, comment="Thiếu phiếu học tập.")
    assert unread(reviewer) == unread(manager) == []
    submit_resource(resource=waiting, by=teacher)
    assert unread(reviewer) == ["content_repo.submitted"]


def test_a_withdrawal_settles_it(waiting, teacher, reviewer):
    withdraw_resource(resource=waiting, by=teacher)
    assert unread(reviewer) == []


def test_news_of_other_resources_and_of_other_kinds_stays_unread(waiting, teacher, school, reviewer):
    other = ResourceFactory(owner=teacher, school=school, is_published=False)
    submit_resource(resource=other, by=teacher)
    about = Notification.objects.filter(user=reviewer).earliest("pk").url
    notify(users=[reviewer], kind="content_repo.published", params={"title": "Bài 14"}, url=about)
    approve_step(resource=waiting, by=reviewer)
    assert unread(reviewer) == ["content_repo.submitted", "content_repo.published"]
