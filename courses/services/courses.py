"""Making, changing, publishing and deleting courses, and whom they are open to."""

import uuid as uuids
from collections.abc import Iterable

from django.db import transaction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from accounts.models import User
from accounts.services import notify
from courses.models import CourseAudience, CourseIndexPage, CoursePage
from schools.choices import Role
from schools.models import Membership, School, SchoolClass


class NotYours(Exception):  # noqa: N818 - an answer, not an error of ours
    """A client-made id is already somebody else's."""


def refresh_locked(page: Page) -> None:
    """Read a page anew under a lock: saving one read earlier would undo what happened to the tree since."""
    page.refresh_from_db(from_queryset=type(page).objects.select_for_update())


def ensure_course_index(home_page: Page) -> CourseIndexPage:
    """Return the page at ``/khoa-hoc/`` below the home page; make it where it is missing."""
    index = CourseIndexPage.objects.first()
    if index is None:
        index = home_page.add_child(instance=CourseIndexPage(title="Khoá học", slug="khoa-hoc"))
        index.save_revision()
    return index


@transaction.atomic
def create_course(
    *,
    uuid: uuids.UUID,
    teacher: User,
    school: School,
    fields: dict,
    classes: Iterable[SchoolClass] = (),
    is_for_school: bool = False,
) -> CoursePage:
    """Make an unpublished course; the same id of the same teacher again returns the course made before.

    ``fields``: title, subject, grade, school_year, term, summary.

    :raises NotYours: the id is in use by another teacher.
    """
    index = CourseIndexPage.objects.select_for_update().get()
    known = CoursePage.objects.filter(uuid=uuid).first()
    if known:
        if known.teacher_id != teacher.pk:
            raise NotYours
        return known
    course = CoursePage(uuid=uuid, teacher=teacher, school=school, owner=teacher, live=False, **fields)
    index.add_child(instance=course)
    course.save_revision(user=teacher)
    set_audience(course=course, classes=classes, is_for_school=is_for_school)
    return course


@transaction.atomic
def update_course(*, course: CoursePage, by: User, fields: dict) -> None:
    """Change title, subject, grade, year, term or summary at once; the earlier state stays as a revision."""
    refresh_locked(course)
    for name, value in fields.items():
        setattr(course, name, value)
    if not course.first_published_at:
        course.slug = ""  # nobody knows the address yet, so it follows the title
    course.draft_title = course.title
    course.save()
    revision = course.save_revision(user=by)
    if course.live:
        course.publish(revision, user=by, skip_permission_checks=True)


@transaction.atomic
def set_audience(*, course: CoursePage, classes: Iterable[SchoolClass], is_for_school: bool) -> None:
    """Open a course to these classes of its school, or to the whole school; no other class keeps it.

    :raises ValueError: a class of another school.
    """
    wanted: set[int | None] = {None} if is_for_school else set()
    if not is_for_school:
        for school_class in classes:
            if school_class.school_id != course.school_id:
                raise ValueError(f"Class {school_class.pk} belongs to another school than the course.")
            wanted.add(school_class.pk)
    present = {audience.school_class_id: audience for audience in CourseAudience.objects.filter(course=course)}
    CourseAudience.objects.filter(pk__in=[present[key].pk for key in present.keys() - wanted]).delete()
    CourseAudience.objects.bulk_create(
        CourseAudience(course=course, school_class_id=key) for key in sorted(wanted - present.keys(), key=str)
    )
    course._prefetched_objects_cache = {}


@transaction.atomic
def publish_course(*, course: CoursePage, by: User) -> None:
    """Let the pupils see the course; the first time, tell them."""
    refresh_locked(course)
    if course.live:
        return
    is_first = course.first_published_at is None
    revision = course.get_latest_revision() or course.save_revision(user=by)
    course.publish(revision, user=by, skip_permission_checks=True)
    course.refresh_from_db()
    if is_first:
        notify(
            users=pupils_addressed(course),
            kind="courses.opened",
            params={"course": course.title, "teacher": str(course.teacher)},
            url=course.get_url() or "",
        )


@transaction.atomic
def unpublish_course(*, course: CoursePage, by: User) -> None:
    """Hide the course from pupils; nothing is lost, and publishing shows it again."""
    refresh_locked(course)
    if course.live:
        UnpublishPageAction(course, user=by).execute(skip_permission_checks=True)
        course.refresh_from_db()


@transaction.atomic
def delete_course(*, course: CoursePage, by: User) -> None:
    """Delete the course with its lessons and the progress in them; the learner log keeps what pupils did."""
    DeletePageAction(course, user=by).execute(skip_permission_checks=True)


def pupils_addressed(course: CoursePage):
    """Return the pupils the course is open to today."""
    memberships = Membership.objects.current().filter(role=Role.PUPIL, school_id=course.school_id)
    classes = [audience.school_class_id for audience in course.audiences.all()]
    if None not in classes:
        memberships = memberships.filter(school_class_id__in=classes)
    return User.objects.filter(is_active=True, pk__in=memberships.values("user_id"))
