"""Before and after the room: lobby and summary, opening and ending, invitations."""

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from live_classes.attendance_list import row_of
from live_classes.choices import Admission, AuditAction, LiveClassState, RoomRole
from live_classes.decks import file_cards
from live_classes.events import BadEvent
from live_classes.levels import VOICE_AND_SLIDES
from live_classes.models import LiveClass, Participant
from live_classes.permissions import (
    can_lead,
    can_manage_live_class,
    can_open,
    can_replay,
    can_see_attendance,
    can_view_live_class,
    room_role,
)
from live_classes.queries import summary_of
from live_classes.services.holding import NotNow, end_live_class, open_live_class
from live_classes.services.participants import ClassLocked, NoPlace, admit, knock, refuse, remove
from live_classes.views.planning import has_following, visible_live_class

ANSWERS = {"admit": admit, "refuse": refuse, "remove": remove}


@login_required
@never_cache
@require_safe
def live_class(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show the lobby before and during a class, and its summary afterwards; guests go to their waiting room."""
    guest = Participant.objects.filter(live_class__uuid=uuid, user=request.user, role=RoomRole.GUEST).first()
    if guest and not can_view_live_class(request.user, guest.live_class):
        return redirect("live_classes:guest_entry", guest_key=guest.live_class.guest_key)
    meeting = visible_live_class(request.user, uuid)
    context = {
        "live_class": meeting,
        "place": room_role(request.user, meeting),
        "leads": can_lead(request.user, meeting),
        "manages": can_manage_live_class(request.user, meeting),
        "sees_attendance": can_see_attendance(request.user, meeting),
        "now_ms": _now_ms(),
    }
    if meeting.state == LiveClassState.ENDED:
        return render(request, "live_classes/live_class_ended.html", context | _after(request, meeting))
    return render(request, "live_classes/live_class.html", context | _before(request, meeting, context))


def _now_ms() -> int:
    return int(timezone.now().timestamp() * 1000)


def _before(request: HttpRequest, meeting: LiveClass, context: dict) -> dict:
    """Return what the lobby shows besides: decks to load, the invitation, who waits."""
    cards = file_cards(meeting)
    decks = [card for card in cards if card.is_deck]
    more = {
        "cards": cards,
        "decks": decks,
        "deck_bytes": sum(card.size_bytes for card in decks),
        "voice_mb": VOICE_AND_SLIDES.mb_an_hour,
        "is_openable": can_open(request.user, meeting),
        "is_over": meeting.state == LiveClassState.SCHEDULED and meeting.planned_end < timezone.now(),
        "is_open": meeting.state == LiveClassState.OPEN,
        "is_locked_out": _is_locked_out(request.user, meeting),
    }
    if meeting.state == LiveClassState.CANCELLED:
        more["cancellation"] = meeting.audit.filter(action=AuditAction.CANCELLED).first()
    if context["leads"] and meeting.admits_guests:
        path = reverse("live_classes:guest_entry", args=[meeting.guest_key])
        more["invitation"] = request.build_absolute_uri(path)
        more["waiting"] = meeting.participants.filter(admission=Admission.WAITING).select_related("user")
    if context["manages"] and meeting.series:
        more["has_following"] = has_following(meeting)
    return more


def _is_locked_out(user, meeting: LiveClass) -> bool:
    if not meeting.is_locked or meeting.state != LiveClassState.OPEN or can_lead(user, meeting):
        return False
    return not meeting.participants.filter(user=user, admission=Admission.ADMITTED).exists()


def _after(request: HttpRequest, meeting: LiveClass) -> dict:
    return {
        "summary": summary_of(meeting),
        "own": row_of(meeting, request.user),
        "cards": file_cards(meeting),
        "can_replay": can_replay(request.user, meeting),
    }


@login_required
@require_POST
def live_class_open(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Open the room and go in."""
    meeting = _led(request, uuid)
    if meeting.state == LiveClassState.SCHEDULED and not can_open(request.user, meeting):
        messages.error(request, _("Chưa tới giờ. Bắt đầu lớp được từ một tiếng trước giờ học."))
        return redirect(meeting)
    try:
        open_live_class(live_class=meeting, by=request.user)
    except NotNow:
        messages.error(request, _("Buổi học đã kết thúc hoặc đã huỷ nên không bắt đầu được."))
        return redirect(meeting)
    return redirect("live_classes:room", uuid=meeting.uuid)


@login_required
@require_POST
def live_class_end(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """End the class for all."""
    meeting = _led(request, uuid)
    try:
        end_live_class(live_class=meeting, by=request.user)
    except NotNow:
        messages.error(request, _("Buổi học chưa bắt đầu nên chưa kết thúc được."))
    return redirect(meeting)


def _led(request: HttpRequest, uuid: uuids.UUID) -> LiveClass:
    """Return a live class that the user leads; 404 for any other."""
    meeting = visible_live_class(request.user, uuid)
    if not can_lead(request.user, meeting):
        raise Http404
    return meeting


@login_required
@never_cache
@require_safe
def live_class_status(request: HttpRequest, uuid: uuids.UUID) -> JsonResponse:
    """Tell what the lobby waits for: the state, the server's clock, for guests their answer, for leaders who waits."""
    meeting = get_object_or_404(LiveClass.objects.select_related("school", "course__school", "school_class"), uuid=uuid)
    known = meeting.participants.filter(user=request.user).first()
    is_guest = known is not None and known.role == RoomRole.GUEST
    if not is_guest and not can_view_live_class(request.user, meeting):
        raise Http404
    answer = {
        "state": meeting.state,
        "now": _now_ms(),
        "locked": meeting.is_locked,
        "files": meeting.files.count(),
        "admission": known.admission if is_guest else Admission.ADMITTED,
    }
    if can_lead(request.user, meeting):
        answer["waiting"] = meeting.participants.filter(admission=Admission.WAITING).count()
    return JsonResponse(answer)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guest_entry(request: HttpRequest, guest_key: str) -> HttpResponse:
    """Let one who holds the invitation ask to come in, wait, and go in once admitted; members take the common way."""
    meetings = LiveClass.objects.select_related("teacher", "school", "course__school", "school_class")
    meeting = get_object_or_404(meetings, guest_key=guest_key)
    if can_view_live_class(request.user, meeting):
        return redirect(meeting)
    guest = meeting.participants.filter(user=request.user).first()
    if guest is None and not meeting.admits_guests:
        raise Http404
    if request.method == "POST":
        return _knock(request, meeting)
    is_in = guest is not None and guest.admission == Admission.ADMITTED
    if is_in and meeting.state == LiveClassState.OPEN and "o-lai" not in request.GET:
        return redirect("live_classes:room", uuid=meeting.uuid)
    context = {"live_class": meeting, "guest": guest, "is_in": is_in, "is_open": meeting.state == LiveClassState.OPEN}
    return render(request, "live_classes/guest_entry.html", context)


def _knock(request: HttpRequest, meeting: LiveClass) -> HttpResponse:
    try:
        if meeting.state in (LiveClassState.SCHEDULED, LiveClassState.OPEN):
            knock(live_class=meeting, user=request.user)
    except ClassLocked:
        messages.error(request, _("Thầy cô đã khoá lớp, bây giờ không nhận thêm người mới."))
    except NoPlace as refusal:
        raise Http404 from refusal
    return redirect("live_classes:guest_entry", guest_key=meeting.guest_key)


@login_required
@require_POST
def admit_guest(request: HttpRequest, uuid: uuids.UUID, number: int) -> HttpResponse:
    """Answer one who waits (``do=admit`` or ``refuse``), or ask one to leave (``remove``)."""
    meeting = _led(request, uuid)
    participant = get_object_or_404(meeting.participants.filter(number__lte=65_535), number=min(number, 65_536))
    answer = ANSWERS.get(request.POST.get("do", ""))
    if answer is None:
        messages.error(request, _("Chưa chọn cho vào hay không. Bấm lại một trong hai nút."))
        return redirect(meeting)
    try:
        answer(live_class=meeting, participant=participant, by=request.user)
    except BadEvent:
        messages.error(request, _("Không mời thầy cô ra khỏi lớp được."))
    return redirect(meeting)
