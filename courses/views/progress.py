"""How far the pupils of a course are: table, print view and export for its teacher."""

import uuid as uuids

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import CoursePage
from courses.permissions import can_edit_course, can_follow_progress, taught_classes
from courses.queries import SORTS, ProgressTable, progress_table
from schools.csv_files import csv_response

PUPILS_A_PAGE = 30


def _followed(request: HttpRequest, uuid: uuids.UUID) -> tuple[CoursePage, ProgressTable]:
    courses = CoursePage.objects.select_related("school__administrative_unit", "teacher")
    course = get_object_or_404(courses.prefetch_related("audiences__school_class"), uuid=uuid)
    if not can_follow_progress(request.user, course):
        raise Http404
    only_classes = None if can_edit_course(request.user, course) else taught_classes(request.user, course)
    sort = request.GET.get("sap-xep", "")
    table = progress_table(
        course,
        only_classes=only_classes,
        class_uuid=request.GET.get("lop", ""),
        sort=sort if sort in SORTS else SORTS[0],
    )
    return course, table


@login_required
@require_safe
def course_progress(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show pupils by lessons, a page at a time; ``?in=1`` shows all of them for printing."""
    course, table = _followed(request, uuid)
    is_print = bool(request.GET.get("in"))
    page_size = max(len(table.rows), 1) if is_print else PUPILS_A_PAGE
    query = request.GET.copy()
    for name in ("trang", "in"):
        query.pop(name, None)
    context = {
        "course": course,
        "table": table,
        "page": Paginator(table.rows, page_size).get_page(request.GET.get("trang")),
        "is_print": is_print,
        "chosen_class": request.GET.get("lop", ""),
        "sort": request.GET.get("sap-xep", ""),
        "query": query.urlencode(),
        "may_edit": can_edit_course(request.user, course),
    }
    return render(request, "courses/compose/progress.html", context)


@login_required
@require_safe
def course_progress_csv(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Download the table with the filters of the page."""
    course, table = _followed(request, uuid)
    titles = [column.lesson.title for column in table.lessons]
    head = [_("Họ và tên"), _("Tên đăng nhập"), _("Lớp"), _("Số bài đã học"), _("Số bài"), _("Lần học gần nhất")]
    scored = [index for index, column in enumerate(table.lessons) if column.has_results]
    scores = [_("%(lesson)s: điểm máy báo (%%)") % {"lesson": titles[index]} for index in scored]
    rows: list[list] = [[*head, *titles, *scores]]
    for row in table.rows:
        seen = timezone.localtime(row.last_seen_at).strftime("%d/%m/%Y %H:%M") if row.last_seen_at else ""
        states = [cell.state.label for cell in row.cells]
        facts = [row.pupil, row.pupil.username, row.school_class.name, row.done, len(row.cells), seen]
        percents = ["" if row.cells[index].percent is None else row.cells[index].percent for index in scored]
        rows.append([*facts, *states, *percents])
    return csv_response(f"tien-do-{course.slug}.csv", rows)
