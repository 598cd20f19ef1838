"""Making, changing, ordering, publishing and deleting lessons."""

import uuid as uuids

from django.db import transaction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction

from accounts.models import User
from content_repo.models import LearningResource
from courses.models import CoursePage, LessonPage
from courses.services.courses import NotYours, refresh_locked


@transaction.atomic
def create_lesson(
    *, uuid: uuids.UUID, course: CoursePage, by: User, fields: dict, blocks: list[dict], is_published: bool = False
) -> LessonPage:
    """Add a lesson at the end of a course; the same id again returns the lesson made before.

    ``fields``: title, chapter, estimated_minutes. ``blocks``: ``{"type", "value", "id"}`` as StreamField stores them.

    :raises NotYours: the id belongs to a lesson of another course.
    """
    parent = CoursePage.objects.select_for_update().get(pk=course.pk)
    known = LessonPage.objects.filter(uuid=uuid).first()
    if known:
        if known.course_path != parent.path:
            raise NotYours
        return known
    lesson = LessonPage(uuid=uuid, owner=by, live=False, body=_stream(blocks), **fields)
    parent.add_child(instance=lesson)
    _keep_revision(lesson, by, is_published)
    return lesson


@transaction.atomic
def update_lesson(
    *, lesson: LessonPage, by: User, fields: dict, blocks: list[dict], is_published: bool = False
) -> LessonPage:
    """Keep a new revision; publish it if asked, else what pupils see stays as it is."""
    refresh_locked(lesson)
    draft = lesson.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.body = _stream(blocks)
    if not draft.first_published_at:
        draft.slug = ""  # nobody knows the address yet, so it follows the title
    if not draft.live:
        draft.draft_title = draft.title
        draft.save()
    _keep_revision(draft, by, is_published)
    lesson.refresh_from_db()
    return lesson


@transaction.atomic
def unpublish_lesson(*, lesson: LessonPage, by: User) -> None:
    """Hide a lesson from pupils."""
    refresh_locked(lesson)
    if lesson.live:
        UnpublishPageAction(lesson, user=by).execute(skip_permission_checks=True)
        lesson.refresh_from_db()


@transaction.atomic
def move_lesson(*, lesson: LessonPage, is_up: bool) -> None:
    """Change places with the neighbour before or after; at the end of the row nothing happens."""
    CoursePage.objects.select_for_update().get(path=lesson.course_path)
    lesson.refresh_from_db()
    neighbour = lesson.get_prev_sibling() if is_up else lesson.get_next_sibling()
    if neighbour:
        lesson.move(neighbour, pos="left" if is_up else "right")
        lesson.refresh_from_db()


@transaction.atomic
def delete_lesson(*, lesson: LessonPage, by: User) -> None:
    """Delete a lesson and the progress in it; the learner log keeps what pupils did."""
    DeletePageAction(lesson, user=by).execute(skip_permission_checks=True)


@transaction.atomic
def add_resource_to_lesson(*, lesson: LessonPage, resource: LearningResource, by: User) -> bool:
    """Append a resource of the repository to a lesson, and tell whether it was not there yet.

    A published lesson without waiting changes shows it at once; else it joins the draft.
    """
    refresh_locked(lesson)
    draft = lesson.get_latest_revision_as_object()
    blocks = draft.body.get_prep_value()
    if any(block["type"] == "resource" and block["value"]["resource"] == str(resource.uuid) for block in blocks):
        return False
    update_lesson(
        lesson=lesson,
        by=by,
        fields={},
        blocks=[*blocks, resource_block(resource)],
        is_published=lesson.live and not lesson.has_unpublished_changes,
    )
    return True


def resource_block(resource: LearningResource) -> dict:
    """Return the block that shows a resource."""
    value = {"resource": str(resource.uuid), "file": "", "note": ""}
    return {"type": "resource", "value": value, "id": str(uuids.uuid4())}


def _stream(blocks: list[dict]):
    return LessonPage._meta.get_field("body").stream_block.to_python(blocks)


def _keep_revision(lesson: LessonPage, by: User, is_published: bool) -> None:
    revision = lesson.save_revision(user=by)
    if is_published:
        lesson.publish(revision, user=by, skip_permission_checks=True)
        lesson.refresh_from_db()
