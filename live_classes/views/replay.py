"""Replay of a class, its download and its deletion."""

import uuid as uuids
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from live_classes.archive import archive, archive_bytes, voice_file
from live_classes.choices import LiveClassState
from live_classes.log_reading import was_recorded
from live_classes.models import LiveClass
from live_classes.permissions import can_lead, can_manage_live_class, can_replay, can_view_live_class, has_recording
from live_classes.replay_reading import kept_until, replay_for
from live_classes.services.audit import record_audit
from live_classes.services.recording import delete_recording
from live_classes.views.policies import room_policy
from media.problems import ObjectMissing, StoreTrouble

DOWNLOADED_ACTION = "recording_downloaded"


def _seen(request: HttpRequest, uuid: uuids.UUID) -> LiveClass:
    found = LiveClass.objects.select_related("teacher", "course", "school_class__school", "school__administrative_unit")
    live_class = get_object_or_404(found, uuid=uuid)
    if not can_view_live_class(request.user, live_class):
        raise Http404
    return live_class


def _replayed(request: HttpRequest, uuid: uuids.UUID) -> LiveClass:
    live_class = _seen(request, uuid)
    if not can_replay(request.user, live_class) or not was_recorded(live_class):
        raise Http404
    return live_class


@login_required
@room_policy  # sound decoded in WebAssembly where the browser has no decoder
@require_safe
def replay(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show a class again: to read at once, to play once its script has loaded."""
    live_class = _seen(request, uuid)
    if live_class.state != LiveClassState.ENDED:
        return redirect(live_class)
    context = {"live_class": live_class, "kept_until": kept_until(live_class)}
    if not has_recording(live_class):
        return render(request, "live_classes/replay_none.html", context | {"is_deleted": True})
    if not was_recorded(live_class):
        return render(request, "live_classes/replay_none.html", context)
    found = replay_for(live_class, request.user)
    context |= {
        "replay": found,
        "archive_bytes": archive_bytes(found),
        "play_bytes": found.voice_bytes + found.slide_bytes + found.log_bytes,
        "silent_bytes": found.slide_bytes + found.log_bytes,
        "leads": can_lead(request.user, live_class),
        "manages": can_manage_live_class(request.user, live_class),
    }
    return render(request, "live_classes/replay.html", context)


@login_required
@require_safe
def replay_download(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Download what all saw and heard, as ZIP; ``?chi=tieng`` is the voice alone, to be heard in the page."""
    live_class = _replayed(request, uuid)
    if request.GET.get("chi") == "tieng":
        return _voice(live_class)
    if request.method == "GET":
        record_audit(live_class=live_class, by=request.user, action=DOWNLOADED_ACTION)
    response = StreamingHttpResponse(archive(live_class), content_type="application/zip")
    day = timezone.localtime(live_class.opened_at)
    names = f"buoi-hoc-{day:%Y-%m-%d-%H%M}.zip", quote(f"{live_class.title} {day:%d-%m-%Y}.zip", safe="")
    response["Content-Disposition"] = "attachment; filename=\"{}\"; filename*=UTF-8''{}".format(*names)
    return response


def _voice(live_class: LiveClass) -> HttpResponse:
    try:
        data = b"".join(voice_file(live_class))
    except (StoreTrouble, ObjectMissing):
        message = _("Chưa lấy được tiếng của buổi học. Buổi học vẫn được giữ; thử lại sau ít phút.")
        return HttpResponse(
            message, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "30"}
        )
    return HttpResponse(data, content_type="audio/ogg", headers={"Cache-Control": "private, max-age=3600"})


@login_required
@require_POST
def recording_delete(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Delete the recording for good, once the box says that this is meant."""
    live_class = _seen(request, uuid)
    if not can_manage_live_class(request.user, live_class):
        raise Http404
    if request.POST.get("sure") != "1":
        messages.error(request, _("Chưa xoá. Đánh dấu vào ô xác nhận rồi xoá lại."))
    elif delete_recording(live_class=live_class, by=request.user):
        messages.success(request, _("Đã xoá bản ghi. Điểm danh vẫn giữ nguyên."))
    return redirect("live_classes:replay", uuid=live_class.uuid)
