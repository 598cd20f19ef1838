"""Which live classes a person sees, and who is expected in one."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from courses.models import CourseAudience, CoursePage
from courses.services import pupils_addressed
from live_classes.choices import LiveClassState
from live_classes.models import LiveClass
from schools.choices import Role
from schools.models import Membership
from schools.permissions import memberships_of
from schools.queries import pupils_of

LONGEST = dt.timedelta(hours=6)  # of a meeting, as the form allows


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
    audiences = CourseAudience.objects.filter(course__school_id=membership.school_id)
    open_to = Q(school_class_id=membership.school_class_id) | Q(school_class__isnull=True)
    return audiences.filter(open_to).values("course")


def pupils_expected(live_class: LiveClass) -> QuerySet[User]:
    """Pupils whose class it is today, in Vietnamese order of their names."""
    if live_class.school_class_id:
        return pupils_of(live_class.school_class)
    if not live_class.course.live:
        return User.objects.none()
    return pupils_addressed(live_class.course).order_by("name_sort_key", "id")


def people_concerned(live_class: LiveClass) -> list[User]:
    """Return who is told of a meeting: its pupils and its teacher."""
    return [*pupils_expected(live_class), live_class.teacher]


def upcoming(classes: QuerySet[LiveClass], now: dt.datetime) -> QuerySet[LiveClass]:
    """Narrow classes to those that are yet to begin and not long overdue."""
    return classes.filter(state=LiveClassState.SCHEDULED, starts_at__gt=now - LONGEST)


def todays_classes(user, limit: int = 4) -> list[LiveClass]:
    """Return what goes on or begins today, for the home page; one query."""
    now = timezone.now()
    end_of_day = timezone.localtime(now).replace(hour=23, minute=59, second=59)
    mine = live_classes_for(user)
    found = mine.filter(state=LiveClassState.OPEN) | upcoming(mine, now).filter(starts_at__lte=end_of_day)
    rows = found.order_by("starts_at", "pk")[: limit + 4]
    return [row for row in rows if row.state == LiveClassState.OPEN or row.planned_end > now][:limit]


def overlapping(*, starts_at: dt.datetime, duration_minutes: int, teacher, school_class=None, course=None, but=()):
    """Return meetings of the same teacher, class or course that take place at the same time."""
    ends_at = starts_at + dt.timedelta(minutes=duration_minutes)
    shared = Q(teacher=teacher)
    if school_class:
        shared |= Q(school_class=school_class)
    if course:
        shared |= Q(course=course)
    near = LiveClass.objects.filter(
        shared,
        state__in=(LiveClassState.SCHEDULED, LiveClassState.OPEN),
        starts_at__lt=ends_at,
        starts_at__gt=starts_at - LONGEST,
    )
    rows = near.exclude(pk__in=but).select_related("teacher", "school_class", "course").order_by("starts_at")
    return [row for row in rows if row.planned_end > starts_at]
