"""The room of a class that is open, and its log over HTTP."""

import uuid as uuids

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from live_classes.choices import Admission, ChatMode, LiveClassState, RoomRole
from live_classes.levels import LEVELS
from live_classes.log_reading import events_for, was_recorded
from live_classes.models import LiveClass, Participant, PresenceSpan
from live_classes.permissions import can_lead, can_replay, room_role
from live_classes.queries import pupils_expected
from live_classes.services.participants import ClassLocked, NoPlace, ensure_participant
from live_classes.tokens import room_token
from live_classes.views.policies import room_policy

EVENTS_A_PAGE = 1000
LAST_SEQ = 2**63 - 1
NOBODY = -1  # a manager who was not in the class: 0 would be the server, who sees its own private events


@login_required
@never_cache  # a page from the browser's memory would hold a token that has expired
@room_policy
@require_safe
def room(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show the room to those with a place in it; ``Accept: application/json`` gives a fresh token alone."""
    live_class = _live_class(uuid)
    participant = _place(request, live_class)
    is_in = participant is not None and participant.admission == Admission.ADMITTED
    if live_class.state != LiveClassState.OPEN or not is_in:
        return _elsewhere(request, live_class, participant)
    token = room_token(participant)
    if _wants_json(request):
        return JsonResponse({"token": token})
    return render(request, "live_classes/room.html", _room_context(live_class, participant, token))


def _live_class(uuid: uuids.UUID) -> LiveClass:
    meetings = LiveClass.objects.select_related("school", "teacher", "course", "school_class__school")
    return get_object_or_404(meetings, uuid=uuid)


def _place(request: HttpRequest, live_class: LiveClass) -> Participant | None:
    """Return who the user is in the room; ``None`` for a member kept out by the lock, 404 for others."""
    known = live_class.participants.filter(user=request.user).first()
    if live_class.state != LiveClassState.OPEN:
        if known is None and room_role(request.user, live_class) is None:
            raise Http404
        return known
    try:
        return ensure_participant(live_class=live_class, user=request.user)
    except ClassLocked:
        return None
    except NoPlace as refusal:
        raise Http404 from refusal


def _elsewhere(request: HttpRequest, live_class: LiveClass, participant: Participant | None) -> HttpResponse:
    """Send who can't be in the room now to the page that says why: lobby, waiting room, summary."""
    if _wants_json(request):
        return JsonResponse({"state": live_class.state, "page": live_class.get_absolute_url()}, status=409)
    if participant is not None and participant.admission in (Admission.REMOVED, Admission.REFUSED):
        return render(request, "live_classes/room_left.html", {"live_class": live_class}, status=403)
    return redirect(live_class)


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _room_context(live_class: LiveClass, participant: Participant, token: str) -> dict:
    is_leading = participant.is_leading
    first_span = PresenceSpan.objects.filter(participant=participant).order_by("started_at").first()
    return {
        "live_class": live_class,
        "participant": participant,
        "token": token,
        "is_leading": is_leading,
        "expected_count": pupils_expected(live_class).count() if is_leading else 0,
        "levels": LEVELS,
        "chat_modes": ChatMode.choices,
        "group_name": live_class.course.title if live_class.course_id else live_class.school_class.name,
        "attended_since": first_span.started_at if first_span else None,
        "socket_path": reverse("live_classes:live_class", args=[live_class.uuid]) + "day/",
    }


@login_required
@require_safe
def events(request: HttpRequest, uuid: uuids.UUID) -> JsonResponse:
    """Return the log after ``?sau=n`` as far as this person may see it, at most 1,000 events.

    ``seq`` is how far this page reaches (ask on from there while it is below ``head``); what is left out on the way
    was not for this person.
    """
    live_class = _live_class(uuid)
    number, is_leading = _reader(request, live_class)
    reader = {"number": number, "is_leading": is_leading}
    found, seq = events_for(live_class, after=_since(request), limit=EVENTS_A_PAGE, **reader)
    seen = [event.wire() for event in found]
    answer = JsonResponse({"events": seen, "seq": seq, "head": live_class.log_head, "epoch": str(live_class.epoch)})
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _reader(request: HttpRequest, live_class: LiveClass) -> tuple[int, bool]:
    """Return the reader's number in the log and whether they lead; 404 for who may not read it."""
    known = live_class.participants.filter(user=request.user).first()
    if live_class.state == LiveClassState.OPEN:
        may_read = known is not None and known.admission == Admission.ADMITTED
        may_read = may_read and (known.role == RoomRole.GUEST or room_role(request.user, live_class) is not None)
    else:
        may_read = can_replay(request.user, live_class) and was_recorded(live_class)
    if not may_read:
        raise Http404
    return (known.number if known else NOBODY), can_lead(request.user, live_class)


def _since(request: HttpRequest) -> int:
    """Return the ``seq`` asked from; anything that is none counts as the beginning."""
    value = request.GET.get("sau", "")
    return min(int(value), LAST_SEQ) if value.isascii() and value.isdigit() else 0
