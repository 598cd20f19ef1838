"""The timetable: planning one meeting or a series, changing, cancelling and restoring, each told to those concerned."""

import datetime as dt
import uuid as uuids
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import notify
from courses.models import CoursePage
from live_classes.choices import AuditAction, LiveClassState
from live_classes.models import AuditEntry, LiveClass
from live_classes.queries import people_concerned
from live_classes.services.audit import record_audit
from live_classes.services.holding import NotNow
from schools.models import SchoolClass

MEETINGS_AT_MOST = 60
# What a person plans of a meeting, besides what it is of and who teaches it.
PLANNED_FIELDS = (
    *("title", "summary", "starts_at", "duration_minutes", "chat_mode"),
    *("is_recorded", "admits_guests", "keep_days"),
)
WORTH_TELLING = {"title", "starts_at", "duration_minutes"}


class NotYours(Exception):  # noqa: N818 - an answer, not an error of ours
    """A client-made id is already somebody else's."""


class TooManyMeetings(Exception):  # noqa: N818
    """More meetings at once than anybody plans on purpose."""


def repeated_starts(starts_at: dt.datetime, weekdays: Collection[int], until: dt.date | None) -> list[dt.datetime]:
    """Return the first start and those on the weekdays (0 is Monday) up to and with a date, at the same local time."""
    first = timezone.localtime(starts_at)
    starts, day = [starts_at], first.date()
    while until and weekdays and (day := day + dt.timedelta(days=1)) <= until and len(starts) <= MEETINGS_AT_MOST:
        if day.weekday() in weekdays:
            starts.append(timezone.make_aware(dt.datetime.combine(day, first.time())))
    return starts


@transaction.atomic
def plan_live_class(
    *,
    uuid: uuids.UUID,
    by: User,
    fields: dict,
    school_class: SchoolClass | None = None,
    course: CoursePage | None = None,
    teacher: User | None = None,
    weekdays: Collection[int] = (),
    until: dt.date | None = None,
) -> LiveClass:
    """Plan a meeting, or a series of them on weekdays until a date; the same id again returns what was planned.

    ``fields``: those of :data:`PLANNED_FIELDS`; exactly one of ``school_class`` and ``course``; ``teacher`` is who
    plans, unless said otherwise.

    :raises NotYours: the id is in use by somebody else. :raises TooManyMeetings: more than 60.
    """
    known = LiveClass.objects.filter(uuid=uuid).first()
    if known:
        if not known.audit.filter(action=AuditAction.PLANNED, by=by).exists():
            raise NotYours
        return known
    starts = repeated_starts(fields["starts_at"], weekdays, until)
    if len(starts) > MEETINGS_AT_MOST:
        raise TooManyMeetings
    owner = school_class or course
    if owner is None:
        raise ValueError("a live class belongs to a school class or a course")
    place = {"school_class": school_class, "course": course, "teacher": teacher or by, "school": owner.school}
    series = uuid if len(starts) > 1 else None
    meetings = [
        LiveClass.objects.create(
            uuid=uuids.uuid5(uuid, start.isoformat()) if number else uuid,
            series=series,
            **(fields | place | {"starts_at": start}),
        )
        for number, start in enumerate(starts)
    ]
    for meeting in meetings:
        record_audit(live_class=meeting, by=by, action=AuditAction.PLANNED, meetings=len(meetings))
    _tell(meetings, by, "planned")
    return meetings[0]


@transaction.atomic
def change_live_class(*, live_class: LiveClass, by: User, fields: dict, following: bool = False) -> list[LiveClass]:
    """Change a meeting that has not begun, or it and those of its series that follow; return those changed.

    A new time moves the following ones by as many days, and to the same hour.

    :raises NotNow: the meeting has begun, ended or was cancelled.
    """
    meetings = _locked(live_class, following=following)
    if not meetings:
        raise NotNow
    old_start = timezone.localtime(meetings[0].starts_at)
    new_start = timezone.localtime(fields.get("starts_at", old_start))
    days = (new_start.date() - old_start.date()).days
    changes = {meeting: _take(meeting, by, fields, days, new_start.time()) for meeting in meetings}
    changed = [meeting for meeting in meetings if changes[meeting]]
    moved = [meeting for meeting in changed if changes[meeting] & WORTH_TELLING]
    if moved:
        _tell(moved, by, "changed")
    live_class.refresh_from_db()
    return changed


def _take(meeting: LiveClass, by: User, fields: dict, days: int, time: dt.time) -> set[str]:
    """Give one meeting new values; say in its audit which differ, and return their names."""
    day = timezone.localtime(meeting.starts_at).date() + dt.timedelta(days=days)
    values = fields | {"starts_at": timezone.make_aware(dt.datetime.combine(day, time))}
    before = {name: getattr(meeting, name) for name in values}
    changes = sorted(name for name, value in values.items() if before[name] != value)
    if not changes:
        return set()
    for name in changes:
        setattr(meeting, name, values[name])
    if "starts_at" in changes:
        meeting.reminded_at = None
    meeting.save(update_fields=[*changes, "reminded_at"])
    was = timezone.localtime(before["starts_at"]).isoformat()
    record_audit(live_class=meeting, by=by, action=AuditAction.CHANGED, fields=changes, was=was)
    return set(changes)


@transaction.atomic
def cancel_live_class(*, live_class: LiveClass, by: User, reason: str = "", following: bool = False) -> list[LiveClass]:
    """Cancel a meeting that has not begun, or it and those of its series that follow; return those cancelled.

    :raises NotNow: the meeting has begun or ended. Cancelling again changes nothing.
    """
    meetings = _locked(live_class, following=following)
    live_class.refresh_from_db()
    if not meetings:
        if live_class.state == LiveClassState.CANCELLED:
            return []
        raise NotNow
    act = str(uuids.uuid4())  # names this act, so that it can be undone as one
    for meeting in meetings:
        _set_state(meeting, LiveClassState.CANCELLED)
        record_audit(live_class=meeting, by=by, action=AuditAction.CANCELLED, act=act, reason=reason)
    _tell(meetings, by, "cancelled", reason=reason)
    live_class.refresh_from_db()
    return meetings


@transaction.atomic
def restore_live_class(*, live_class: LiveClass, by: User) -> list[LiveClass]:
    """Undo a cancellation: of this meeting, and of those that were cancelled along with it and are yet to come."""
    last = live_class.audit.filter(action=AuditAction.CANCELLED).first()
    together = AuditEntry.objects.filter(action=AuditAction.CANCELLED, detail__act=last.detail["act"]) if last else []
    ids = {entry.live_class_id for entry in together}
    cancelled = LiveClass.objects.select_for_update().filter(pk__in=ids, state=LiveClassState.CANCELLED)
    meetings = list(cancelled.filter(starts_at__gte=live_class.starts_at).order_by("starts_at", "pk"))
    for meeting in meetings:
        _set_state(meeting, LiveClassState.SCHEDULED)
        record_audit(live_class=meeting, by=by, action=AuditAction.RESTORED)
    if meetings:
        _tell(meetings, by, "restored")
    live_class.refresh_from_db()
    return meetings


def _set_state(meeting: LiveClass, state: LiveClassState) -> None:
    meeting.state = state
    meeting.save(update_fields=["state"])


def _locked(live_class: LiveClass, *, following: bool) -> list[LiveClass]:
    """Return this meeting and, if asked, the later ones of its series, as far as they are yet to begin, under locks."""
    rows = LiveClass.objects.select_for_update().select_related("school")
    now = rows.get(pk=live_class.pk)
    if now.state != LiveClassState.SCHEDULED:
        return []
    if not following or now.series is None:
        return [now]
    later = rows.filter(series=now.series, state=LiveClassState.SCHEDULED, starts_at__gt=now.starts_at)
    return [now, *later.order_by("starts_at", "pk")]


def notification_params(live_class: LiveClass) -> dict:
    """Return what notifications about a meeting say, as plain texts: the words are made when somebody reads them."""
    start = timezone.localtime(live_class.starts_at)
    return {
        "title": live_class.title,
        "place": live_class.place_name,
        "teacher": str(live_class.teacher),
        "time": f"{start:%H:%M}",
        "date": f"{start:%d/%m/%Y}",
    }


def _tell(meetings: list[LiveClass], by: User, what: str, **more) -> None:
    """Send pupils and teacher one notification about the first of these meetings; not to who did it."""
    first = meetings[0]
    people = [user for user in people_concerned(first) if user.pk != by.pk]
    params = notification_params(first) | {"meetings": len(meetings)} | more
    notify(users=people, kind=f"live_classes.{what}", params=params, url=first.get_absolute_url())
