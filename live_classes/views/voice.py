"""Voice that was kept, and the test of a device."""

import uuid as uuids

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from live_classes.choices import Admission, LiveClassState, RoomRole
from live_classes.frames import join_frames
from live_classes.models import LiveClass
from live_classes.permissions import can_lead, can_replay, room_role
from live_classes.services.recording import MEDIA_TYPE, complete_until, heard_voice, missed_voice
from live_classes.views.policies import room_policy
from media.problems import ObjectMissing, StoreTrouble

MAX_SPAN_MS = 10 * 60_000  # some 1.3 MB of one voice
MAX_CLOCK_MS = 7 * 86_400_000
PROBE_BYTES = 16_000  # what the device test costs to measure the link


@login_required
@require_safe
def voice(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Give the voice of ``?tu=&den=`` (class clock), each frame with its length before it.

    ``?co=1`` tells the price first: ``{bytes, ms, complete_until}``.
    """
    live_class = get_object_or_404(
        LiveClass.objects.select_related("school", "course", "school_class__school"), uuid=uuid
    )
    hearing = {"live_class": live_class, **_listener(request.user, live_class)}
    span = _span(request)
    if span is None:
        message = _("Đoạn cần nghe chưa đúng: chọn từ một thời điểm đến thời điểm sau đó, dài nhất 10 phút.")
        return JsonResponse({"code": "bad_span", "message": message}, status=400)
    from_ms, to_ms = span
    if request.GET.get("co") == "1":
        return _price(live_class, hearing, from_ms, to_ms)
    try:
        data = join_frames(missed_voice(**hearing, from_ms=from_ms, to_ms=to_ms))
    except (StoreTrouble, ObjectMissing):
        message = _("Chưa lấy được tiếng của buổi học. Buổi học vẫn được giữ; thử lại sau ít phút.")
        return JsonResponse({"code": "store_down", "message": message}, status=503, headers={"Retry-After": "30"})
    headers = {
        "Cache-Control": "private, no-store",
        "X-Complete-Until": str(complete_until(live_class=live_class, to_ms=to_ms)),
    }
    return HttpResponse(data, content_type=MEDIA_TYPE, headers=headers)


def _listener(user, live_class: LiveClass) -> dict:
    """Return as whom the user listens: while the class runs, those in the room; then who may replay; else 404."""
    known = live_class.participants.filter(user=user).first()
    if live_class.state == LiveClassState.OPEN:
        may_hear = known is not None and known.admission == Admission.ADMITTED
        may_hear = may_hear and (known.role == RoomRole.GUEST or room_role(user, live_class) is not None)
    else:
        may_hear = can_replay(user, live_class)
    if not may_hear:
        raise Http404
    return {"number": known.number if known else 0, "is_leading": can_lead(user, live_class)}


def _span(request: HttpRequest) -> tuple[int, int] | None:
    """Return the time asked for, or ``None`` if it is none or too long."""
    values = [request.GET.get(name, "") for name in ("tu", "den")]
    if not all(value.isascii() and value.isdigit() and len(value) <= 12 for value in values):
        return None
    from_ms, to_ms = map(int, values)
    return (from_ms, to_ms) if from_ms < to_ms <= min(from_ms + MAX_SPAN_MS, MAX_CLOCK_MS) else None


def _price(live_class: LiveClass, hearing: dict, from_ms: int, to_ms: int) -> JsonResponse:
    """Tell what a stretch costs, reckoned by the part of each stored stretch that lies in it."""
    total = 0.0
    for chunk in heard_voice(**hearing, from_ms=from_ms, to_ms=to_ms):
        length = max(chunk.ends_ms - chunk.starts_ms, 1)
        inside = min(chunk.ends_ms, to_ms) - max(chunk.starts_ms, from_ms)
        total += chunk.blob.size_bytes * max(inside, 0) / length
    until = complete_until(live_class=live_class, to_ms=to_ms)
    answer = JsonResponse({"bytes": round(total), "ms": to_ms - from_ms, "complete_until": until})
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@room_policy
@require_safe
def device_test(request: HttpRequest) -> HttpResponse:
    """Let a pupil or teacher try microphone, speaker and link before class; ``?do=`` gives bytes to measure with."""
    if "do" in request.GET:
        # Zeros would be squeezed on the way by some providers' proxies.
        noise = b"".join(uuids.uuid4().bytes for _number in range(PROBE_BYTES // 16))
        return HttpResponse(noise, content_type="application/octet-stream", headers={"Cache-Control": "no-store"})
    return render(request, "live_classes/device_test.html", {"probe_bytes": PROBE_BYTES})
