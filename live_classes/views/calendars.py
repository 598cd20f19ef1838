"""Calendars: one meeting as a file, and everything of a person as a feed."""

import uuid as uuids

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from live_classes.calendars import calendar_of
from live_classes.models import CalendarKey
from live_classes.queries import calendar_meetings, live_classes_for, sequence_of
from live_classes.views.planning import visible_live_class

CALENDAR = "text/calendar; charset=utf-8"


@login_required
@require_safe
def live_class_ics(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Give one meeting to the calendar of the phone."""
    visible_live_class(request.user, uuid)
    meeting = sequence_of(live_classes_for(request.user)).get(uuid=uuid)
    response = HttpResponse(calendar_of([meeting]), content_type=CALENDAR)
    response["Content-Disposition"] = f'attachment; filename="buoi-hoc-{meeting.starts_at:%Y-%m-%d}.ics"'
    return response


@cache_control(private=True, max_age=300)
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give everything a person sees to a calendar that follows the secret address; nobody signs in there."""
    key = get_object_or_404(CalendarKey.objects.select_related("user"), key=token)
    if not key.user.is_active:
        raise Http404
    with translation.override(key.user.language or "vi"):
        meetings = calendar_meetings(key.user, timezone.now())
        return HttpResponse(calendar_of(meetings, name=_("Lớp trực tuyến")), content_type=CALENDAR)
