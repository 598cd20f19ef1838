"""The reviewer's screens of H5P libraries: what waits, what it is, whether it may run."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.fields import is_uuid
from content_repo.choices import LibraryState
from content_repo.forms.libraries import REFUSE, TRUST, DecisionForm, LibrariesForm
from content_repo.library_inspection import Difference, nearest_trusted, signs_of
from content_repo.models import Library, Package
from content_repo.permissions import can_trust_libraries
from content_repo.queries import listed_libraries, packages_waiting_for
from content_repo.services.libraries import refuse_libraries, trust_libraries, undo
from media.delivery import delivery_url

PAGE_SIZE = 40
PACKAGES_SHOWN = 20
FILES_SHOWN = 60
_ORDERS = {
    "name": ("machine_name", "-major_version", "-minor_version", "-patch_version", "pk"),
    "packages": ("-waiting_count", "machine_name", "pk"),
    "newest": ("-created_at", "-pk"),
}


def for_library_reviewers(view):
    """Let in those who decide about libraries; nobody else sees these pages."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not can_trust_libraries(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@for_library_reviewers
@require_http_methods(["GET", "POST"])
def libraries(request: HttpRequest) -> HttpResponse:
    """List libraries, those that wait first; decide about several, or about all of one package (POST)."""
    if request.method == "POST":
        return _decide_many(request)
    package = _package(request.GET.get("goi", ""))
    form = LibrariesForm(request.GET)
    chosen = form.chosen()
    page = Paginator(_listed(chosen, package), PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "form": form,
        "chosen": chosen,
        "page": page,
        "package": package,
        "waiting_count": Library.objects.filter(state=LibraryState.WAITING).count(),
        "package_waiting_count": _waiting_of(package).count() if package else 0,
    }
    return render(request, "content_repo/packages/libraries.html", context)


def _listed(chosen: dict, package: Package | None) -> QuerySet[Library]:
    found = listed_libraries()
    if package:
        found = found.filter(package_links__package=package)
    if words := chosen.get("q"):
        found = found.filter(machine_name__icontains=words) | found.filter(title__icontains=words)
    if state := chosen.get("state"):
        found = found.filter(state=state)
    rank = Case(When(state=LibraryState.WAITING, then=Value(0)), default=Value(1), output_field=IntegerField())
    order = _ORDERS.get(chosen.get("order", ""), (rank, "-waiting_count", "machine_name", "-pk"))
    return found.order_by(*order)


def _package(key: str) -> Package | None:
    if not key:
        return None
    if not is_uuid(key):
        raise Http404
    return get_object_or_404(Package.objects.defer("content", "members", "text"), uuid=key)


def _waiting_of(package: Package) -> QuerySet[Library]:
    return Library.objects.filter(state=LibraryState.WAITING, package_links__package=package).distinct()


def _decide_many(request: HttpRequest) -> HttpResponse:
    """Decide about the ticked libraries, or about all that a package brought and that wait."""
    package = _package(request.POST.get("package", ""))
    keys = [key for key in request.POST.getlist("library") if is_uuid(key)]
    picked = list(_waiting_of(package) if package else Library.objects.filter(uuid__in=keys))
    form = DecisionForm(request.POST)
    back = redirect(f"{request.path}?goi={package.uuid}" if package else request.path)
    if not picked:
        messages.warning(request, _("Chưa chọn thư viện nào còn chờ kiểm tra."))
    elif not form.is_valid():
        messages.warning(request, _first_problem(form))
    else:
        _decide(request, picked, form.cleaned_data)
    return back


@for_library_reviewers
@require_http_methods(["GET", "POST"])
def library(request: HttpRequest, uuid) -> HttpResponse:
    """Show a library with all there is to judge it by; trust it, refuse it, or take that back (POST)."""
    rows = Library.objects.select_related("archive", "decided_by")
    found = get_object_or_404(rows, uuid=uuid)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _decide(request, [found], form.cleaned_data)
        return redirect("content_repo:library", uuid=uuid)
    trusted = nearest_trusted(found)
    difference = Difference(trusted, found) if trusted else None
    files = sorted((path, place[2]) for path, place in found.members.items())
    waiting = packages_waiting_for(found)
    context = {
        "library": found,
        "form": form,
        "trusted": trusted,
        "difference": difference,
        "shown_file": difference.lines_of(request.GET.get("tep", "")) if difference else None,
        "signs": signs_of(found),
        "files": files,
        "files_size": sum(size for _path, size in files),
        "is_long": len(files) > FILES_SHOWN,
        "waiting": waiting[:PACKAGES_SHOWN],
        "waiting_count": waiting.count(),
        "using_count": found.package_links.filter(load_order__isnull=False, package__state="ready").count(),
        "decisions": found.decisions.select_related("by")[:PACKAGES_SHOWN],
        "tree_url": delivery_url(found.archive, name=f"{found.machine_name}-{found.version}.zip"),
    }
    return render(request, "content_repo/packages/library.html", context, status=400 if form.errors else 200)


def _decide(request: HttpRequest, picked: list[Library], data: dict) -> None:
    decide = {TRUST: trust_libraries, REFUSE: refuse_libraries}.get(data["decision"], undo)
    changed = decide(libraries=picked, by=request.user, note=data["note"].strip())
    if not changed:
        messages.info(request, _("Không có gì thay đổi: quyết định này đã có rồi."))
        return
    number = len(changed)
    words = {
        TRUST: ngettext("Đã cho %(number)d thư viện chạy.", "Đã cho %(number)d thư viện chạy.", number),
        REFUSE: ngettext("Đã không cho %(number)d thư viện chạy.", "Đã không cho %(number)d thư viện chạy.", number),
    }.get(
        data["decision"],
        ngettext(
            "Đã rút lại quyết định về %(number)d thư viện.", "Đã rút lại quyết định về %(number)d thư viện.", number
        ),
    )
    messages.success(request, words % {"number": number})


def _first_problem(form: DecisionForm) -> str:
    return next(iter(error for errors in form.errors.values() for error in errors))
