"""A package of a lesson on a page of its own, and what pupils did in packages."""

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.redirects import next_path
from content_repo.models import Package
from content_repo.queries.packages import LONG_COLUMNS
from content_repo.views.policies import page_with_player
from courses.models import CoursePage, LessonPage
from courses.permissions import (
    can_edit_course,
    can_follow_progress,
    can_learn,
    can_view_lesson,
    can_view_results_of,
    can_work_on_package,
    taught_classes,
)
from courses.queries import (
    RESULT_SORTS,
    course_of,
    hardest_questions,
    own_results,
    package_sheets,
    results_table,
    shows_package,
)
from courses.queries.package_results import ResultsTable
from courses.services import record_launch, restart_package
from schools.csv_files import csv_response

PUPILS_A_PAGE = 30


@login_required
@page_with_player
@require_http_methods(["GET", "HEAD", "POST"])
def lesson_package(request: HttpRequest, uuid: uuids.UUID, package_uuid: uuids.UUID) -> HttpResponse:
    """Show one package of a lesson on a page of its own; with ``do=restart`` let the pupil begin anew."""
    lesson = get_object_or_404(LessonPage, uuid=uuid)
    packages = Package.objects.select_related("blob").defer(*LONG_COLUMNS, "blob__text")
    package = get_object_or_404(packages, uuid=package_uuid)
    course = course_of(lesson)
    may_work = can_work_on_package(request.user, lesson, course, package)
    if not may_work and not _may_try(request.user, lesson, course, package):
        raise Http404
    if request.method == "POST":
        return _restart(request, lesson, package, may_work)
    if may_work and request.method == "GET":
        record_launch(actor=request.user, course=course, lesson=lesson)
    context = {
        "lesson": lesson,
        "course": course,
        "package": package,
        "is_learner": may_work,
        "may_edit": can_edit_course(request.user, course),
        "results": own_results(request.user, lesson, [package]) if may_work else {},
    }
    return render(request, "courses/lesson_package.html", context)


def _may_try(user, lesson: LessonPage, course: CoursePage, package: Package) -> bool:
    """Whether the user may play without leaving a trace; who edits the course also what only the draft shows."""
    if not can_view_lesson(user, lesson, course):
        return False
    if shows_package(lesson, package, user):
        return True
    draft = lesson.get_latest_revision_as_object() if can_edit_course(user, course) else None
    return draft is not None and shows_package(draft, package, user)


def _restart(request: HttpRequest, lesson: LessonPage, package: Package, may_work: bool) -> HttpResponse:
    if not may_work:
        raise PermissionDenied
    restart_package(pupil=request.user, lesson=lesson, package=package, now=timezone.now())
    messages.success(request, _("Em có thể làm lại từ đầu. Điểm các lần trước vẫn còn."))
    return redirect(next_path(request, lesson.get_url(request)))


def _followed(request: HttpRequest, uuid: uuids.UUID) -> tuple[LessonPage, CoursePage, ResultsTable]:
    lesson = get_object_or_404(LessonPage, uuid=uuid)
    course = course_of(lesson)
    if not can_follow_progress(request.user, course):
        raise Http404
    only_classes = None if can_edit_course(request.user, course) else taught_classes(request.user, course)
    sort = request.GET.get("sap-xep", "")
    table = results_table(
        course,
        lesson,
        request.user,
        only_classes=only_classes,
        class_uuid=request.GET.get("lop", ""),
        sort=sort if sort in RESULT_SORTS else RESULT_SORTS[0],
    )
    return lesson, course, table


@login_required
@require_safe
def package_results(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show pupils by packages of a lesson, a page at a time; ``?in=1`` shows all of them for printing."""
    lesson, course, table = _followed(request, uuid)
    is_print = bool(request.GET.get("in"))
    page_size = max(len(table.rows), 1) if is_print else PUPILS_A_PAGE
    query = request.GET.copy()
    for name in ("trang", "in"):
        query.pop(name, None)
    context = {
        "lesson": lesson,
        "course": course,
        "table": table,
        "page": Paginator(table.rows, page_size).get_page(request.GET.get("trang")),
        "hardest": hardest_questions(lesson, table) if table.columns else [],
        "is_print": is_print,
        "chosen_class": request.GET.get("lop", ""),
        "sort": request.GET.get("sap-xep", ""),
        "query": query.urlencode(),
        "may_edit": can_edit_course(request.user, course),
    }
    return render(request, "courses/results/package_results.html", context)


@login_required
@require_safe
def package_results_csv(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Download the table with the filters of the page."""
    lesson, _course, table = _followed(request, uuid)
    head = [_("Họ và tên"), _("Tên đăng nhập"), _("Lớp")]
    for column in table.columns:
        title = column.package.title
        head += [
            _("%(title)s: điểm tốt nhất (%%)") % {"title": title},
            _("%(title)s: điểm lần cuối (%%)") % {"title": title},
            _("%(title)s: số lần làm") % {"title": title},
            _("%(title)s: làm xong lúc") % {"title": title},
        ]
    rows: list[list] = [head]
    for row in table.rows:
        cells = [value for cell in row.cells for value in _csv_cells(cell)]
        rows.append([row.pupil, row.pupil.username, row.school_class.name, *cells])
    return csv_response(f"ket-qua-{lesson.slug}.csv", rows)


def _csv_cells(result) -> list:
    if result is None:
        return ["", "", "", ""]
    done = timezone.localtime(result.completed_at).strftime("%d/%m/%Y %H:%M") if result.completed_at else ""
    scores = ["" if percent is None else percent for percent in (result.best_percent, result.last_percent)]
    return [*scores, result.attempts_count, done]


@login_required
@require_safe
def pupil_results(request: HttpRequest, uuid: uuids.UUID, pupil_uuid: uuids.UUID) -> HttpResponse:
    """Show all answers of one pupil in the packages of a lesson, to the teachers who follow him and to himself."""
    lesson = get_object_or_404(LessonPage, uuid=uuid)
    course = course_of(lesson)
    pupil = get_object_or_404(User, uuid=pupil_uuid)
    is_own = request.user.pk == pupil.pk
    if not can_view_results_of(request.user, pupil, course) or (is_own and not can_view_lesson(pupil, lesson, course)):
        raise Http404
    context = {
        "lesson": lesson,
        "course": course,
        "pupil": pupil,
        "is_own": is_own and can_learn(request.user, course),
        "sheets": package_sheets(pupil, lesson),
    }
    return render(request, "courses/results/pupil_results.html", context)
