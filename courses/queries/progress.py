"""Who has learned what in a course: for its teacher and for the export."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from accounts.models import User
from courses.choices import LessonState
from courses.models import CoursePage, LessonPage, LessonProgress, PackageResult
from courses.queries.courses import lessons_of
from schools.choices import Role
from schools.models import Membership, SchoolClass

SORTS = ("ten", "xong", "gan-nhat")
# A clock that is wrong by less than this is nobody's worry.
_CLOCK_SLACK = dt.timedelta(days=1)


@dataclass
class LessonCell:
    """How far one pupil is in one lesson."""

    state: LessonState
    at: dt.datetime | None = None
    is_time_unclear: bool = False  # claimed to be before the lesson was published
    results: list[PackageResult] = field(default_factory=list)  # of the packages that gave a score

    @property
    def percent(self) -> int | None:
        """Mean of the best scores in the packages of the lesson, as reported by the pupil's device."""
        scores = [result.best_scaled for result in self.results if result.best_scaled is not None]
        return round(100 * sum(scores) / len(scores)) if scores else None


@dataclass
class PupilRow:
    """One pupil of the course with all lessons."""

    pupil: User
    school_class: SchoolClass
    cells: list[LessonCell] = field(default_factory=list)
    last_seen_at: dt.datetime | None = None

    @property
    def done(self) -> int:
        """Number of lessons completed."""
        return sum(cell.state == LessonState.DONE for cell in self.cells)


@dataclass
class LessonColumn:
    """One lesson with how many pupils have done and opened it."""

    lesson: LessonPage
    done: int = 0
    opened: int = 0
    has_results: bool = False  # somebody worked on a package of it


@dataclass
class ProgressTable:
    """Pupils by lessons."""

    lessons: list[LessonColumn]
    rows: list[PupilRow]
    classes: list[SchoolClass]


def progress_table(
    course: CoursePage, *, only_classes: set[int] | None = None, class_uuid: str = "", sort: str = "ten"
) -> ProgressTable:
    """Return the progress of the pupils a course is open to, in four queries.

    ``only_classes`` limits it to these classes (``None``: no limit), ``class_uuid`` is the reader's own choice,
    ``sort`` one of :data:`SORTS`.
    """
    lessons = list(lessons_of([course]))
    people = pupils_of_course(course, only_classes)
    classes = {one.school_class.pk: one.school_class for one in people}
    chosen = [one for one in people if not class_uuid or str(one.school_class.uuid) == class_uuid]
    rows = _rows(course, lessons, chosen)
    columns = [
        LessonColumn(
            lesson,
            done=sum(row.cells[index].state == LessonState.DONE for row in rows),
            opened=sum(row.cells[index].state == LessonState.OPENED for row in rows),
            has_results=any(row.cells[index].results for row in rows),
        )
        for index, lesson in enumerate(lessons)
    ]
    in_order = sorted(classes.values(), key=lambda school_class: (school_class.grade, school_class.name))
    return ProgressTable(columns, _sorted(rows, sort), in_order)


class Learner(NamedTuple):
    """A pupil in a class that a course is open to."""

    user: User
    school_class: SchoolClass


def pupils_of_course(course: CoursePage, only_classes: set[int] | None) -> list[Learner]:
    """Return the pupils a course is open to, in Vietnamese order of names; ``None``: of all classes."""
    memberships = (
        Membership.objects.current()
        .filter(role=Role.PUPIL, school_id=course.school_id, user__is_active=True)
        .select_related("user", "school_class")
        .order_by("user__name_sort_key", "user_id", "pk")
    )
    open_to = {audience.school_class_id for audience in course.audiences.all()}
    if None not in open_to:
        memberships = memberships.filter(school_class_id__in=open_to)
    if only_classes is not None:
        memberships = memberships.filter(school_class_id__in=only_classes)
    return [Learner(one.user, one.school_class) for one in memberships if one.school_class]


def _rows(course: CoursePage, lessons: list[LessonPage], people: list[Learner]) -> list[PupilRow]:
    rows = {one.user.pk: PupilRow(one.user, one.school_class) for one in people}
    log = LessonProgress.objects.filter(course=course)
    progress = {(row.pupil_id, row.lesson_id): row for row in log if row.pupil_id in rows}
    results = defaultdict(list)
    for result in PackageResult.objects.filter(course=course):
        results[result.pupil_id, result.lesson_id].append(result)
    for pupil_id, row in rows.items():
        found = [progress.get((pupil_id, lesson.pk)) for lesson in lessons]
        row.cells = [_cell(lesson, part) for lesson, part in zip(lessons, found, strict=True)]
        for lesson, cell in zip(lessons, row.cells, strict=True):
            cell.results = results[pupil_id, lesson.pk]
        row.last_seen_at = max((part.last_opened_at for part in found if part), default=None)
    return list(rows.values())


def _cell(lesson: LessonPage, progress: LessonProgress | None) -> LessonCell:
    if progress is None:
        return LessonCell(LessonState.NEW)
    at = progress.completed_at or progress.last_opened_at
    known_since = lesson.first_published_at
    return LessonCell(
        LessonState.DONE if progress.completed_at else LessonState.OPENED,
        at,
        is_time_unclear=bool(known_since and at < known_since - _CLOCK_SLACK),
    )


def _sorted(rows: list[PupilRow], sort: str) -> list[PupilRow]:
    """Rows come in Vietnamese order of names, which decides among equals."""
    if sort == "xong":
        return sorted(rows, key=lambda row: -row.done)
    if sort == "gan-nhat":
        return sorted(rows, key=lambda row: -(row.last_seen_at.timestamp() if row.last_seen_at else 0))
    return rows
