"""Which courses a person sees, and how far pupils are in them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, Count, Q, QuerySet, Value, When

from accounts.fields import is_key
from content_repo.models import Subject
from courses.choices import LessonState
from courses.models import CoursePage, LessonPage, LessonProgress
from courses.slugs import plain_slug
from schools.choices import Role
from schools.models import Membership
from schools.permissions import memberships_of

# Enough of a lesson to list it; the body can be long.
LISTED_FIELDS = (
    *("uuid", "title", "draft_title", "slug", "path", "depth", "url_path", "live", "has_unpublished_changes"),
    *("first_published_at", "locale_id", "content_type_id", "chapter", "estimated_minutes"),
)


def courses_for(user) -> QuerySet[CoursePage]:
    """Courses the user may see; the same rule as ``permissions.can_view_course``."""
    seen = Q(pk__in=[])
    for membership in memberships_of(user):
        seen |= _seen_through(membership, user)
    return _described(CoursePage.objects.filter(seen).distinct())


def composed_courses(user) -> QuerySet[CoursePage]:
    """Courses the user may change, newest first; the same rule as ``permissions.can_edit_course``."""
    edited = Q(pk__in=[])
    for membership in memberships_of(user):
        if membership.role in (Role.TEACHER, Role.SCHOOL_MANAGER):
            edited |= _edited_through(membership, user)
    return _described(CoursePage.objects.filter(edited)).order_by("-latest_revision_created_at", "-pk")


def _described(courses: QuerySet[CoursePage]) -> QuerySet[CoursePage]:
    return courses.select_related("subject", "grade", "teacher", "school__administrative_unit")


def _edited_through(membership: Membership, user) -> Q:
    of_school = Q(school_id=membership.school_id)
    return of_school if membership.role == Role.SCHOOL_MANAGER else of_school & Q(teacher=user)


def _seen_through(membership: Membership, user) -> Q:
    of_school = Q(school_id=membership.school_id)
    if membership.role == Role.PUPIL:
        open_to = Q(audiences__school_class_id=membership.school_class_id)
        open_to |= Q(audiences__isnull=False, audiences__school_class__isnull=True)
        return of_school & open_to & Q(live=True)
    if membership.role == Role.TEACHER:
        return of_school & (Q(live=True) | Q(teacher=user))
    if membership.role == Role.SCHOOL_MANAGER:
        return of_school
    if membership.role == Role.DEPARTMENT_OFFICER:
        return Q(live=True) & _in_scope(membership)
    return Q(pk__in=[])


def _in_scope(membership: Membership) -> Q:
    if membership.school_id:
        return Q(school_id=membership.school_id)
    if unit := membership.administrative_unit_id:
        return Q(school__administrative_unit_id=unit) | Q(school__administrative_unit__parent_id=unit)
    return Q()


def found_courses(courses: QuerySet[CoursePage], *, text: str = "", subject: str = "", grade: str = "") -> QuerySet:
    """Narrow courses by words of the title (marks don't matter), key of the subject and number of the grade."""
    if text := text.replace("\0", ""):
        courses = courses.filter(Q(title__icontains=text) | Q(slug__contains=plain_slug(text) or "?"))
    if subject := subject.replace("\0", ""):
        courses = courses.filter(subject__key=subject)
    if is_key(grade):
        courses = courses.filter(grade_id=int(grade))
    return courses


def own_first(courses: QuerySet[CoursePage], user, order: str = "title") -> QuerySet[CoursePage]:
    """Order courses with those the user teaches before all others."""
    is_own = Case(When(teacher=user, then=Value(0)), default=Value(1))
    return courses.annotate(others=is_own).order_by("others", order, "pk")


def subjects_and_grades(courses: QuerySet[CoursePage]) -> tuple[list[tuple[str, str]], list[int]]:
    """Return (key, name) of the subjects and the grades that occur, for filters."""
    name_field = f"subject__{Subject.name_field()}"
    rows = courses.order_by().values_list("subject__position", "subject__key", name_field, "grade_id").distinct()
    subjects = {(position, key, name) for position, key, name, _grade in rows}
    return [(key, name) for _position, key, name in sorted(subjects)], sorted({row[3] for row in rows})


def course_of(lesson: LessonPage) -> CoursePage:
    """Return the course of a lesson, with what pages and permissions read of it, in two queries."""
    return _described(CoursePage.objects.prefetch_related("audiences__school_class")).get(path=lesson.course_path)


def lessons_of(courses: Iterable[CoursePage], *, with_drafts: bool = False, with_body: bool = False) -> QuerySet:
    """Lessons of these courses in their order; published ones only, unless drafts are asked for."""
    places = Q(pk__in=[])
    for course in courses:
        places |= Q(path__range=course.lesson_paths, depth=course.depth + 1)
    lessons = LessonPage.objects.filter(places).order_by("path")
    if not with_drafts:
        lessons = lessons.filter(live=True)
    return lessons if with_body else lessons.only(*LISTED_FIELDS)


@dataclass
class CourseCard:
    """A course with its lessons and, for a pupil, the progress in them."""

    course: CoursePage
    lessons: list[LessonPage] = field(default_factory=list)
    progress: dict[int, LessonProgress] = field(default_factory=dict)
    pupils_count: int = 0
    learning_count: int = 0
    completions_count: int = 0

    def state_of(self, lesson: LessonPage) -> LessonState:
        """How far the pupil is in a lesson."""
        progress = self.progress.get(lesson.pk)
        if progress is None:
            return LessonState.NEW
        return LessonState.DONE if progress.completed_at else LessonState.OPENED

    @property
    def total(self) -> int:
        """Number of lessons."""
        return len(self.lessons)

    @property
    def done(self) -> int:
        """Number of lessons the pupil has completed."""
        return sum(self.state_of(lesson) == LessonState.DONE for lesson in self.lessons)

    @property
    def percent(self) -> int:
        """Share of the lessons completed, rounded down."""
        return 100 * self.done // max(self.total, 1)

    @property
    def next_lesson(self) -> LessonPage | None:
        """The lesson to go on with: the one opened last and not done, else the first not done."""
        opened = [lesson for lesson in self.lessons if self.state_of(lesson) == LessonState.OPENED]
        if opened:
            return max(opened, key=lambda lesson: self.progress[lesson.pk].last_opened_at)
        return next((lesson for lesson in self.lessons if self.state_of(lesson) == LessonState.NEW), None)

    def after(self, lesson: LessonPage) -> LessonPage | None:
        """The first lesson behind this one that is not done, else any that is not."""
        behind = (other for other in self.lessons if other.path > lesson.path)
        return next((other for other in behind if self.state_of(other) != LessonState.DONE), self.next_lesson)

    @property
    def last_learned_at(self):
        """When the pupil was last in this course, or ``None``."""
        return max((row.last_opened_at for row in self.progress.values()), default=None)


def course_cards(courses: Iterable[CoursePage], pupil=None) -> list[CourseCard]:
    """Return cards of these courses with published lessons and the pupil's progress, in two queries."""
    cards = {course.path: CourseCard(course) for course in courses}
    if not cards:
        return []
    for lesson in lessons_of([card.course for card in cards.values()]):
        cards[lesson.course_path].lessons.append(lesson)
    if pupil is not None:
        by_id = {card.course.pk: card for card in cards.values()}
        for row in LessonProgress.objects.filter(pupil=pupil, course_id__in=by_id):
            by_id[row.course_id].progress[row.lesson_id] = row
    return list(cards.values())


HOME_COURSES = 12


def pupil_home(user) -> list[CourseCard]:
    """Courses open to a pupil with progress and the next lesson, last learned first, in four queries."""
    cards = course_cards(courses_for(user).order_by("title", "pk")[:HOME_COURSES], user)
    learned = [card for card in cards if card.last_learned_at]
    learned.sort(key=lambda card: card.last_learned_at, reverse=True)
    unfinished = [card for card in learned if card.next_lesson]
    rest = [card for card in cards if not card.last_learned_at]
    return [*unfinished, *rest, *(card for card in learned if not card.next_lesson)]


def teacher_home(user) -> list[CourseCard]:
    """Courses a teacher teaches, with counts of pupils learning and lessons done, in six queries."""
    mine = composed_courses(user).filter(teacher=user).prefetch_related("audiences")[:HOME_COURSES]
    return counted(course_cards(mine))


def counted(cards: list[CourseCard]) -> list[CourseCard]:
    """Fill in how many pupils a course is open to, how many have opened it, and lessons done; three queries."""
    courses = {card.course.pk: card for card in cards}
    rows = LessonProgress.objects.filter(course_id__in=courses).order_by().values("course_id")
    for row in rows.annotate(learning=Count("pupil", distinct=True), done=Count("completed_at")):
        courses[row["course_id"]].learning_count = row["learning"]
        courses[row["course_id"]].completions_count = row["done"]
    _count_pupils(cards)
    return cards


def _count_pupils(cards: list[CourseCard]) -> None:
    by_class, by_school = defaultdict(set), defaultdict(set)
    pupils = Membership.objects.current().filter(
        role=Role.PUPIL, user__is_active=True, school_id__in={card.course.school_id for card in cards}
    )
    for school_id, class_id, user_id in pupils.values_list("school_id", "school_class_id", "user_id"):
        by_class[class_id].add(user_id)
        by_school[school_id].add(user_id)
    for card in cards:
        classes = {audience.school_class_id for audience in card.course.audiences.all()}
        groups = [by_school[card.course.school_id]] if None in classes else [by_class[key] for key in classes]
        card.pupils_count = len(set().union(*groups))
