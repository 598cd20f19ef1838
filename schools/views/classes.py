"""Pages of classes: the list, and one class with its pupils."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from schools.forms import ClassFilterForm
from schools.permissions import can_list_classes, can_manage_school
from schools.queries import classes_for, in_order, ordered_class_ids, pupils_of, teachers_of, with_pupil_counts
from schools.years import school_year_of

PAGE_SIZE = 24


def chosen_year(years: list[str], wanted: str) -> str:
    """Return the school year to show: the one asked for, else this one, else the latest; empty for all."""
    if wanted == "tat-ca":
        return ""
    this_year = school_year_of(timezone.localdate())
    return wanted if wanted in years else this_year if this_year in years else next(iter(years), "")


@login_required
@require_GET
def class_list(request: HttpRequest) -> HttpResponse:
    """List the classes taught or managed."""
    if not can_list_classes(request.user):
        raise PermissionDenied
    classes = classes_for(request.user)
    years = list(classes.order_by("-school_year").values_list("school_year", flat=True).distinct())
    form = ClassFilterForm(request.GET, years=years)
    year = chosen_year(years, form.value("nam_hoc"))
    found = classes.filter(school_year=year) if year else classes
    keys = ordered_class_ids(found, text=form.value("q"), sort=form.value("sap_xep"))
    page = Paginator(keys, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "form": form,
        "year": year,
        "years": years,
        "page": page,
        "classes": in_order(with_pupil_counts(classes_for(request.user)), list(page)),
    }
    return render(request, "schools/class_list.html", context)


@login_required
@require_GET
def school_class(request: HttpRequest, uuid) -> HttpResponse:
    """Show a class: pupils by tên then họ đệm, when they were last here, new passwords."""
    found = get_object_or_404(classes_for(request.user), uuid=uuid)
    pupils = list(pupils_of(found))
    context = {
        "school_class": found,
        "pupils": pupils,
        "newcomers_count": sum(pupil.last_login is None for pupil in pupils),
        "teachers": teachers_of(found),
        "can_manage": can_manage_school(request.user, found.school),
    }
    return render(request, "schools/school_class.html", context)
