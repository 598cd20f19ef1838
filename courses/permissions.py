"""Predicates on courses and lessons, used by views, API and Wagtail alike."""

from content_repo.models import Package
from courses.models import CoursePage, LessonPage, PackageResult
from courses.queries.contents import shows_package
from schools.choices import Role
from schools.models import School
from schools.permissions import has_role_at, memberships_of

COMPOSING_ROLES = {Role.TEACHER, Role.SCHOOL_MANAGER}


def can_compose(user) -> bool:
    """Teachers and managers of schools make courses on the site."""
    return bool(schools_composed_for(user))


def schools_composed_for(user) -> list[School]:
    """Schools in whose name the user makes courses."""
    schools = {m.school.pk: m.school for m in memberships_of(user) if m.school and m.role in COMPOSING_ROLES}
    return list(schools.values())


def can_edit_course(user, course: CoursePage) -> bool:
    """The course's teacher while teaching at its school, and the managers of that school."""
    if course.teacher_id == getattr(user, "pk", None) and has_role_at(user, {Role.TEACHER}, course.school):
        return True
    return has_role_at(user, {Role.SCHOOL_MANAGER}, course.school)


def is_open_to(user, course: CoursePage) -> bool:
    """Whether the user is a pupil of a class the course is open to, or of its school where it is open to all."""
    in_school = [m for m in memberships_of(user) if m.role == Role.PUPIL and m.school_id == course.school_id]
    pupil_of = {m.school_class_id for m in in_school}
    if not pupil_of:
        return False
    open_to = {audience.school_class_id for audience in course.audiences.all()}
    return None in open_to or bool(pupil_of & open_to)


def can_learn(user, course: CoursePage) -> bool:
    """Pupils a published course is open to: what they do in it is kept in the learner log."""
    return course.live and is_open_to(user, course)


def can_view_course(user, course: CoursePage) -> bool:
    """Who edits it; and once published its pupils, the teachers of its school and the officers in whose scope it is."""
    if can_edit_course(user, course):
        return True
    staff = {Role.TEACHER, Role.DEPARTMENT_OFFICER}
    return course.live and (is_open_to(user, course) or has_role_at(user, staff, course.school))


def can_view_lesson(user, lesson: LessonPage, course: CoursePage) -> bool:
    """Who sees the course sees its published lessons; drafts are for those who edit it."""
    return can_view_course(user, course) if lesson.live else can_edit_course(user, course)


def can_work_on_package(user, lesson: LessonPage, course: CoursePage, package: Package) -> bool:
    """Pupils, in packages that a published lesson of theirs shows, or showed when they began: work is not lost then."""
    if not (lesson.live and can_learn(user, course)):
        return False
    begun = PackageResult.objects.filter(pupil=user, lesson=lesson, package=package)
    return shows_package(lesson, package, user) or begun.exists()


def can_follow_progress(user, course: CoursePage) -> bool:
    """Who edits the course, and the teachers of a class it is open to (of that class only).

    Officers of the Department are not among them: what a single child did is for the school that teaches it.
    """
    return can_edit_course(user, course) or bool(taught_classes(user, course))


def taught_classes(user, course: CoursePage) -> set[int]:
    """Primary keys of the classes of the course's school that the user teaches and the course is open to."""
    teaches = {
        m.school_class_id
        for m in memberships_of(user)
        if m.role == Role.TEACHER and m.school_class_id and m.school_id == course.school_id
    }
    if not teaches:
        return set()
    open_to = {audience.school_class_id for audience in course.audiences.all()}
    return teaches if None in open_to else teaches & open_to


def can_view_results_of(user, pupil, course: CoursePage) -> bool:
    """A pupil's own results; else those who follow the course, a teacher who does not edit it in the own classes."""
    if user.pk == pupil.pk:
        return course.live and is_open_to(user, course)
    if can_edit_course(user, course):
        return is_open_to(pupil, course)
    taught = taught_classes(user, course)
    return any(m.role == Role.PUPIL and m.school_class_id in taught for m in memberships_of(pupil))
