"""Predicates on live classes, used by views, API and the room's socket alike."""

import datetime as dt

from django.utils import timezone

from courses.models import CoursePage
from courses.permissions import can_edit_course, can_learn, schools_composed_for, taught_classes
from live_classes.choices import Admission, LiveClassState, RoomRole
from live_classes.models import LiveClass
from schools.choices import Role
from schools.models import SchoolClass
from schools.permissions import has_role_at, memberships_of, roles_of, teaches_class

OPENS_BEFORE = OPENS_AFTER = dt.timedelta(hours=1)


def can_plan(user) -> bool:
    """Teachers and managers of schools plan live classes."""
    return bool(schools_composed_for(user))


def can_have_live_classes(user) -> bool:
    """Pupils, teachers and managers of schools have a timetable; others come by invitation only."""
    return bool(roles_of(user) & {Role.PUPIL, Role.TEACHER, Role.SCHOOL_MANAGER})


def can_plan_for_class(user, school_class: SchoolClass) -> bool:
    """Who teaches the class, and the managers of its school."""
    return teaches_class(user, school_class) or has_role_at(user, {Role.SCHOOL_MANAGER}, school_class.school)


def can_plan_for_course(user, course: CoursePage) -> bool:
    """Who edits the course."""
    return can_edit_course(user, course)


def room_role(user, live_class: LiveClass) -> RoomRole | None:
    """Return what the user is in the room by membership today; ``None`` for those who come by invitation only."""
    if user is None or not user.is_authenticated:
        return None
    if live_class.teacher_id == user.pk and has_role_at(user, {Role.TEACHER, Role.SCHOOL_MANAGER}, live_class.school):
        return RoomRole.HOST
    if _teaches_along(user, live_class):
        return RoomRole.TEACHER
    return RoomRole.PUPIL if is_pupil_of(user, live_class) else None


def _teaches_along(user, live_class: LiveClass) -> bool:
    course, school_class = live_class.course, live_class.school_class
    if course:
        return can_edit_course(user, course) or bool(taught_classes(user, course))
    return school_class is not None and teaches_class(user, school_class)


def is_pupil_of(user, live_class: LiveClass) -> bool:
    """Pupils of the school class, or those whom the published course is open to."""
    if live_class.course:
        return can_learn(user, live_class.course)
    return any(m.role == Role.PUPIL and m.school_class_id == live_class.school_class_id for m in memberships_of(user))


def can_lead(user, live_class: LiveClass) -> bool:
    """Whether the user leads the room: opens and ends it, moderates, marks attendance."""
    return room_role(user, live_class) in (RoomRole.HOST, RoomRole.TEACHER)


def can_open(user, live_class: LiveClass) -> bool:
    """Whether the user may begin the class now: not long before its time, not long after it went by."""
    begins, ends = live_class.starts_at - OPENS_BEFORE, live_class.planned_end + OPENS_AFTER
    is_time = live_class.state == LiveClassState.SCHEDULED and begins <= timezone.now() <= ends
    return is_time and can_lead(user, live_class)


def can_manage_live_class(user, live_class: LiveClass) -> bool:
    """Its teacher and the managers of its school: change, cancel, delete the recording."""
    is_manager = has_role_at(user, {Role.SCHOOL_MANAGER}, live_class.school)
    return is_manager or room_role(user, live_class) == RoomRole.HOST


def can_view_live_class(user, live_class: LiveClass) -> bool:
    """Those with a place in the room, and the managers of the school; guests only once they hold an invitation."""
    return room_role(user, live_class) is not None or can_manage_live_class(user, live_class)


def can_change_files(user, live_class: LiveClass) -> bool:
    """Who leads the room and the managers of the school prepare its decks and handouts."""
    return can_lead(user, live_class) or can_manage_live_class(user, live_class)


def can_see_files(user, live_class: LiveClass) -> bool:
    """Those who may view the class, and guests who were let in, until it is over."""
    if can_view_live_class(user, live_class):
        return True
    if live_class.state not in (LiveClassState.SCHEDULED, LiveClassState.OPEN):
        return False
    return live_class.participants.filter(user=user, role=RoomRole.GUEST, admission=Admission.ADMITTED).exists()


def can_see_attendance(user, live_class: LiveClass) -> bool:
    """Who leads the room and the managers of the school; nothing about one pupil goes further."""
    return can_lead(user, live_class) or can_manage_live_class(user, live_class)


def has_recording(live_class: LiveClass) -> bool:
    """Whether the class ended with a log that was kept."""
    return live_class.state == LiveClassState.ENDED and live_class.recording_deleted_at is None


def can_replay(user, live_class: LiveClass) -> bool:
    """Those with a place in the room by membership, as long as the recording is kept."""
    return has_recording(live_class) and can_view_live_class(user, live_class)
