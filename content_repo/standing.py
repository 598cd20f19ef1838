"""Where a resource stands between its author and its readers, read from Wagtail's workflow rows."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from wagtail.models import TaskState, WorkflowState

from content_repo.choices import STATE_LOOKS, ResourceState
from content_repo.models import LearningResource, SchoolReviewTask

_COLUMNS = {
    "workflow_status": "status",
    "step_type_id": "current_task_state__task__content_type_id",
    "step_id": "current_task_state_id",
    "step_started_at": "current_task_state__started_at",
}


@dataclass(frozen=True)
class Standing:
    """``review`` is what matters to the author; a live resource may have changes under review beside it."""

    review: ResourceState
    is_live: bool
    since: dt.datetime | None  # when the step that is running began

    @property
    def is_waiting(self) -> bool:
        """Whether a step of the review is running."""
        return self.review in {ResourceState.WAITING_SCHOOL, ResourceState.WAITING_DEPARTMENT}

    @property
    def css_class(self) -> str:
        """Class of the tag."""
        return STATE_LOOKS[self.review][0]

    @property
    def icon(self) -> str:
        """Icon of the tag."""
        return STATE_LOOKS[self.review][1]


def with_standing(resources: QuerySet) -> QuerySet:
    """Annotate resources with what :func:`standing_of` needs, so that a list asks nothing a row."""
    states = (
        WorkflowState.objects.active()
        .filter(
            base_content_type=ContentType.objects.get_for_model(LearningResource),
            object_id=Cast(OuterRef("pk"), CharField()),
        )
        .order_by("-pk")
    )
    return resources.annotate(**{name: Subquery(states.values(path)[:1]) for name, path in _COLUMNS.items()})


def standing_of(resource: LearningResource) -> Standing:
    """Return where a resource stands; one query unless it came from :func:`with_standing`."""
    if not hasattr(resource, "workflow_status"):
        row = WorkflowState.objects.active().for_instance(resource).values(*_COLUMNS.values()).first() or {}
        for name, path in _COLUMNS.items():
            setattr(resource, name, row.get(path))
    return Standing(_review_state(resource), resource.live, resource.step_started_at)


def forget_standing(resource: LearningResource) -> None:
    """Drop what :func:`standing_of` kept on the object, after a step has changed."""
    for name in _COLUMNS:
        resource.__dict__.pop(name, None)


def current_step(resource: LearningResource) -> TaskState | None:
    """Return the step that is running or was returned, with its task and the revision under review."""
    state = (
        WorkflowState.objects.active()
        .for_instance(resource)
        .select_related("current_task_state__task", "current_task_state__revision")
        .first()
    )
    return state and state.current_task_state


def steps_of(resource: LearningResource) -> QuerySet:
    """Return all steps ever taken or running, oldest first, with who took them and the comment."""
    return (
        TaskState.objects.for_instance(resource)
        .select_related("task", "finished_by", "revision")
        .defer("revision__content")
        .order_by("started_at", "pk")
    )


def _review_state(resource) -> ResourceState:
    if resource.workflow_status == WorkflowState.STATUS_IN_PROGRESS:
        is_school_step = resource.step_type_id == ContentType.objects.get_for_model(SchoolReviewTask).pk
        return ResourceState.WAITING_SCHOOL if is_school_step else ResourceState.WAITING_DEPARTMENT
    if resource.workflow_status == WorkflowState.STATUS_NEEDS_CHANGES:
        return ResourceState.RETURNED
    if resource.live:
        return ResourceState.PUBLISHED
    return ResourceState.UNPUBLISHED if resource.first_published_at else ResourceState.DRAFT
