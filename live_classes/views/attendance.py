"""Attendance: the list, corrections, exports."""

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from live_classes.attendance_forms import AttendanceFilter, CorrectionForm
from live_classes.attendance_list import attendance_rows, chosen_rows, class_time, row_of, totals
from live_classes.choices import LiveClassState
from live_classes.exports import XLSX_TYPE, attendance_table, attendance_workbook
from live_classes.models import LiveClass
from live_classes.permissions import can_see_attendance
from live_classes.services.attendance import correct_attendance
from schools.csv_files import csv_response

PEOPLE_A_PAGE = 50


def _attended(request: HttpRequest, uuid: uuids.UUID) -> LiveClass:
    found = LiveClass.objects.select_related("teacher", "course", "school_class", "school__administrative_unit")
    live_class = get_object_or_404(found, uuid=uuid)
    if not can_see_attendance(request.user, live_class):
        raise Http404
    return live_class


@login_required
@require_safe
def attendance(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show who was in the class; ``?in=1`` shows all on one page for printing."""
    live_class = _attended(request, uuid)
    form = AttendanceFilter(request.GET)
    rows = attendance_rows(live_class) if live_class.opened_at else []
    chosen = chosen_rows(rows, **form.chosen())
    is_print = bool(request.GET.get("in"))
    query = request.GET.copy()
    for name in ("trang", "in"):
        query.pop(name, None)
    context = {
        "live_class": live_class,
        "form": form,
        "correction": CorrectionForm(auto_id=False),
        "people_total": len(rows),
        "totals": totals(rows),
        "page": Paginator(chosen, max(len(chosen), 1) if is_print else PEOPLE_A_PAGE).get_page(
            request.GET.get("trang")
        ),
        "class_time": class_time(live_class),
        "is_open": live_class.state == LiveClassState.OPEN,
        "is_print": is_print,
        "query": query.urlencode(),
        "now": timezone.now(),
    }
    return render(request, "live_classes/attendance.html", context)


@login_required
@require_POST
def attendance_correct(request: HttpRequest, uuid: uuids.UUID, user_uuid: uuids.UUID) -> HttpResponse:
    """Take a correction and go back to the list; one that lacks something is shown again on its own page."""
    live_class = _attended(request, uuid)
    user = get_object_or_404(User, uuid=user_uuid)
    row = row_of(live_class, user)
    if row is None:
        raise Http404
    minutes = -(-int(class_time(live_class).total_seconds()) // 60)
    form = CorrectionForm(request.POST, minutes_at_most=minutes)
    if not form.is_valid():
        context = {"live_class": live_class, "row": row, "form": form}
        return render(request, "live_classes/attendance_correct.html", context, status=400)
    correct_attendance(live_class=live_class, user=user, by=request.user, **form.cleaned_data)
    messages.success(request, _("Đã ghi điểm danh của %(name)s.") % {"name": user})
    return redirect("live_classes:attendance", uuid=live_class.uuid)


@login_required
@cache_control(private=True, no_store=True)  # names of children: nothing for the next one at this computer
@require_safe
def attendance_csv(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Download the list with the filters of the page, as CSV."""
    live_class, table = _table(request, uuid)
    return csv_response(f"{_file_name(live_class)}.csv", table)


@login_required
@cache_control(private=True, no_store=True)
@require_safe
def attendance_xlsx(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Download the list with the filters of the page, as XLSX."""
    live_class, table = _table(request, uuid)
    response = HttpResponse(attendance_workbook(live_class, table), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{_file_name(live_class)}.xlsx"'
    return response


def _table(request: HttpRequest, uuid: uuids.UUID) -> tuple[LiveClass, list[list]]:
    live_class = _attended(request, uuid)
    rows = attendance_rows(live_class) if live_class.opened_at else []
    return live_class, attendance_table(rows=chosen_rows(rows, **AttendanceFilter(request.GET).chosen()))


def _file_name(live_class: LiveClass) -> str:
    return f"diem-danh-{timezone.localtime(live_class.opened_at or live_class.starts_at):%Y-%m-%d-%H%M}"
