"""What a teacher fills in to plan a meeting."""

import datetime as dt
import uuid

from django.utils import timezone

from live_classes.models import LiveClass
from live_classes.services.planning import plan_live_class

MONDAY = 0


def in_days(days: int, hour: int = 19, minute: int = 30) -> dt.datetime:
    """Return a local time of day some days from today."""
    day = timezone.localdate() + dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def planned_fields(**fields) -> dict:
    """Return what a meeting is, as the services take it."""
    defaults = {
        "title": "Ôn tập: Phân số bằng nhau",
        "summary": "Chuẩn bị vở nháp.",
        "starts_at": in_days(3),
        "duration_minutes": 45,
        "chat_mode": "open",
        "is_recorded": True,
        "admits_guests": False,
        "keep_days": 60,
    }
    return defaults | fields


def plan(by, *, school_class=None, course=None, weekdays=(), until=None, **fields) -> LiveClass:
    """Plan a meeting, or the first of a series."""
    return plan_live_class(
        uuid=uuid.uuid4(),
        by=by,
        fields=planned_fields(**fields),
        school_class=school_class,
        course=course,
        weekdays=weekdays,
        until=until,
    )


def plan_series(by, school_class, *, weeks: int = 4) -> list[LiveClass]:
    """Plan a meeting and those on its weekday for some weeks; return all, in order."""
    first = in_days(3)
    until = timezone.localtime(first).date() + dt.timedelta(weeks=weeks)
    meeting = plan(by, school_class=school_class, starts_at=first, weekdays=[first.weekday()], until=until)
    return list(LiveClass.objects.filter(series=meeting.series).order_by("starts_at"))


def sent_form(school_class=None, **fields) -> dict:
    """Return what the form of a new meeting sends."""
    start = in_days(3)
    defaults = {
        "uuid": str(uuid.uuid4()),
        "title": "Ôn tập: Phân số bằng nhau",
        "summary": "",
        "date": f"{start:%Y-%m-%d}",
        "time": "19:30",
        "duration_minutes": "45",
        "chat_mode": "open",
        "is_recorded": "on",
        "keep_days": "60",
    }
    if school_class:
        defaults["place"] = f"lop-{school_class.pk}"
    return defaults | fields
