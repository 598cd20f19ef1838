"""The pages pupils learn from: the list of courses, a course, a lesson."""

import uuid as uuids
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from content_repo.views.policies import page_with_player
from courses.choices import Verb
from courses.forms import CompletionForm
from courses.models import CourseIndexPage, CoursePage, LessonPage
from courses.permissions import (
    can_compose,
    can_edit_course,
    can_follow_progress,
    can_learn,
    can_view_course,
    can_view_lesson,
)
from courses.queries import (
    CourseCard,
    course_cards,
    course_of,
    courses_for,
    found_courses,
    lesson_parts,
    lesson_sizes,
    lessons_of,
    own_first,
    own_results,
    packages_shown,
    subjects_and_grades,
)
from courses.services import StatementConflict, pupils_addressed, record_launch, record_statement
from schools.choices import Role
from schools.permissions import roles_of

COURSES_A_PAGE = 12
SORTS = {"ten": "title", "moi": "-first_published_at"}


@login_required
@require_safe
def course_index(request: HttpRequest, page: CourseIndexPage) -> HttpResponse:
    """List the courses the user may see: a pupil's with progress, a teacher's own first."""
    seen = courses_for(request.user)
    chosen = {name: request.GET.get(name, "").strip() for name in ("q", "mon", "lop", "sap-xep")}
    found = found_courses(seen, text=chosen["q"], subject=chosen["mon"], grade=chosen["lop"])
    in_order = own_first(found, request.user, SORTS.get(chosen["sap-xep"], "title"))
    is_pupil = Role.PUPIL in roles_of(request.user)
    shown = Paginator(in_order, COURSES_A_PAGE).get_page(request.GET.get("trang"))
    subjects, grades = subjects_and_grades(seen)
    context = {
        "page": shown,
        "cards": course_cards(shown, request.user if is_pupil else None),
        "is_pupil": is_pupil,
        "may_compose": can_compose(request.user),
        "subjects": subjects,
        "grades": grades,
        "chosen": chosen,
        "sort": chosen["sap-xep"],
        "is_filtered": any(chosen[name] for name in ("q", "mon", "lop")),
    }
    return render(request, "courses/index.html", context)


@login_required
@require_safe
def course(request: HttpRequest, page: CoursePage) -> HttpResponse:
    """Show a course: where the pupil stands, what comes next, all lessons by chapter."""
    if not can_view_course(request.user, page):
        raise Http404
    is_learner = can_learn(request.user, page)
    [card] = course_cards([page], request.user if is_learner else None)
    lessons = list(lessons_of([page], with_body=True))
    sizes = lesson_sizes(lesson_parts(lessons, request.user))
    context = {
        "course": page,
        "card": card,
        "chapters": _chapters(card, sizes),
        "total_bytes": sum(sizes.values()),
        "total_minutes": sum(lesson.estimated_minutes or 0 for lesson in lessons),
        "next_bytes": sizes.get(card.next_lesson.pk, 0) if card.next_lesson else 0,
        "is_learner": is_learner,
        "pupils_count": pupils_addressed(page).count(),
        "may_edit": can_edit_course(request.user, page),
        "may_follow": can_follow_progress(request.user, page),
    }
    return render(request, "courses/course.html", context)


def _chapters(card: CourseCard, sizes: dict[int, int]) -> list[dict]:
    """Group neighbouring lessons of one chapter; the one to go on with, or else the first, stands open."""
    chapters = []
    following = card.next_lesson
    for title, members in groupby(card.lessons, key=lambda lesson: lesson.chapter):
        rows = [
            {"lesson": lesson, "state": card.state_of(lesson), "size_bytes": sizes.get(lesson.pk, 0)}
            for lesson in members
        ]
        chapters.append(
            {
                "title": title,
                "rows": rows,
                "done": sum(row["state"] == "done" for row in rows),
                "size_bytes": sum(row["size_bytes"] for row in rows),
                "is_open": any(row["lesson"] == following for row in rows),
            }
        )
    if chapters and not any(chapter["is_open"] for chapter in chapters):
        chapters[0]["is_open"] = True
    return chapters


@login_required
@require_safe
def lesson(request: HttpRequest, page: LessonPage) -> HttpResponse:
    """Show a lesson; that a pupil opened it goes into the learner log, once a day."""
    course = course_of(page)
    if not can_view_lesson(request.user, page, course):
        raise Http404
    is_learner = can_learn(request.user, course)
    if is_learner and request.method == "GET":
        record_launch(actor=request.user, course=course, lesson=page)
    return lesson_page(request, page, course, is_learner)


@page_with_player
def lesson_page(request: HttpRequest, page: LessonPage, course: CoursePage, is_learner: bool) -> HttpResponse:
    """Render a lesson; the caller has asked who may see it."""
    parts = lesson_parts([page], request.user)[page.pk]
    packages = packages_shown(parts)
    [card] = course_cards([course], request.user if is_learner else None)
    place = next((index for index, other in enumerate(card.lessons) if other.pk == page.pk), None)
    context = {
        "lesson": page,
        "course": course,
        "parts": parts,
        "packages": packages,
        "results": own_results(request.user, page, packages) if is_learner else {},
        "size_bytes": sum(part.size_bytes for part in parts),
        "card": card,
        "state": card.state_of(page),
        "number": place + 1 if place is not None else None,
        "previous": card.lessons[place - 1] if place else None,
        "next": card.lessons[place + 1] if place is not None and place + 1 < card.total else None,
        "is_learner": is_learner,
        "may_edit": can_edit_course(request.user, course),
        "may_follow": bool(packages) and can_follow_progress(request.user, course),
        # The same for each look at this page, so that the page stays the same and a second tap changes nothing.
        "completion_uuid": uuids.uuid5(page.uuid, f"{request.user.uuid} {Verb.COMPLETED}"),
    }
    return render(request, "courses/lesson.html", context)


@login_required
@require_safe
def lesson_by_uuid(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Lead to a lesson whatever it is called by now; links between lessons and the learner log name it so."""
    page = get_object_or_404(LessonPage, uuid=uuid)
    if not can_view_lesson(request.user, page, course_of(page)):
        raise Http404
    return redirect(page.get_url(request) if page.live else reverse("courses:lesson_preview", args=[uuid]))


@login_required
@require_POST
def complete_lesson(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Note that the pupil has learned the lesson, and go on to the next."""
    page = get_object_or_404(LessonPage, uuid=uuid, live=True)
    course = course_of(page)
    if not can_view_lesson(request.user, page, course):
        raise Http404
    if not can_learn(request.user, course):
        raise PermissionDenied
    form = CompletionForm(request.POST)
    if not form.is_valid():
        return _completion_refused(request, page, 400)
    try:
        record_statement(
            uuid=form.cleaned_data["uuid"], actor=request.user, verb=Verb.COMPLETED, course=course, lesson=page
        )
    except StatementConflict:
        return _completion_refused(request, page, 409)
    [card] = course_cards([course], request.user)
    following = card.after(page)
    messages.success(request, _("Đã đánh dấu học xong “%(lesson)s”.") % {"lesson": page.title})
    return redirect((following or course).get_url(request))


def _completion_refused(request: HttpRequest, page: LessonPage, status: int) -> HttpResponse:
    context = {"lesson": page, "lesson_url": page.get_url(request)}
    return render(request, "courses/completion_refused.html", context, status=status)
