"""A resource from draft to publication and away again, with the news each step sends."""

import uuid

import pytest

from accounts.models import Notification
from content_repo.choices import ResourceKind, ResourceState
from content_repo.models import LearningResource, SearchChange
from content_repo.permissions import can_republish_resource, can_review_now
from content_repo.queries import latest_version, review_queue_for, version_of
from content_repo.services import (
    FileEntry,
    IncompleteResourceError,
    StepTakenError,
    UuidTakenError,
    approve_step,
    count_download,
    create_resource,
    delete_resource,
    ensure_groups,
    ensure_review_workflow,
    republish_resource,
    restore_revision,
    return_resource,
    save_draft,
    submit_resource,
    unpublish_resource,
    withdraw_resource,
)
from content_repo.standing import forget_standing, standing_of
from media.queries import unused_blobs
from schools.choices import Role
from tests.factories.content_repo import BlobFactory, GradeFactory, ResourceFactory, SubjectFactory
from tests.factories.schools import MembershipFactory

pytestmark = pytest.mark.django_db


def fields_of(**changes):
    return {
        "title": "Bài 14. Hình thang cân",
        "kind": ResourceKind.LESSON_PLAN,
        "subject": SubjectFactory(),
        "grades": [GradeFactory()],
        "author_name": "Hoàng Thị Lan",
        "outcomes": "Giải thích được tính chất của hình thang cân.",
        **changes,
    }


@pytest.fixture
def draft(teacher, school):
    return create_resource(
        uuid=uuid.uuid4(),
        owner=teacher,
        school=school,
        fields=fields_of(),
        files=[FileEntry(BlobFactory(), "Bài 14.docx")],
    )


def state_of(resource):
    forget_standing(resource)
    resource.refresh_from_db()
    return standing_of(resource).review


def news_of(user):
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_a_draft_passes_the_school_and_the_department_and_each_is_told(draft, teacher, reviewer, manager, officer):
    assert state_of(draft) == ResourceState.DRAFT
    submit_resource(resource=draft, by=teacher)
    assert state_of(draft) == ResourceState.WAITING_SCHOOL
    assert news_of(reviewer) == news_of(manager) == ["content_repo.submitted"]
    assert news_of(officer) == []

    approve_step(resource=draft, by=reviewer, comment="Tốt.")
    assert state_of(draft) == ResourceState.WAITING_DEPARTMENT
    assert news_of(teacher) == ["content_repo.approved"]
    assert news_of(officer) == ["content_repo.submitted"]
    assert not draft.live

    approve_step(resource=draft, by=officer, comment="")
    assert state_of(draft) == ResourceState.PUBLISHED
    assert news_of(teacher) == ["content_repo.approved", "content_repo.published"]
    assert draft.live and draft.public_changed_at
    assert SearchChange.objects.filter(resource=draft).exists()
    assert [file.name for file in draft.files.all()] == ["Bài 14.docx"]


def test_a_return_carries_its_comment_and_the_next_round_starts_at_the_school(draft, teacher, reviewer, officer):
    submit_resource(resource=draft, by=teacher)
    approve_step(resource=draft, by=reviewer, comment="")
    return_resource(resource=draft, by=officer, comment="Thiếu phiếu học tập.")
    assert state_of(draft) == ResourceState.RETURNED
    told = Notification.objects.filter(user=teacher).latest("pk")
    assert (told.kind, told.params["comment"]) == ("content_repo.returned", "Thiếu phiếu học tập.")
    submit_resource(resource=draft, by=teacher)
    assert state_of(draft) == ResourceState.WAITING_SCHOOL


def test_submitting_twice_starts_one_review(draft, teacher, reviewer):
    assert submit_resource(resource=draft, by=teacher) == submit_resource(resource=draft, by=teacher)
    assert news_of(reviewer) == ["content_repo.submitted"]


def test_a_withdrawn_submission_is_a_draft_again_and_waits_for_nobody(draft, teacher, reviewer):
    submit_resource(resource=draft, by=teacher)
    withdraw_resource(resource=draft, by=teacher)
    withdraw_resource(resource=draft, by=teacher)
    assert state_of(draft) == ResourceState.DRAFT
    assert not review_queue_for(reviewer).exists()


def test_an_incomplete_draft_is_not_submitted(teacher, school):
    bare = create_resource(
        uuid=uuid.uuid4(), owner=teacher, school=school, fields=fields_of(grades=[], outcomes=" "), files=[]
    )
    with pytest.raises(IncompleteResourceError) as error:
        submit_resource(resource=bare, by=teacher)
    assert error.value.missing == ["files", "grades", "outcomes"]
    assert state_of(bare) == ResourceState.DRAFT


def test_changes_to_a_published_resource_stay_hidden_until_they_are_reviewed(draft, teacher, reviewer, officer):
    _publish(draft, teacher, reviewer, officer)
    save_draft(resource=draft, by=teacher, fields=fields_of(title="Bài 14 (bản mới)"), files=[])
    assert draft.title == "Bài 14. Hình thang cân"
    assert draft.files.count() == 1
    assert latest_version(draft).title == "Bài 14 (bản mới)"


def test_publication_of_changes_keeps_downloads_counted_meanwhile(draft, teacher, reviewer, officer):
    _publish(draft, teacher, reviewer, officer)
    files = [FileEntry(file.blob, file.name, file.uuid) for file in draft.files.all()]
    save_draft(resource=draft, by=teacher, fields=fields_of(title="Bản mới"), files=files)
    count_download(resource=draft)
    _publish(draft, teacher, reviewer, officer)
    assert (draft.title, draft.downloads_count) == ("Bản mới", 1)


def test_creating_again_with_the_same_uuid_returns_the_first(draft, teacher, school):
    again = create_resource(uuid=draft.uuid, owner=teacher, school=school, fields=fields_of(), files=[])
    assert again == draft
    assert LearningResource.objects.count() == 1


def test_somebody_elses_uuid_is_refused(draft, colleague, school):
    with pytest.raises(UuidTakenError):
        create_resource(uuid=draft.uuid, owner=colleague, school=school, fields=fields_of(), files=[])


def test_an_old_version_keeps_its_bytes_and_can_be_restored(draft, teacher):
    first = draft.latest_revision
    old_blob = draft.files.get().blob
    save_draft(resource=draft, by=teacher, fields=fields_of(title="Khác"), files=[FileEntry(BlobFactory(), "Mới.docx")])
    assert [file.blob for file in version_of(draft, first).files.all()] == [old_blob]
    restore_revision(resource=draft, revision=first, by=teacher)
    newest = latest_version(draft)
    assert (newest.title, [file.blob for file in newest.files.all()]) == ("Bài 14. Hình thang cân", [old_blob])
    assert draft.revisions.count() == 3


def test_bytes_of_old_and_of_waiting_versions_are_in_use_until_the_resource_goes(draft, teacher, reviewer, officer):
    _publish(draft, teacher, reviewer, officer)
    waiting, published = BlobFactory(), draft.files.get().blob
    save_draft(resource=draft, by=teacher, fields=fields_of(), files=[FileEntry(waiting, "Mới.docx")])
    assert not unused_blobs().filter(pk__in=[waiting.pk, published.pk]).exists()
    _publish(draft, teacher, reviewer, officer)
    assert not unused_blobs().filter(pk=published.pk).exists()
    draft.delete()
    assert unused_blobs().filter(pk__in=[waiting.pk, published.pk]).count() == 2


def test_an_author_never_approves_their_own_work(school, officer):
    manager = MembershipFactory(role=Role.SCHOOL_MANAGER, school=school).user
    mine = create_resource(
        uuid=uuid.uuid4(), owner=manager, school=school, fields=fields_of(), files=[FileEntry(BlobFactory(), "a.docx")]
    )
    submit_resource(resource=mine, by=manager)
    with pytest.raises(StepTakenError):
        approve_step(resource=mine, by=manager, comment="")
    assert list(review_queue_for(officer)) == [mine]
    assert can_review_now(officer, mine)


def test_a_school_without_reviewers_is_helped_by_the_department(draft, teacher, officer):
    submit_resource(resource=draft, by=teacher)
    assert news_of(officer) == ["content_repo.submitted"]
    approve_step(resource=draft, by=officer, comment="")
    approve_step(resource=draft, by=officer, comment="")
    assert state_of(draft) == ResourceState.PUBLISHED


def test_a_decision_on_a_step_already_taken_changes_nothing(draft, teacher, reviewer, manager):
    submit_resource(resource=draft, by=teacher)
    step = draft.current_workflow_task_state
    approve_step(resource=draft, by=reviewer, comment="", step_id=step.pk)
    with pytest.raises(StepTakenError):
        return_resource(resource=draft, by=manager, comment="Sửa lại", step_id=step.pk)
    assert state_of(draft) == ResourceState.WAITING_DEPARTMENT


def test_a_decision_on_a_version_that_was_replaced_is_not_taken(draft, teacher, reviewer):
    submit_resource(resource=draft, by=teacher)
    seen = draft.current_workflow_task_state.pk
    withdraw_resource(resource=draft, by=teacher)
    submit_resource(resource=draft, by=teacher)
    with pytest.raises(StepTakenError):
        approve_step(resource=draft, by=reviewer, comment="", step_id=seen)


def test_an_unpublished_resource_can_be_put_back_by_the_one_who_took_it_away(draft, teacher, reviewer, officer):
    _publish(draft, teacher, reviewer, officer)
    unpublish_resource(resource=draft, by=officer)
    assert state_of(draft) == ResourceState.UNPUBLISHED
    assert news_of(teacher)[-1] == "content_repo.unpublished"
    assert can_republish_resource(officer, draft)
    assert not can_republish_resource(teacher, draft)
    republish_resource(resource=draft, by=officer)
    assert state_of(draft) == ResourceState.PUBLISHED


def test_deleting_a_draft_removes_it_with_its_versions(draft, teacher):
    submit_resource(resource=draft, by=teacher)
    delete_resource(resource=draft, by=teacher)
    assert not LearningResource.objects.exists()


def test_downloads_beyond_ten_reach_the_index_by_tens(draft):
    changes = SearchChange.objects.count()
    for _ in range(21):
        count_download(resource=draft)
        draft.refresh_from_db()
    assert draft.downloads_count == 21
    assert SearchChange.objects.count() - changes == 11


def test_setting_up_twice_makes_one_workflow_and_one_group():
    assert ensure_review_workflow() == ensure_review_workflow()
    assert [task.name for task in ensure_review_workflow().tasks] == ["Nhà trường duyệt", "Sở duyệt"]
    assert ensure_groups() == ensure_groups()
    assert ensure_groups().page_permissions.count() == 3


def test_the_standing_of_a_list_costs_one_query(django_assert_num_queries, teacher, school, reviewer):
    for _ in range(3):
        submit_resource(resource=ResourceFactory(owner=teacher, school=school, is_published=False), by=teacher)
    review_queue_for(reviewer).count()
    with django_assert_num_queries(1):
        assert len([standing_of(resource) for resource in review_queue_for(reviewer)]) == 3


def _publish(resource, teacher, reviewer, officer):
    submit_resource(resource=resource, by=teacher)
    approve_step(resource=resource, by=reviewer, comment="")
    approve_step(resource=resource, by=officer, comment="")
    resource.refresh_from_db()
    forget_standing(resource)
