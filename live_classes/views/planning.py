"""Planning live classes: the list, forms, cancelling, the audit list."""

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from live_classes.choices import AuditAction, LiveClassState
from live_classes.forms import CancelForm, ChangeForm, PlanForm
from live_classes.models import CalendarKey, LiveClass
from live_classes.permissions import can_have_live_classes, can_manage_live_class, can_plan, can_view_live_class
from live_classes.queries import (
    found_classes,
    live_classes_for,
    open_classes,
    past_classes,
    places_of,
    upcoming_classes,
)
from live_classes.services.calendar_keys import renew_calendar_key
from live_classes.services.planning import (
    NotNow,
    NotYours,
    cancel_live_class,
    change_live_class,
    plan_live_class,
    restore_live_class,
)

MEETINGS_A_PAGE = 20
ACTS_A_PAGE = 50
PAST = "da-qua"
ORDERS = {"som": ("starts_at", "pk"), "muon": ("-starts_at", "-pk"), "ten": ("title", "starts_at", "pk")}


def visible_live_class(user, uuid: uuids.UUID) -> LiveClass:
    """Return a live class that the user may see; 404 for any other."""
    meetings = LiveClass.objects.select_related("school", "teacher", "course__school", "school_class__school")
    live_class = get_object_or_404(meetings, uuid=uuid)
    if not can_view_live_class(user, live_class):
        raise Http404
    return live_class


def managed_live_class(user, uuid: uuids.UUID) -> LiveClass:
    """Return a live class that the user may change; 404 for any other."""
    live_class = visible_live_class(user, uuid)
    if not can_manage_live_class(user, live_class):
        raise Http404
    return live_class


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def live_class_list(request: HttpRequest) -> HttpResponse:
    """List the user's live classes: what goes on, what comes, what is past. POST makes a new calendar address."""
    if not can_have_live_classes(request.user):
        raise PermissionDenied
    if request.method == "POST":
        renew_calendar_key(user=request.user)
        messages.success(request, _("Đã tạo đường dẫn lịch. Đường dẫn cũ, nếu có, không còn dùng được."))
        return redirect(reverse("live_classes:list") + "#lich")
    chosen = {name: request.GET.get(name, "").strip()[:100] for name in ("q", "noi", "khi", "sap-xep")}
    is_past, now = chosen["khi"] == PAST, timezone.now()
    mine = live_classes_for(request.user).prefetch_related("course__audiences")
    found = found_classes(mine, text=chosen["q"], place=chosen["noi"])
    listed = past_classes(found, now) if is_past else upcoming_classes(found, now)
    order = ORDERS.get(chosen["sap-xep"], ORDERS["muon" if is_past else "som"])
    context = {
        "now_on": [] if is_past else list(open_classes(found)),
        "page": Paginator(listed.order_by(*order), MEETINGS_A_PAGE).get_page(request.GET.get("trang")),
        "places": places_of(live_classes_for(request.user)),
        "chosen": chosen,
        "sort": chosen["sap-xep"],
        "is_past": is_past,
        "is_filtered": bool(chosen["q"] or chosen["noi"]),
        "can_plan": can_plan(request.user),
        "feed_url": _feed_url(request),
    }
    return render(request, "live_classes/list.html", context)


def _feed_url(request: HttpRequest) -> str:
    known = CalendarKey.objects.filter(user=request.user).first()
    return request.build_absolute_uri(reverse("live_classes:calendar_feed", args=[known.key])) if known else ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def live_class_create(request: HttpRequest) -> HttpResponse:
    """Plan a meeting or a series."""
    if not can_plan(request.user):
        raise PermissionDenied
    initial = {"place": request.GET.get("noi", "")[:40]}
    form = PlanForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            live_class = _planned(request, form)
        except NotYours as error:
            raise Http404 from error
        count = LiveClass.objects.filter(series=live_class.series).count() if live_class.series else 1
        words = ngettext("Đã lên lịch %(number)d buổi học.", "Đã lên lịch %(number)d buổi học.", count)
        messages.success(request, words % {"number": count})
        return redirect(live_class)
    context = {"form": form, "live_class": None}
    return render(request, "live_classes/live_class_form.html", context, status=400 if form.errors else 200)


def _planned(request: HttpRequest, form: PlanForm) -> LiveClass:
    cleaned = form.cleaned_data
    return plan_live_class(
        uuid=cleaned["uuid"],
        by=request.user,
        fields=form.meeting_fields,
        school_class=cleaned["school_class"],
        course=cleaned["course"],
        teacher=cleaned.get("teacher"),
        weekdays=cleaned["weekdays"],
        until=cleaned["until"],
    )


def has_following(live_class: LiveClass) -> bool:
    """Whether later meetings of the same series are yet to begin."""
    if live_class.series is None:
        return False
    later = LiveClass.objects.filter(series=live_class.series, starts_at__gt=live_class.starts_at)
    return later.filter(state=LiveClassState.SCHEDULED).exists()


def _not_now(request: HttpRequest, live_class: LiveClass) -> HttpResponse:
    messages.error(request, _("Buổi học này đã bắt đầu, đã kết thúc hoặc đã huỷ nên không đổi được nữa."))
    return redirect(live_class)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def live_class_edit(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Change a meeting that has not begun, or it and those that follow."""
    live_class = managed_live_class(request.user, uuid)
    if live_class.state != LiveClassState.SCHEDULED:
        return _not_now(request, live_class)
    form = ChangeForm(request.POST or None, live_class=live_class, has_following=has_following(live_class))
    if request.method == "POST" and form.is_valid():
        following = form.cleaned_data.get("following", False)
        try:
            changed = change_live_class(
                live_class=live_class, by=request.user, fields=form.meeting_fields, following=following
            )
        except NotNow:
            return _not_now(request, live_class)
        words = ngettext("Đã đổi %(number)d buổi học.", "Đã đổi %(number)d buổi học.", len(changed))
        messages.success(request, words % {"number": len(changed)} if changed else _("Không có gì thay đổi."))
        return redirect(live_class)
    context = {"form": form, "live_class": live_class}
    return render(request, "live_classes/live_class_form.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def live_class_cancel(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Ask, saying who is told, then cancel a meeting; with ``do=restore`` undo it."""
    live_class = managed_live_class(request.user, uuid)
    if request.method == "POST" and request.POST.get("do") == "restore":
        return _restore(request, live_class)
    if live_class.state != LiveClassState.SCHEDULED:
        return _not_now(request, live_class)
    form = CancelForm(request.POST or None, has_following=has_following(live_class))
    if request.method == "POST" and form.is_valid():
        try:
            cancelled = cancel_live_class(live_class=live_class, by=request.user, **form.cleaned_data)
        except NotNow:
            return _not_now(request, live_class)
        words = ngettext(
            "Đã huỷ %(number)d buổi học và báo cho lớp.", "Đã huỷ %(number)d buổi học và báo cho lớp.", len(cancelled)
        )
        messages.success(request, words % {"number": len(cancelled)})
        return redirect(live_class)
    context = {"form": form, "live_class": live_class}
    return render(request, "live_classes/live_class_cancel.html", context, status=400 if form.errors else 200)


def _restore(request: HttpRequest, live_class: LiveClass) -> HttpResponse:
    restored = restore_live_class(live_class=live_class, by=request.user)
    if restored:
        words = ngettext("Đã khôi phục %(number)d buổi học.", "Đã khôi phục %(number)d buổi học.", len(restored))
        messages.success(request, words % {"number": len(restored)})
    else:
        messages.error(request, _("Buổi học này không ở trạng thái đã huỷ nên không có gì để khôi phục."))
    return redirect(live_class)


@login_required
@require_safe
def audit_log(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show who did what to a meeting, to those who manage it."""
    live_class = managed_live_class(request.user, uuid)
    acts = live_class.audit.select_related("by")
    page = Paginator(acts, ACTS_A_PAGE).get_page(request.GET.get("trang"))
    known = dict(AuditAction.choices)
    rows = [(act, known.get(act.action, act.action)) for act in page]
    context = {"live_class": live_class, "page": page, "rows": rows}
    return render(request, "live_classes/audit_log.html", context)
