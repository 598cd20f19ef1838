"""Meetings as phones' calendars read them (RFC 5545)."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from live_classes.choices import LiveClassState
from live_classes.models import LiveClass

REFRESH_AFTER = dt.timedelta(hours=1)
ZONE_SINCE = dt.date(2020, 1, 1)  # nothing older is in here, so the zone need not tell of older hours
PRODUCT = "-//Lop Gan//Lop hoc truc tuyen//VI"


def calendar_of(meetings: Iterable[LiveClass], *, name: str = "") -> bytes:
    """Return a calendar of meetings; each needs ``sequence`` (:func:`live_classes.queries.sequence_of`).

    Times are local ones with a TZID and its definition, so that a calendar elsewhere shows the hour of the school.
    """
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    if name:
        calendar.add("X-WR-CALNAME", name)
        calendar.add("REFRESH-INTERVAL", REFRESH_AFTER, parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", REFRESH_AFTER, parameters={"VALUE": "DURATION"})
    for meeting in meetings:
        calendar.add_component(_event(meeting))
    calendar.add_missing_timezones(first_date=ZONE_SINCE)
    return calendar.to_ical()


def _event(meeting: LiveClass) -> Event:
    zone = ZoneInfo(settings.TIME_ZONE)
    event = Event()
    event.add("UID", f"{meeting.uuid}@lop-truc-tuyen")
    event.add("DTSTAMP", timezone.now().astimezone(dt.UTC))
    event.add("SEQUENCE", meeting.sequence)
    event.add("DTSTART", meeting.starts_at.astimezone(zone))
    event.add("DTEND", meeting.planned_end.astimezone(zone))
    event.add("SUMMARY", f"{meeting.title} · {meeting.place_name}")
    event.add("DESCRIPTION", "\n".join(filter(None, [_("Thầy cô: %s") % meeting.teacher, meeting.summary])))
    event.add("URL", vText(settings.SITE_URL + meeting.get_absolute_url()))
    event.add("LOCATION", _("Lớp trực tuyến"))
    event.add("STATUS", "CANCELLED" if meeting.state == LiveClassState.CANCELLED else "CONFIRMED")
    return event
