"""Making exercises from forms."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from content_repo import permissions as may
from content_repo.choices import PackageFormat, PackageState
from content_repo.exercise_editing import ExerciseEditing
from content_repo.exercises import EXERCISES, ExerciseType, exercise_of_slug
from content_repo.exercises.kits import TrustedShelf, main_of
from content_repo.holding import own_resources_with
from content_repo.models import Package
from content_repo.queries import packages_for
from content_repo.services import UuidTakenError
from content_repo.views.policies import page_with_player
from media.choices import UploadState


def _author(request: HttpRequest) -> None:
    if not may.can_upload_resource(request.user):
        raise PermissionDenied


def _exercise(slug: str) -> ExerciseType:
    found = exercise_of_slug(slug)
    if found is None:
        raise Http404
    return found


@login_required
@require_GET
def exercises(request: HttpRequest) -> HttpResponse:
    """Choose what to make; types whose library nobody has trusted yet are shown with what to do about it."""
    _author(request)
    shelf = TrustedShelf()
    rows = [(exercise, shelf.newest(exercise) is not None) for exercise in EXERCISES]
    context = {"rows": rows, "has_missing": not all(is_offered for _exercise, is_offered in rows)}
    return render(request, "content_repo/exercises/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@page_with_player
def exercise_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Make an exercise."""
    _author(request)
    return _form(request, ExerciseEditing(request, _exercise(kind)))


@login_required
@require_http_methods(["GET", "POST"])
@page_with_player
def exercise_edit(request: HttpRequest, kind: str, uuid: UUID) -> HttpResponse:
    """Try what was made, and go on with it; saved, it is a new version of the file in its draft."""
    _author(request)
    exercise = _exercise(kind)
    package = _own_package(request, uuid)
    key = main_of(package)
    if key is None or key.machine_name != exercise.machine_name:
        raise Http404
    if package.state != PackageState.READY or not isinstance(package.content, dict):
        messages.warning(request, _("Bài này đang chờ Sở kiểm tra thư viện nên chưa sửa được."))
        return redirect("content_repo:package", uuid=uuid)
    return _form(request, ExerciseEditing(request, exercise, package))


def _own_package(request: HttpRequest, uuid: UUID) -> Package:
    """Return a package that the user sent or made, or that lies in a resource of theirs; 404 for all others."""
    package = get_object_or_404(
        packages_for(request.user).filter(format=PackageFormat.H5P).select_related("blob", "based_on"), uuid=uuid
    )
    is_sent = package.blob.uploads.filter(owner=request.user, state=UploadState.STORED).exists()
    if not is_sent and not own_resources_with(package, request.user).exists():
        raise Http404
    return package


def _form(request: HttpRequest, editing: ExerciseEditing) -> HttpResponse:
    if editing.kit is None:
        messages.warning(request, _("Loại bài này chưa dùng được: thư viện của nó chưa được Sở kiểm tra."))
        return redirect("content_repo:exercises")
    if request.method != "POST":
        return render(request, "content_repo/exercises/form.html", editing.context())
    deed = request.POST.get("do", "search")
    if deed == "save":
        return _saved(request, editing)
    if deed == "preview":
        return _previewed(request, editing)
    jump = editing.form.change(deed) if ":" in deed else ""
    return render(request, "content_repo/exercises/form.html", editing.context() | {"jump": jump})


def _previewed(request: HttpRequest, editing: ExerciseEditing) -> HttpResponse:
    made = editing.make() if editing.is_valid() else None
    if made is None:
        return render(request, "content_repo/exercises/form.html", editing.context(), status=400)
    return redirect(editing.preview_address(made.package))


def _saved(request: HttpRequest, editing: ExerciseEditing) -> HttpResponse:
    try:
        resource = editing.save()
    except UuidTakenError:
        raise Http404 from None
    if resource is None:
        return render(request, "content_repo/exercises/form.html", editing.context(), status=400)
    messages.success(
        request, _("Đã lưu nháp bài “%(title)s”. Xem lại thông tin rồi gửi duyệt.") % {"title": editing.title}
    )
    return redirect("content_repo:edit", uuid=resource.uuid)
