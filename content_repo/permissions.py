"""Predicates on learning resources: one function a question, used by pages, API and Wagtail alike."""

from wagtail.models import ModelLogEntry, TaskState

from content_repo.choices import ResourceState, Visibility
from content_repo.models import LearningResource, Package
from content_repo.queries.packages import packages_for
from content_repo.reviewers import is_library_reviewer, reviews_in_department, reviews_in_school, school_reviewers
from content_repo.standing import current_step, standing_of
from schools.choices import Role
from schools.models import School
from schools.permissions import can_view_school, covers_school, has_role_at, memberships_of

AUTHOR_ROLES = {Role.TEACHER, Role.SCHOOL_MANAGER}
PUBLISHING_ACTIONS = ["wagtail.publish", "wagtail.unpublish"]
EDITABLE_STATES = {ResourceState.DRAFT, ResourceState.RETURNED, ResourceState.PUBLISHED, ResourceState.UNPUBLISHED}


def schools_to_upload_for(user) -> list[School]:
    """Schools in whose name the user may upload: where they teach or which they manage."""
    schools = {m.school.pk: m.school for m in memberships_of(user) if m.school and m.role in AUTHOR_ROLES}
    return list(schools.values())


def can_upload_resource(user) -> bool:
    """Teachers and managers of a school."""
    return bool(schools_to_upload_for(user))


def is_owner(user, resource: LearningResource) -> bool:
    """Whether the user is the one who uploaded it and still has an active account."""
    return bool(user and user.is_authenticated and user.is_active and resource.owner_id == user.pk)


def can_review(user) -> bool:
    """Whether the user takes part in any step of any review."""
    return any(reviews_in_school(m) or reviews_in_department(m) for m in memberships_of(user))


def has_school_reviewer(resource: LearningResource) -> bool:
    """Whether the school has somebody besides the author to take its step."""
    return school_reviewers(resource.school_id).exclude(user_id=resource.owner_id).exists()


def can_review_for_department(user, resource: LearningResource) -> bool:
    """Officers and reviewers of the Department whose scope covers the school; never the author."""
    return not is_owner(user, resource) and any(
        reviews_in_department(m) and covers_school(m, resource.school) for m in memberships_of(user)
    )


def can_review_for_school(user, resource: LearningResource) -> bool:
    """Reviewers and managers of the school; the Department's where the school has nobody else; never the author."""
    if is_owner(user, resource):
        return False
    if any(reviews_in_school(m) and m.school_id == resource.school_id for m in memberships_of(user)):
        return True
    return can_review_for_department(user, resource) and not has_school_reviewer(resource)


def can_review_now(user, resource: LearningResource) -> bool:
    """Whether the step that is running waits for this user."""
    step = current_step(resource)
    return bool(
        step and step.status == TaskState.STATUS_IN_PROGRESS and step.task.specific.user_may_review(user, resource)
    )


def oversees_resource(user, resource: LearningResource) -> bool:
    """Reviewers and managers of its school, and the Department's people whose scope covers it."""
    return any(
        (reviews_in_school(m) and m.school_id == resource.school_id)
        or (reviews_in_department(m) and covers_school(m, resource.school))
        for m in memberships_of(user)
    )


def can_view_draft(user, resource: LearningResource) -> bool:
    """Drafts, old versions and comments: the author and those who oversee the school."""
    return is_owner(user, resource) or oversees_resource(user, resource)


def can_view_published(user, resource: LearningResource) -> bool:
    """Whether the published version is for this user, by its visibility."""
    if not resource.live:
        return False
    if resource.visibility == Visibility.PUBLIC:
        return True
    if not user or not user.is_authenticated or not user.is_active:
        return False
    if resource.visibility == Visibility.PROVINCE:
        return True
    return is_owner(user, resource) or can_view_school(user, resource.school)


def can_view_resource(user, resource: LearningResource) -> bool:
    """Published ones by visibility; others to those who may see drafts."""
    return can_view_published(user, resource) or can_view_draft(user, resource)


def can_edit_resource(user, resource: LearningResource) -> bool:
    """The author, as long as they belong to a school, and not while it is being reviewed."""
    return (
        is_owner(user, resource)
        and has_role_at(user, AUTHOR_ROLES, resource.school)
        and standing_of(resource).review in EDITABLE_STATES
    )


def can_submit_resource(user, resource: LearningResource) -> bool:
    """The author of something not yet submitted: a draft, a returned one, changes to a published one."""
    if not can_edit_resource(user, resource):
        return False
    return not resource.live or resource.has_unpublished_changes


def can_withdraw_resource(user, resource: LearningResource) -> bool:
    """The author, while it waits."""
    return is_owner(user, resource) and standing_of(resource).is_waiting


def can_unpublish_resource(user, resource: LearningResource) -> bool:
    """The author, managers of the school, the Department; only what is published."""
    if not resource.live:
        return False
    manages = has_role_at(user, {Role.SCHOOL_MANAGER, Role.DEPARTMENT_OFFICER}, resource.school)
    return is_owner(user, resource) or manages


def can_republish_resource(user, resource: LearningResource) -> bool:
    """Undo of an unpublishing: whoever unpublished it, while it is not being reviewed."""
    last = ModelLogEntry.objects.for_instance(resource).filter(action__in=PUBLISHING_ACTIONS).first()
    return bool(
        not resource.live
        and last
        and last.action == "wagtail.unpublish"
        and last.user_id == getattr(user, "pk", None)
        and can_view_draft(user, resource)
        and not standing_of(resource).is_waiting
    )


def can_delete_resource(user, resource: LearningResource) -> bool:
    """The author, and only what nobody else has ever seen published."""
    return can_edit_resource(user, resource) and resource.first_published_at is None


def can_trust_libraries(user) -> bool:
    """Officers of the whole Department: what they let run, runs for the pupils of every school."""
    return is_library_reviewer(user)


def can_view_package(user, package: Package) -> bool:
    """Whether the user may see a package outside lessons, which ask for themselves; see ``queries.packages_for``."""
    return packages_for(user).filter(pk=package.pk).exists()
