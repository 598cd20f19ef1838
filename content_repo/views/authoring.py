"""Pages of authors: upload, edit, what is mine, and what they do to one resource."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content_repo import permissions as may
from content_repo.choices import ResourceState
from content_repo.completeness import shows_people
from content_repo.editing import Editing, guess_for
from content_repo.forms import MyResourcesForm, SubmitForm
from content_repo.forms.resource import topics_by_grade
from content_repo.models import LearningResource
from content_repo.queries import described, latest_version, my_resources, with_state
from content_repo.services import (
    IncompleteResourceError,
    UuidTakenError,
    delete_resource,
    republish_resource,
    submit_resource,
    unpublish_resource,
    withdraw_resource,
)
from content_repo.standing import standing_of
from content_repo.views.resources import visible_resource
from media.models import Upload
from media.views import page_with_uploader

PAGE_SIZE = 20
ORDERS = {"title": ("title", "pk"), "used": ("-downloads_count", "-pk")}


@login_required
@require_http_methods(["GET", "POST"])
@page_with_uploader
def upload(request: HttpRequest) -> HttpResponse:
    """Upload files and say what they are."""
    if not may.can_upload_resource(request.user):
        raise PermissionDenied
    return _edit(request, None)


@login_required
@require_http_methods(["GET", "POST"])
@page_with_uploader
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change the newest version of one's own resource."""
    found = _own(request, uuid)
    if not may.can_edit_resource(request.user, found):
        messages.warning(request, _("Học liệu đang chờ duyệt nên chưa sửa được. Rút lại rồi sửa."))
        return redirect(found)
    return _edit(request, found)


def _edit(request: HttpRequest, resource: LearningResource | None) -> HttpResponse:
    editing = Editing(request, resource)
    if request.method != "POST":
        return render(request, "content_repo/edit.html", editing.context())
    try:
        saved = editing.save()
    except UuidTakenError:
        raise Http404 from None
    if saved is None:
        return render(request, "content_repo/edit.html", editing.context(), status=400)
    if not editing.is_submitting:
        if editing.was_prefilled:
            messages.success(request, _("Đã lưu nháp và điền giúp theo tên tệp. Thầy cô xem lại rồi gửi duyệt."))
        else:
            messages.success(request, _("Đã lưu nháp."))
        return redirect("content_repo:edit", uuid=saved.uuid)
    submit_resource(resource=saved, by=request.user)
    messages.success(request, _("Đã gửi duyệt. Có kết quả sẽ báo cho thầy cô."))
    return redirect(saved)


@login_required
@require_GET
def prefill(request: HttpRequest) -> JsonResponse:
    """Tell the form's script what a file name, and the file's text once it is stored, give away."""
    if not may.can_upload_resource(request.user):
        raise PermissionDenied
    name = request.GET.get("ten", "")[:200]
    try:
        key = UUID(request.GET.get("tep", ""))
    except ValueError:
        key = None
    stored = Upload.objects.filter(uuid=key, owner=request.user).select_related("blob").first() if key else None
    guess = guess_for(name, stored.blob.text[:2000] if stored and stored.blob else "")
    return JsonResponse(
        {"title": guess.title, "subject": guess.subject_id, "grades": guess.grades, "kind": str(guess.kind)}
    )


@login_required
@require_GET
def topics(request: HttpRequest) -> JsonResponse:
    """Give the form's script the topics of a subject, by grade."""
    return JsonResponse({"groups": topics_by_grade(request.GET.get("mon", ""))})


def _own(request: HttpRequest, uuid: UUID) -> LearningResource:
    found = visible_resource(request, uuid)
    if not may.is_owner(request.user, found):
        raise Http404
    return found


@login_required
@require_GET
def my_resources_page(request: HttpRequest) -> HttpResponse:
    """List what the user uploaded: by state, words and order."""
    form = MyResourcesForm(request.GET)
    chosen = form.chosen()
    page = Paginator(_listed(request.user, chosen), PAGE_SIZE).get_page(request.GET.get("trang"))
    rows = [(resource, standing_of(resource)) for resource in page]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "chosen": chosen,
        "states": ResourceState.choices,
        "may_upload": may.can_upload_resource(request.user),
    }
    return render(request, "content_repo/my_resources.html", context)


def _listed(user, chosen: dict) -> QuerySet:
    found = described(my_resources(user)).select_related("latest_revision").defer("latest_revision__content")
    if words := chosen.get("q"):
        found = found.filter(title__icontains=words)
    if state := chosen.get("state"):
        found = with_state(found, state)
    return found.order_by(*ORDERS.get(chosen.get("order"), ("-latest_revision__created_at", "-pk")))


@login_required
@require_POST
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send one's draft to review."""
    found = _own(request, uuid)
    if not may.can_submit_resource(request.user, found):
        messages.warning(request, _("Học liệu này đã gửi duyệt hoặc không có gì mới để duyệt."))
        return redirect(found)
    form = SubmitForm(request.POST, shows_people=shows_people(latest_version(found)))
    if not form.is_valid():
        messages.warning(request, _("Đánh dấu ô đồng ý về ảnh, video học sinh trước khi gửi duyệt."))
        return redirect(found)
    try:
        submit_resource(resource=found, by=request.user)
    except IncompleteResourceError:
        messages.warning(request, _("Còn thiếu thông tin để gửi duyệt. Điền các ô bên dưới rồi chọn Gửi duyệt."))
        return redirect("content_repo:edit", uuid=uuid)
    messages.success(request, _("Đã gửi duyệt. Có kết quả sẽ báo cho thầy cô."))
    return redirect(found)


@login_required
@require_POST
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take one's submission back."""
    found = _own(request, uuid)
    if may.can_withdraw_resource(request.user, found):
        withdraw_resource(resource=found, by=request.user)
        messages.success(request, _("Đã rút lại. Học liệu trở về bản nháp."))
    else:
        messages.warning(request, _("Học liệu này không còn chờ duyệt nữa nên không rút lại được."))
    return redirect(found)


@login_required
@require_http_methods(["GET", "POST"])
def unpublish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask, then take a published resource away; ``undo`` puts it back."""
    found = visible_resource(request, uuid)
    if request.method == "POST" and "undo" in request.POST:
        return _republish(request, found)
    if not may.can_unpublish_resource(request.user, found):
        raise Http404
    if request.method == "GET":
        return render(request, "content_repo/unpublish.html", {"resource": found})
    unpublish_resource(resource=found, by=request.user)
    messages.success(request, _("Đã gỡ “%(title)s”. Người khác không còn thấy học liệu này.") % {"title": found.title})
    return redirect(found)


def _republish(request: HttpRequest, found: LearningResource) -> HttpResponse:
    if not may.can_republish_resource(request.user, found):
        raise Http404
    republish_resource(resource=found, by=request.user)
    messages.success(request, _("Đã công bố lại bản như trước khi gỡ."))
    return redirect(found)


@login_required
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask, then delete a draft that was never published."""
    found = _own(request, uuid)
    if not may.can_delete_resource(request.user, found):
        raise Http404
    if request.method == "GET":
        return render(request, "content_repo/delete.html", {"resource": found, "version": latest_version(found)})
    delete_resource(resource=found, by=request.user)
    messages.success(request, _("Đã xoá bản nháp “%(title)s”.") % {"title": found.title})
    return redirect("content_repo:my_resources")
