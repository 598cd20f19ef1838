"""Pages of a school's staff: who has which role, giving and ending roles."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.names import fold
from schools import services
from schools.forms import RoleForm
from schools.permissions import can_end_membership
from schools.queries import staff_of
from schools.views.schools import managed_school

PAGE_SIZE = 30


@login_required
@require_http_methods(["GET", "POST"])
def staff(request: HttpRequest, uuid) -> HttpResponse:
    """List the roles at a school and give a new one to someone who has an account."""
    school = managed_school(request, uuid)
    form = RoleForm(request.POST or None, school=school)
    if request.method == "POST" and form.is_valid():
        services.add_membership(
            user=form.user,
            role=form.cleaned_data["role"],
            school=school,
            school_class=form.cleaned_data["school_class"],
            by=request.user,
        )
        messages.success(request, _("Đã giao vai trò cho {name}.").format(name=form.user))
        return redirect("schools:staff", school.uuid)
    text = request.GET.get("q", "")[:100]
    words = fold(text).split()
    found = [m for m in staff_of(school) if all(word in fold(f"{m.user} {m.user.username}") for word in words)]
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("trang"))
    rows = [(membership, can_end_membership(request.user, membership)) for membership in page]
    context = {"school": school, "form": form, "page": page, "rows": rows, "text": text}
    return render(request, "schools/staff.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def end_role(request: HttpRequest, uuid, membership_uuid) -> HttpResponse:
    """Ask, then end a role at a school."""
    school = managed_school(request, uuid)
    membership = get_object_or_404(staff_of(school), uuid=membership_uuid)
    if not can_end_membership(request.user, membership):
        raise PermissionDenied
    if request.method == "POST":
        services.end_membership(membership=membership)
        messages.success(request, _("Đã thôi vai trò của {name}.").format(name=membership.user))
        return redirect("schools:staff", school.uuid)
    return render(request, "schools/end_role.html", {"school": school, "membership": membership})
