"""Lessons as their teachers write them: blocks in plain forms, order, resources of the repository."""

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content_repo.models import LearningResource
from content_repo.permissions import can_view_published
from content_repo.queries import resource_cards
from courses.forms import LessonEditor, UseResourceForm
from courses.models import CoursePage, LessonPage, LessonProgress
from courses.permissions import can_compose, can_edit_course, schools_composed_for
from courses.queries import blobs_by_sha, course_of, lessons_of, matching_resources
from courses.services import (
    NotYours,
    add_resource_to_lesson,
    create_course,
    create_lesson,
    delete_lesson,
    move_lesson,
    resource_block,
    unpublish_lesson,
    update_lesson,
)
from courses.views.attachments import attached_blocks
from courses.views.composing import composed_course
from courses.views.learning import lesson_page
from media.views import page_with_uploader
from schools.years import school_year_of


def _composed_lesson(user, uuid: uuids.UUID) -> tuple[LessonPage, CoursePage]:
    lesson = get_object_or_404(LessonPage, uuid=uuid)
    course = course_of(lesson)
    if not can_edit_course(user, course):
        raise Http404
    return lesson, course


@login_required
@page_with_uploader
@require_http_methods(["GET", "HEAD", "POST"])
def lesson_create(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Write a new lesson of a course."""
    course = composed_course(request.user, uuid)
    if request.method != "POST":
        chapters = list(lessons_of([course], with_drafts=True).values_list("chapter", flat=True))
        editor = LessonEditor.of(None, {"chapter": chapters[-1] if chapters else ""})
        return _editor_page(request, editor, course, None)
    return _sent_lesson(request, course, None, set())


@login_required
@page_with_uploader
@require_http_methods(["GET", "HEAD", "POST"])
def lesson_edit(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Change a lesson."""
    lesson, course = _composed_lesson(request.user, uuid)
    draft = lesson.get_latest_revision_as_object()
    editor = LessonEditor.of(draft)
    if request.method != "POST":
        return _editor_page(request, editor, course, lesson)
    return _sent_lesson(request, course, lesson, editor.shas())


def _sent_lesson(
    request: HttpRequest, course: CoursePage, lesson: LessonPage | None, known_blobs: set[str]
) -> HttpResponse:
    """Do what the button pressed says: save, publish, or change the blocks and show the form again."""
    action = request.POST.get("do", "")
    if action == "unpublish" and lesson:
        unpublish_lesson(lesson=lesson, by=request.user)
        messages.success(request, _("Đã gỡ bài học. Học sinh không còn thấy bài này."))
        return redirect("courses:lesson_edit", uuid=lesson.uuid)
    attached, problems = attached_blocks(request, course.school)
    editor = LessonEditor.sent(request.POST, known_blobs, attached)
    editor.problems = problems
    if action in ("save", "publish") and not problems:
        if editor.is_valid(request.user):
            return _save(request, course, lesson, editor, is_published=action == "publish")
        return _editor_page(request, editor, course, lesson, status=400)
    changed = editor.changed(action, _picked_blocks(request.user, action))
    changed.problems = problems
    return _editor_page(request, changed, course, lesson, status=400 if problems else 200)


def _picked_blocks(user, action: str) -> list[dict]:
    """Return the block of the resource that a ``pick:<uuid>`` button names."""
    name, _colon, argument = action.partition(":")
    resource = _visible_resource(user, argument) if name == "pick" else None
    return [{"kind": "resource", "resource": str(resource.uuid)}] if resource else []


def _visible_resource(user, uuid: str) -> LearningResource | None:
    try:
        resource = LearningResource.objects.filter(uuid=uuids.UUID(str(uuid))).first()
    except ValueError:
        return None
    return resource if resource and can_view_published(user, resource) else None


def _save(
    request: HttpRequest, course: CoursePage, lesson: LessonPage | None, editor: LessonEditor, *, is_published: bool
) -> HttpResponse:
    changes = {"by": request.user, "fields": editor.fields, "blocks": editor.as_blocks(), "is_published": is_published}
    if lesson is None:
        try:
            create_lesson(uuid=editor.form.cleaned_data["uuid"], course=course, **changes)
        except NotYours as error:
            raise Http404 from error
    else:
        update_lesson(lesson=lesson, **changes)
    if not is_published:
        messages.success(request, _("Đã lưu bản nháp. Học sinh chưa thấy thay đổi này."))
    elif course.live:
        messages.success(request, _("Đã đăng bài. Học sinh học được ngay."))
    else:
        messages.success(request, _("Đã đăng bài. Học sinh sẽ thấy khi khoá học được công bố."))
    return redirect("courses:course_edit", uuid=course.uuid)


def _editor_page(
    request: HttpRequest, editor: LessonEditor, course: CoursePage, lesson: LessonPage | None, status: int = 200
) -> HttpResponse:
    blobs = blobs_by_sha(editor.usable_shas(request.user))
    cards = resource_cards(editor.resource_uuids(), request.user)
    by_text = {str(uuid): card for uuid, card in cards.items()}
    rows = [
        {
            "form": form,
            "blob": blobs.get(value.get("blob", "")),
            "card": by_text.get(str(value.get("resource", ""))),
            "is_first": place == 0,
            "is_last": place == len(editor.blocks) - 1,
        }
        for place, (form, value) in enumerate(zip(editor.blocks, editor.values(), strict=True))
    ]
    action, text = request.POST.get("do", ""), request.POST.get("q", "").strip()
    context = {
        "editor": editor,
        "course": course,
        "lesson": lesson,
        "rows": rows,
        "total_bytes": sum(part.size_bytes for part in (*blobs.values(), *cards.values())),
        "chapters": sorted({other.chapter for other in lessons_of([course], with_drafts=True) if other.chapter}),
        "q": text,
        "found": matching_resources(text, request.user) if action == "search" and text else None,
    }
    return render(request, "courses/compose/lesson.html", context, status=status)


@login_required
@require_safe
def lesson_preview(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show the newest revision of a lesson as pupils will see it."""
    lesson, course = _composed_lesson(request.user, uuid)
    return lesson_page(request, lesson.get_latest_revision_as_object(), course, is_learner=False)


@login_required
@require_POST
def lesson_move(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Move a lesson up or down by one."""
    lesson, course = _composed_lesson(request.user, uuid)
    move_lesson(lesson=lesson, is_up=request.POST.get("huong") == "len")
    return redirect(f"{course_address(course)}#bai-{lesson.uuid}")


def course_address(course: CoursePage) -> str:
    """Address of the page on which the course is composed."""
    return reverse("courses:course_edit", args=[course.uuid])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lesson_delete(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Ask, saying what goes with it, then delete a lesson."""
    lesson, course = _composed_lesson(request.user, uuid)
    if request.method == "POST":
        title = lesson.draft_title
        delete_lesson(lesson=lesson, by=request.user)
        messages.success(request, _("Đã xoá bài “%(title)s”.") % {"title": title})
        return redirect(course_address(course))
    learned = LessonProgress.objects.filter(lesson=lesson).count()
    context = {"course": course, "lesson": lesson, "pupils_count": learned}
    return render(request, "courses/compose/lesson_delete.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def use_resource(request: HttpRequest, resource_uuid: uuids.UUID) -> HttpResponse:
    """Put a resource of the repository into a lesson of one's own."""
    resource = _visible_resource(request.user, str(resource_uuid))
    if resource is None:
        raise Http404
    if not can_compose(request.user):
        raise PermissionDenied
    form = UseResourceForm(request.POST or None, user=request.user, resource=resource)
    if request.method == "POST" and form.is_valid():
        try:
            return _use(request, resource, form.cleaned_data)
        except NotYours as error:
            raise Http404 from error
    context = {"form": form, "resource": resource}
    return render(request, "courses/compose/use_resource.html", context, status=400 if form.errors else 200)


def _use(request: HttpRequest, resource: LearningResource, cleaned: dict) -> HttpResponse:
    if cleaned["lesson"]:
        lesson = cleaned["lesson"]
        if add_resource_to_lesson(lesson=lesson, resource=resource, by=request.user):
            messages.success(request, _("Đã thêm học liệu vào cuối bài."))
        else:
            messages.info(request, _("Học liệu này đã có trong bài."))
        return redirect("courses:lesson_edit", uuid=lesson.uuid)
    course = cleaned["course"] or _course_for(request.user, resource, cleaned)
    lesson = create_lesson(
        uuid=cleaned["uuid"],
        course=course,
        by=request.user,
        fields={"title": cleaned["title"]},
        blocks=[resource_block(resource)],
    )
    messages.success(request, _("Đã thêm bài mới có học liệu này. Bài còn là bản nháp."))
    return redirect("courses:lesson_edit", uuid=lesson.uuid)


def _course_for(user, resource: LearningResource, cleaned: dict) -> CoursePage:
    """Make the course that the new lesson goes into, of the resource's subject and grade."""
    grade = resource.grades.first()
    fields = {
        "title": f"{resource.subject.name} {grade.number}",
        "subject": resource.subject,
        "grade": grade,
        "school_year": school_year_of(timezone.localdate()),
    }
    school = schools_composed_for(user)[0]
    uuid = uuids.uuid5(cleaned["uuid"], "course")
    return create_course(uuid=uuid, teacher=user, school=school, fields=fields)
