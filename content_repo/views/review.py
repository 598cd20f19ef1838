"""The review queue and the page on which a reviewer decides."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from content_repo.forms import ReviewForm, ReviewQueueForm
from content_repo.forms.review import APPROVE
from content_repo.models import LearningResource
from content_repo.permissions import can_review, can_review_now, can_trust_libraries, can_view_draft
from content_repo.queries import described, review_queue_for, version_of, waiting_libraries_count
from content_repo.services import StepTakenError, approve_step, return_resource
from content_repo.standing import current_step, standing_of, steps_of, with_standing
from content_repo.versions import changes_between
from content_repo.views.policies import page_with_player
from content_repo.views.resources import shown_files
from schools.models import School

PAGE_SIZE = 20
FILTERS = ("subject", "kind", "school")


@login_required
@require_GET
def review_queue(request: HttpRequest) -> HttpResponse:
    """List what waits for this reviewer, the longest wait first."""
    if not can_review(request.user):
        raise PermissionDenied
    queue = review_queue_for(request.user)
    schools = School.objects.filter(pk__in=queue.values("school_id"))
    form = ReviewQueueForm(request.GET, schools=schools)
    chosen = form.chosen()
    page = Paginator(_listed(queue, chosen), PAGE_SIZE).get_page(request.GET.get("trang"))
    rows = [(resource, standing_of(resource)) for resource in page]
    context = {"form": form, "page": page, "rows": rows, "is_filtered": any(name in chosen for name in FILTERS)}
    if can_trust_libraries(request.user):
        context["libraries_waiting"] = waiting_libraries_count()
    return render(request, "content_repo/review_queue.html", context)


def _listed(queue: QuerySet, chosen: dict) -> QuerySet:
    filters = {name: chosen[name] for name in FILTERS if name in chosen}
    order = ("-step_started_at", "-pk") if chosen.get("order") == "newest" else ("step_started_at", "pk")
    found = described(queue.filter(**filters)).select_related("latest_revision").defer("latest_revision__content")
    return found.order_by(*order)


@page_with_player
@login_required
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what is to be decided, with what has changed; approve or return it (POST)."""
    found = _overseen(request, uuid)
    if not can_review_now(request.user, found):
        messages.info(request, _("Học liệu này không còn chờ thầy cô duyệt."))
        return redirect(found if can_view_draft(request.user, found) else "content_repo:review_queue")
    step = current_step(found)
    form = ReviewForm(request.POST or None, initial={"step": step.pk})
    if request.method == "POST" and form.is_valid():
        return _decide(request, found, form.cleaned_data)
    version = version_of(found, step.revision)
    context = {
        "resource": found,
        "version": version,
        "step": step,
        "standing": standing_of(found),
        "changes": changes_between(found, version) if found.live else [],
        "steps": [past for past in steps_of(found) if past.comment],
        "form": form,
        **shown_files(version),
    }
    return render(request, "content_repo/review.html", context, status=400 if form.errors else 200)


def _overseen(request: HttpRequest, uuid: UUID) -> LearningResource:
    """Return a resource this reviewer may look into; 404 for all others."""
    found = get_object_or_404(
        with_standing(described(LearningResource.objects.select_related("latest_revision"))), uuid=uuid
    )
    if not can_review(request.user) or not can_view_draft(request.user, found):
        raise Http404
    return found


def _decide(request: HttpRequest, found: LearningResource, data: dict) -> HttpResponse:
    decide, words = (
        (approve_step, _("Đã duyệt “%(title)s”."))
        if data["decision"] == APPROVE
        else (return_resource, _("Đã trả lại “%(title)s” kèm nhận xét."))
    )
    try:
        decide(resource=found, by=request.user, comment=data["comment"], step_id=data["step"])
    except StepTakenError:
        messages.warning(
            request, _("Học liệu đã thay đổi hoặc người khác vừa duyệt. Quyết định của thầy cô chưa được ghi.")
        )
        return redirect("content_repo:review_queue")
    messages.success(request, words % {"title": found.title})
    following = review_queue_for(request.user).order_by("step_started_at", "pk").first()
    return redirect("content_repo:review", uuid=following.uuid) if following else redirect("content_repo:review_queue")
