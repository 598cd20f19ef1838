"""Pages of roster import: choose a file, look at what it would change, take it over or throw it away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from schools import services
from schools.choices import ImportState
from schools.forms import RosterForm
from schools.models import RosterImport
from schools.queries import recent_imports
from schools.rosters.decoding import ENCODINGS
from schools.rosters.planning import RosterPlan, plan_of
from schools.rosters.problems import Problem, RosterError
from schools.rosters.tables import MAX_FILE_BYTES
from schools.views.passwords import cards_response
from schools.views.schools import managed_school

PAGE_SIZE = 50
MAX_PROBLEMS_SHOWN = 20


@login_required
@require_http_methods(["GET", "POST"])
def roster_import(request: HttpRequest, uuid) -> HttpResponse:
    """Take a roster file to look at; a file that can't be read is refused with the reason and its place."""
    school = managed_school(request, uuid)
    form = RosterForm(request.POST or None, request.FILES or None)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            started = _start(request, school, form.cleaned_data)
        except RosterError as error:
            refused = error
        else:
            return redirect("schools:roster_preview", school.uuid, started.uuid)
    context = {
        "school": school,
        "form": form,
        "problems": refused.problems[:MAX_PROBLEMS_SHOWN] if refused else [],
        "previews": [(ENCODINGS[name], text) for name, text in refused.previews.items()] if refused else [],
        "imports": recent_imports(school),
    }
    return render(request, "schools/roster_import.html", context, status=400 if refused or form.errors else 200)


def _start(request: HttpRequest, school, data: dict) -> RosterImport:
    file = data["file"]
    if file.size > MAX_FILE_BYTES:
        raise RosterError(Problem("file_too_large"))
    return services.start_roster_import(
        uuid=data["uuid"],
        school=school,
        school_year=data["school_year"],
        by=request.user,
        file_name=file.name,
        data=file.read(),
        encoding=data["encoding"],
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def roster_preview(request: HttpRequest, uuid, import_uuid) -> HttpResponse:
    """Show what a roster would change, and do what was decided."""
    school = managed_school(request, uuid)
    roster = get_object_or_404(school.roster_imports.select_related("school"), uuid=import_uuid)
    if request.method == "POST":
        return _decide(request, roster)
    if roster.state != ImportState.PREVIEW:
        return render(request, "schools/roster_outcome.html", {"school": school, "roster": roster})
    return _show_preview(request, roster)


def _show_preview(request: HttpRequest, roster: RosterImport, status: int = 200) -> HttpResponse:
    plan = plan_of(roster)
    wrong = [problem for problem in plan.problems if not problem.is_warning]
    groups = _groups(plan, wrong)
    wanted = request.GET.get("xem")
    shown = wanted if wanted in groups else next((key for key in groups if groups[key]["rows"]), "moi")
    context = {
        "school": roster.school,
        "roster": roster,
        "groups": groups,
        "shown": shown,
        "page": Paginator(groups[shown]["rows"], PAGE_SIZE).get_page(request.GET.get("trang")),
        "warnings": [problem for problem in plan.problems if problem.is_warning],
        "wrong_count": len({problem.line for problem in wrong}),
        "new_classes": sorted(plan.new_classes),
        "changes_count": len(plan.new) + len(plan.moved),
        "has_cards_at_once": len(plan.new) <= services.MAX_CARDS_AT_ONCE,
    }
    return render(request, "schools/roster_preview.html", context, status=status)


def _groups(plan: RosterPlan, wrong: list[Problem]) -> dict[str, dict]:
    """Rows by what becomes of them, each with its words; wrong ones first."""
    moved = [(row, plan.old_class_names[user.pk]) for row, user in plan.moved]
    return {
        "can-sua": {"label": _("Cần sửa"), "rows": wrong},
        "moi": {"label": _("Học sinh mới"), "rows": [(row, "") for row in plan.new]},
        "chuyen": {"label": _("Chuyển lớp"), "rows": moved},
        "khong-doi": {"label": _("Không đổi"), "rows": [(row, "") for row in plan.unchanged]},
    }


def _decide(request: HttpRequest, roster: RosterImport) -> HttpResponse:
    action = request.POST.get("viec")
    if action == "bo":
        services.discard_roster_import(roster_import=roster)
        messages.success(request, _("Đã bỏ tệp này. Danh sách của trường giữ nguyên."))
        return redirect("schools:roster_import", roster.school.uuid)
    if action != "nhap":
        return HttpResponseBadRequest(
            _("Yêu cầu chưa rõ: chọn Nhập hoặc Bỏ."), content_type="text/plain; charset=utf-8"
        )
    try:
        outcome = services.apply_roster_import(
            roster_import=roster, by=request.user, skip_wrong=request.POST.get("bo_qua") == "1"
        )
    except services.RosterProblemsError:
        messages.error(
            request, _("Chưa nhập gì: tệp còn dòng cần sửa. Sửa tệp rồi chọn lại, hoặc đánh dấu bỏ qua các dòng sai.")
        )
        return _show_preview(request, roster, status=400)
    except services.RosterClosedError:
        messages.error(request, _("Tệp này đã bị bỏ trước đó. Chọn lại tệp để nhập."))
        return redirect("schools:roster_import", roster.school.uuid)
    except IntegrityError:
        messages.error(
            request, _("Vừa có người khác sửa danh sách của trường. Chưa nhập gì, mời xem lại rồi nhập lần nữa.")
        )
        return redirect("schools:roster_preview", roster.school.uuid, roster.uuid)
    back = redirect("schools:roster_preview", roster.school.uuid, roster.uuid)
    if not outcome.cards:
        return back
    return cards_response(request, outcome.cards, roster.school, back.url, counts=outcome.counts)
