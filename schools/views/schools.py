"""Pages of schools: the list, one school, and a new class of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from schools import services
from schools.csv_files import csv_response
from schools.forms import ClassFilterForm, ClassForm, SchoolFilterForm
from schools.permissions import can_list_schools, can_manage_school
from schools.queries import (
    classes_for,
    in_order,
    managed_schools_for,
    ordered_class_ids,
    ordered_school_ids,
    schools_for,
    with_pupil_counts,
)
from schools.views.classes import chosen_year

PAGE_SIZE = 24


@login_required
@require_GET
def school_list(request: HttpRequest) -> HttpResponse:
    """List the schools an officer or manager looks after; ``?dinh-dang=csv`` sends them all as a table."""
    if not can_list_schools(request.user):
        raise PermissionDenied
    schools = managed_schools_for(request.user)
    form = SchoolFilterForm(request.GET, schools=schools)
    found = _filtered(schools, form)
    keys = ordered_school_ids(found, text=form.value("q"), sort=form.value("sap_xep"))
    if request.GET.get("dinh-dang") == "csv":
        return _csv(in_order(schools, keys))
    page = Paginator(keys, PAGE_SIZE).get_page(request.GET.get("trang"))
    counted = managed_schools_for(request.user).annotate(classes_total=Count("classes"))
    context = {"form": form, "page": page, "schools": in_order(counted, list(page)), "query": _query(request)}
    return render(request, "schools/school_list.html", context)


def _filtered(schools, form: SchoolFilterForm):
    filters = {
        "level": form.value("cap_hoc"),
        "administrative_unit__code": form.value("xa"),
        "area": form.value("khu_vuc"),
    }
    return schools.filter(**{name: value for name, value in filters.items() if value})


def _query(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("trang", None)
    query["dinh-dang"] = "csv"
    return query.urlencode()


def _csv(schools: list) -> HttpResponse:
    headers = [_("Mã trường"), _("Tên trường"), _("Cấp học"), _("Xã, phường"), _("Khu vực"), _("Vĩ độ"), _("Kinh độ")]
    rows: list[list] = [[*headers, _("Số học sinh")]]
    for school in schools:
        place = [school.latitude, school.longitude, school.pupils_count]
        unit = school.administrative_unit.name
        rows.append([school.code, school.name, school.get_level_display(), unit, school.get_area_display(), *place])
    return csv_response("truong.csv", rows)


@login_required
@require_GET
def school(request: HttpRequest, uuid) -> HttpResponse:
    """Show a school to its own people and to those whose scope covers it."""
    found = get_object_or_404(schools_for(request.user), uuid=uuid)
    visible = classes_for(request.user).filter(school=found)
    years = list(visible.order_by("-school_year").values_list("school_year", flat=True).distinct())
    form = ClassFilterForm(request.GET, years=years)
    year = chosen_year(years, form.value("nam_hoc"))
    keys = ordered_class_ids(visible.filter(school_year=year) if year else visible)
    page = Paginator(keys, 2 * PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "school": found,
        "form": form,
        "year": year,
        "page": page,
        "classes": in_order(with_pupil_counts(classes_for(request.user)), list(page)),
        "can_manage": can_manage_school(request.user, found),
    }
    return render(request, "schools/school.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add_class(request: HttpRequest, uuid) -> HttpResponse:
    """Add a class to a school."""
    school = managed_school(request, uuid)
    form = ClassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        school_class = services.add_class(school=school, **form.cleaned_data)
        messages.success(request, _("Đã có lớp {name}.").format(name=school_class.name))
        return redirect(school_class)
    return render(
        request, "schools/add_class.html", {"school": school, "form": form}, status=400 if form.errors else 200
    )


def managed_school(request: HttpRequest, uuid):
    """Return the school when the user manages it; nobody else learns that it exists (404)."""
    school = get_object_or_404(schools_for(request.user), uuid=uuid)
    if not can_manage_school(request.user, school):
        raise Http404
    return school
