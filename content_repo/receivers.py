"""News of the review, from Wagtail's own signals: the site's pages and the editor both end here."""

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in
from django.db.models import QuerySet
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from wagtail.signals import published, task_approved, task_cancelled, task_rejected, task_submitted, unpublished

from accounts.services import notify, settle_notifications
from content_repo.models import DepartmentReviewTask, LearningResource, SchoolReviewTask
from content_repo.reviewers import department_reviewers, school_reviewers
from content_repo.search.outbox import record_change, record_removal
from content_repo.services.setup import EDITORS, ensure_groups
from schools.permissions import is_department_wide

REVIEW_TASKS = (SchoolReviewTask, DepartmentReviewTask)
SUBMITTED = "content_repo.submitted"


def _resource_of(task_state) -> LearningResource | None:
    """Return the resource of a step of our review; ``None`` for other workflows."""
    if not isinstance(task_state.task.specific, REVIEW_TASKS):
        return None
    resource = task_state.workflow_state.content_object
    return resource if isinstance(resource, LearningResource) else None


def _reviewers_of(task, resource) -> QuerySet:
    memberships = department_reviewers(resource.school)
    if isinstance(task.specific, SchoolReviewTask):
        own = school_reviewers(resource.school_id).exclude(user_id=resource.owner_id)
        memberships = own if own.exists() else memberships
    people = get_user_model().objects.filter(pk__in=memberships.values("user_id"))
    return people.exclude(pk=resource.owner_id)


def _review_url(resource) -> str:
    return reverse("content_repo:review", args=[resource.uuid])


def _tell_author(resource, name: str, url: str = "", **params) -> None:
    notify(
        users=[resource.owner],
        kind=f"content_repo.{name}",
        params={"title": resource.title, **params},
        url=url or resource.get_absolute_url(),
    )


@receiver(task_submitted)
def tell_reviewers(sender, instance, user=None, **kwargs):
    """Tell those who take a step that something waits for them."""
    if resource := _resource_of(instance):
        notify(
            users=_reviewers_of(instance.task, resource),
            kind=SUBMITTED,
            params={
                "title": instance.revision.object_str,
                "author": resource.author_name,
                "school": resource.school.name,
            },
            url=_review_url(resource),
        )


@receiver(task_approved)
def tell_author_of_approval(sender, instance, user=None, **kwargs):
    """Tell the author that the school has approved; the Department's approval is told as publication."""
    resource = _resource_of(instance)
    if resource and isinstance(instance.task.specific, SchoolReviewTask):
        _tell_author(resource, "approved", by=str(user), comment=instance.comment)


@receiver(task_rejected)
def tell_author_of_return(sender, instance, user=None, **kwargs):
    """Tell the author what to change."""
    if resource := _resource_of(instance):
        _tell_author(resource, "returned", by=str(user), comment=instance.comment)


@receiver([task_approved, task_rejected, task_cancelled])
def settle_request(sender, instance, **kwargs):
    """One reviewer has decided, or the author withdrew: what asked the others to come is old news.

    Wagtail starts the next step before it tells that this one is over, so its own news is spared by the time.
    """
    if resource := _resource_of(instance):
        settle_notifications(kind=SUBMITTED, url=_review_url(resource), until=instance.finished_at)


@receiver(published, sender=LearningResource)
def note_publication(sender, instance, revision=None, **kwargs):
    """Date the change for harvesters, have it indexed, tell the author."""
    _note_public_change(instance)
    _tell_author(instance, "published")


@receiver(unpublished, sender=LearningResource)
def note_unpublishing(sender, instance, **kwargs):
    """Date the change for harvesters, have it taken out of the index, tell the author."""
    _note_public_change(instance)
    _tell_author(instance, "unpublished")


@receiver(post_delete, sender=LearningResource)
def note_deletion(sender, instance, **kwargs):
    """Have a deleted resource taken out of the index, wherever it was deleted."""
    record_removal(instance)


def _note_public_change(resource) -> None:
    resource.public_changed_at = timezone.now()
    LearningResource.objects.filter(pk=resource.pk).update(public_changed_at=resource.public_changed_at)
    record_change(resource)


@receiver(user_logged_in)
def keep_editors_in_step(sender, user, **kwargs):
    """Put officers of the whole Department among the editors at sign-in, and take out those who no longer are."""
    is_editor = user.groups.filter(name=EDITORS).exists()
    if is_department_wide(user) and not is_editor:
        user.groups.add(ensure_groups())
    elif is_editor and not is_department_wide(user):
        user.groups.remove(ensure_groups())
