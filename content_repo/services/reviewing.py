"""The review: submit, withdraw, approve a step, return with a comment; Wagtail's workflow keeps the record."""

from django.db import transaction
from wagtail.models import TaskState, WorkflowState

from content_repo.completeness import missing_for_review
from content_repo.models import LearningResource
from content_repo.permissions import can_review_now
from content_repo.queries import latest_version
from content_repo.services.setup import ensure_review_workflow
from content_repo.standing import current_step, forget_standing


class IncompleteResourceError(Exception):
    """Something that a review needs is missing; ``missing`` holds the names of the fields."""

    def __init__(self, missing: list[str]):
        super().__init__(", ".join(missing))
        self.missing = missing


class StepTakenError(Exception):
    """The step no longer waits for this reviewer: somebody else decided, or the author withdrew."""


@transaction.atomic
def submit_resource(*, resource: LearningResource, by) -> WorkflowState:
    """Start the review of the newest version, at the school's step; while one runs, repeating changes nothing.

    Raises :class:`IncompleteResourceError`.
    """
    resource = _locked(resource)
    if missing := missing_for_review(latest_version(resource)):
        raise IncompleteResourceError(missing)
    state = resource.current_workflow_state
    if state and state.status == WorkflowState.STATUS_IN_PROGRESS:
        return state
    if state:
        state.cancel(user=by)  # it was returned: what the school approved before has changed
    return ensure_review_workflow().start(resource, by)


@transaction.atomic
def withdraw_resource(*, resource: LearningResource, by) -> None:
    """Take a submission back; it becomes a draft again. Without a running review nothing happens."""
    resource = _locked(resource)
    if state := resource.current_workflow_state:
        state.cancel(user=by)


@transaction.atomic
def approve_step(*, resource: LearningResource, by, comment: str = "", step_id: int | None = None) -> None:
    """Approve the running step; the last one publishes. Raises :class:`StepTakenError`.

    ``step_id`` is the step the reviewer was shown: another one means the material has changed meanwhile.
    """
    _running_step(resource, by, step_id).approve(user=by, comment=comment)
    forget_standing(resource)


@transaction.atomic
def return_resource(*, resource: LearningResource, by, comment: str, step_id: int | None = None) -> None:
    """Send the resource back to its author with a comment. Raises :class:`StepTakenError`."""
    _running_step(resource, by, step_id).reject(user=by, comment=comment)
    forget_standing(resource)


def _locked(resource: LearningResource) -> LearningResource:
    """Read the row anew under a lock, so that two clicks follow each other."""
    forget_standing(resource)
    return LearningResource.objects.select_for_update(of=["self"]).select_related("latest_revision").get(pk=resource.pk)


def _running_step(resource, by, step_id) -> TaskState:
    locked = _locked(resource)
    step = current_step(locked)
    if not step or step_id not in (None, step.pk) or not can_review_now(by, locked):
        raise StepTakenError(str(resource.uuid))
    return step
