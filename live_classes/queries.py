"""Which live classes a person sees, and who is expected in one."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, DateTimeField, DurationField, ExpressionWrapper, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.fields import is_key
from accounts.models import User
from accounts.names import fold
from courses.models import CourseAudience, CoursePage
from courses.services import pupils_addressed
from live_classes.choices import AuditAction, LiveClassState, RoomRole
from live_classes.models import LiveClass
from schools.choices import Role
from schools.models import Membership
from schools.permissions import memberships_of
from schools.queries import natural_key, pupils_of

FEED_PAST, FEED_FUTURE = dt.timedelta(days=60), dt.timedelta(days=400)
FEED_AT_MOST = 500
PLACE_FIELDS = {"lop": "school_class_id", "khoa": "course_id"}


def live_classes_for(user) -> QuerySet[LiveClass]:
    """Live classes the user may see; the same rule as ``permissions.can_view_live_class``."""
    seen = Q(pk__in=[])
    for membership in memberships_of(user):
        seen |= _seen_through(membership, user)
    return LiveClass.objects.filter(seen).select_related("teacher", "course", "school_class", "school")


def _seen_through(membership: Membership, user) -> Q:
    of_school = Q(school_id=membership.school_id)
    if membership.role == Role.SCHOOL_MANAGER:
        return of_school
    if membership.role == Role.PUPIL:
        open_to = CoursePage.objects.filter(pk__in=_courses_open_to(membership), live=True)
        return of_school & (Q(school_class_id=membership.school_class_id) | Q(course__in=open_to.values("pk")))
    if membership.role != Role.TEACHER:
        return Q(pk__in=[])
    own = of_school & (Q(teacher=user) | Q(course__teacher=user))
    if membership.school_class_id is None:
        return own
    taught = Q(school_class_id=membership.school_class_id) | Q(course__in=_courses_open_to(membership))
    return own | (of_school & taught)


def _courses_open_to(membership: Membership) -> QuerySet:
    """Primary keys of courses of the school that are open to the class of a membership, or to all."""
    audiences = CourseAudience.objects.filter(course__school=membership.school)
    open_to = Q(school_class_id=membership.school_class_id) | Q(school_class__isnull=True)
    return audiences.filter(open_to).values("course")


def pupils_expected(live_class: LiveClass) -> QuerySet[User]:
    """Pupils whose class it is today, in Vietnamese order of their names."""
    if live_class.school_class:
        return pupils_of(live_class.school_class)
    if not live_class.course or not live_class.course.live:
        return User.objects.none()
    return pupils_addressed(live_class.course).order_by("name_sort_key", "id")


def people_concerned(live_class: LiveClass) -> list[User]:
    """Return who is told of a meeting: its pupils and its teacher."""
    return [*pupils_expected(live_class), live_class.teacher]


def with_planned_end(classes: QuerySet[LiveClass]) -> QuerySet:
    """Add ``ends_at``: when each should end."""
    # SQLite multiplies a duration by an IntegerField alone.
    product = Cast("duration_minutes", IntegerField()) * Value(dt.timedelta(minutes=1), DurationField())
    minutes = ExpressionWrapper(product, output_field=DurationField())
    return classes.annotate(ends_at=ExpressionWrapper(F("starts_at") + minutes, output_field=DateTimeField()))


def open_classes(classes: QuerySet[LiveClass]) -> QuerySet[LiveClass]:
    """Narrow classes to those that go on now."""
    return classes.filter(state=LiveClassState.OPEN).order_by("starts_at", "pk")


def upcoming_classes(classes: QuerySet[LiveClass], now: dt.datetime) -> QuerySet[LiveClass]:
    """Narrow classes to those whose time is yet to come or passes just now, cancelled ones among them."""
    waiting = (LiveClassState.SCHEDULED, LiveClassState.CANCELLED)
    return with_planned_end(classes).filter(state__in=waiting, ends_at__gt=now)


def past_classes(classes: QuerySet[LiveClass], now: dt.datetime) -> QuerySet[LiveClass]:
    """Narrow classes to those that ended, and those whose time went by without them."""
    over = Q(state=LiveClassState.ENDED) | (~Q(state=LiveClassState.OPEN) & Q(ends_at__lte=now))
    return with_planned_end(classes).filter(over)


def found_classes(classes: QuerySet[LiveClass], *, text: str = "", place: str = "") -> QuerySet[LiveClass]:
    """Narrow classes by words of the title (marks don't matter) and by place: ``lop-<key>`` or ``khoa-<key>``."""
    kind, _dash, key = place.partition("-")
    if kind in PLACE_FIELDS and is_key(key):
        classes = classes.filter(**{PLACE_FIELDS[kind]: int(key)})
    if words := fold(text).split():
        titles = classes.order_by().values_list("pk", "title")
        classes = classes.filter(pk__in=[pk for pk, title in titles if all(word in fold(title) for word in words)])
    return classes


def places_of(classes: QuerySet[LiveClass]) -> list[tuple[str, str]]:
    """Return (value, name) of the school classes and courses that occur, for the filter; one query."""
    rows = classes.order_by().values_list("school_class_id", "school_class__name", "course_id", "course__title")
    places = {(f"lop-{row[0]}", row[1]) if row[0] else (f"khoa-{row[2]}", row[3]) for row in rows.distinct()}
    return sorted(places, key=lambda place: (place[0].startswith("khoa"), natural_key(place[1])))


def todays_classes(user, limit: int = 4) -> list[LiveClass]:
    """Return what goes on or begins today, for the home page; one query."""
    now = timezone.now()
    end_of_day = timezone.localtime(now).replace(hour=23, minute=59, second=59)
    today = Q(state=LiveClassState.SCHEDULED, ends_at__gt=now, starts_at__lte=end_of_day)
    mine = with_planned_end(live_classes_for(user)).filter(Q(state=LiveClassState.OPEN) | today)
    return list(mine.order_by("starts_at", "pk")[:limit])


def overlapping(
    *,
    starts: Sequence[dt.datetime],
    duration_minutes: int,
    teacher,
    school_class=None,
    course=None,
    series=None,
    but=None,
) -> list[LiveClass]:
    """Return meetings of the same teacher, class or course at the same time as one of these starts; one query.

    Meetings of ``series`` and the meeting with the key ``but`` are left out: they are the ones being changed.
    """
    length = dt.timedelta(minutes=duration_minutes)
    shared = Q(teacher=teacher)
    if school_class:
        shared |= Q(school_class=school_class)
    if course:
        shared |= Q(course=course)
    taken = with_planned_end(LiveClass.objects.filter(shared)).filter(
        state__in=(LiveClassState.SCHEDULED, LiveClassState.OPEN),
        starts_at__lt=max(starts) + length,
        ends_at__gt=min(starts),
    )
    taken = taken.exclude(pk=but).select_related("teacher", "school_class", "course")
    if series:
        taken = taken.exclude(series=series)
    rows = taken.order_by("starts_at", "pk")
    return [row for row in rows if any(row.starts_at < start + length and row.planned_end > start for start in starts)]


def sequence_of(classes: QuerySet[LiveClass]) -> QuerySet[LiveClass]:
    """Add ``sequence``: how often a meeting was changed, cancelled or restored, as calendars count it."""
    acts = Q(audit__action__in=(AuditAction.CHANGED, AuditAction.CANCELLED, AuditAction.RESTORED))
    return classes.annotate(sequence=Count("audit", filter=acts))


def calendar_meetings(user, now: dt.datetime) -> QuerySet[LiveClass]:
    """Return what the calendar of a person shows: meetings of the last and the coming months, cancelled ones too.

    Managers see all meetings of their schools on the site; in their own calendar stand those that concern them.
    """
    period = live_classes_for(user).filter(starts_at__gt=now - FEED_PAST, starts_at__lt=now + FEED_FUTURE)
    if Role.SCHOOL_MANAGER in {m.role for m in memberships_of(user)}:
        period = period.filter(teacher=user)
    return sequence_of(period).order_by("starts_at", "pk")[:FEED_AT_MOST]


@dataclass(frozen=True)
class Summary:
    """What a class was, in numbers."""

    minutes: int
    people_count: int
    polls_count: int
    questions_count: int


def summary_of(live_class: LiveClass) -> Summary:
    """Return the numbers of a class that has ended; two queries."""
    was_there = live_class.participants.filter(role__in=(RoomRole.PUPIL, RoomRole.GUEST), spans__isnull=False)
    kinds = live_class.events.order_by().values_list("kind").filter(kind__in=("poll_open", "question"))
    counts = dict(kinds.annotate(number=Count("pk")))
    length = (live_class.ended_at - live_class.opened_at) if live_class.ended_at and live_class.opened_at else None
    return Summary(
        minutes=round(length.total_seconds() / 60) if length else 0,
        people_count=was_there.distinct().count(),
        polls_count=counts.get("poll_open", 0),
        questions_count=counts.get("question", 0),
    )
