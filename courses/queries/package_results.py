"""What pupils did in the packages of a lesson: their best scores side by side, and each one's answers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.models import User
from content_repo.models import Package
from content_repo.queries.packages import LONG_COLUMNS
from courses.choices import Verb
from courses.iris import package_key, question_iri
from courses.models import CoursePage, LessonPage, PackageResult, Statement
from courses.projections import scaled_score
from courses.queries.contents import lesson_parts, packages_shown
from courses.queries.progress import pupils_of_course
from courses.response_words import answer_words, correct_words
from schools.models import SchoolClass

RESULT_SORTS = ("ten", "diem", "gan-nhat")
# Of one lesson and the pupils of one school; more than this would be a machine's.
_MOST_ANSWERS = 20_000
_MOST_STATEMENTS_OF_PUPIL = 1_000
_HARDEST = 5


@dataclass
class ResultRow:
    """One pupil with the result in each package, or None where it was not opened."""

    pupil: User
    school_class: SchoolClass
    cells: list[PackageResult | None] = field(default_factory=list)
    columns: list["PackageColumn"] = field(default_factory=list)

    @property
    def marks(self) -> list[tuple["PackageColumn", PackageResult | None]]:
        """The results, each with its package."""
        return list(zip(self.columns, self.cells, strict=True))

    @property
    def last_at(self) -> dt.datetime | None:
        """When the pupil was last in any of them."""
        return max((cell.last_opened_at for cell in self.cells if cell), default=None)

    @property
    def average(self) -> float:
        """Mean of the best scores; what was not done counts as nothing."""
        scores = [cell.best_scaled or 0.0 for cell in self.cells if cell]
        return sum(scores) / max(len(self.cells), 1)


@dataclass
class PackageColumn:
    """One package with what the pupils of the table reached in it together."""

    package: Package
    is_shown: bool  # the lesson shows it now
    opened: int = 0
    completed: int = 0
    average: float | None = None  # of the best scores, 0 to 1


@dataclass
class ResultsTable:
    """Pupils by packages of a lesson."""

    columns: list[PackageColumn]
    rows: list[ResultRow]
    classes: list[SchoolClass]


@dataclass(frozen=True)
class HardQuestion:
    """A question and how many pupils had it wrong in the end."""

    text: str
    package: str
    wrong: int
    answered: int

    @property
    def percent(self) -> int:
        """Share of those who answered that were wrong."""
        return round(100 * self.wrong / self.answered)


def own_results(pupil, lesson: LessonPage, packages: Iterable[Package]) -> dict[int, PackageResult]:
    """Return the pupil's results by package, in one query or none."""
    keys = {package.pk for package in packages}
    if not keys:
        return {}
    found = PackageResult.objects.filter(pupil=pupil, lesson=lesson, package_id__in=keys)
    return {result.package_id: result for result in found}


def results_table(
    course: CoursePage,
    lesson: LessonPage,
    user,
    *,
    only_classes: set[int] | None = None,
    class_uuid: str = "",
    sort: str = RESULT_SORTS[0],
) -> ResultsTable:
    """Return the results of the pupils a course is open to, in a constant number of queries."""
    people = pupils_of_course(course, only_classes)
    classes = {one.school_class.pk: one.school_class for one in people}
    chosen = [one for one in people if not class_uuid or str(one.school_class.uuid) == class_uuid]
    rows = {one.user.pk: ResultRow(one.user, one.school_class) for one in chosen}
    results = [row for row in PackageResult.objects.filter(lesson=lesson) if row.pupil_id in rows]
    columns = _columns(lesson, user, {result.package_id for result in results})
    by_place = {(result.pupil_id, result.package_id): result for result in results}
    for pupil_id, row in rows.items():
        row.columns = columns
        row.cells = [by_place.get((pupil_id, column.package.pk)) for column in columns]
    for index, column in enumerate(columns):
        _sum_up(column, [row.cells[index] for row in rows.values()])
    in_order = sorted(classes.values(), key=lambda school_class: (school_class.grade, school_class.name))
    return ResultsTable(columns, _sorted(list(rows.values()), sort), in_order)


def _columns(lesson: LessonPage, user, worked_on: set[int]) -> list[PackageColumn]:
    """The packages that the lesson shows, then those it showed once and that have results."""
    shown = packages_shown(lesson_parts([lesson], user)[lesson.pk])
    gone = worked_on - {package.pk for package in shown}
    before = Package.objects.filter(pk__in=gone).defer(*LONG_COLUMNS).order_by("pk") if gone else []
    return [*(PackageColumn(one, True) for one in shown), *(PackageColumn(one, False) for one in before)]


def _sum_up(column: PackageColumn, cells: list[PackageResult | None]) -> None:
    found = [cell for cell in cells if cell]
    scores = [cell.best_scaled for cell in found if cell.best_scaled is not None]
    column.opened = len(found)
    column.completed = sum(cell.completed_at is not None for cell in found)
    column.average = sum(scores) / len(scores) if scores else None


def _sorted(rows: list[ResultRow], sort: str) -> list[ResultRow]:
    """Rows come in Vietnamese order of names, which decides among equals."""
    if sort == "diem":
        return sorted(rows, key=lambda row: -row.average)
    if sort == "gan-nhat":
        return sorted(rows, key=lambda row: -(row.last_at.timestamp() if row.last_at else 0))
    return rows


def hardest_questions(lesson: LessonPage, table: ResultsTable) -> list[HardQuestion]:
    """Return the questions most pupils of a table had wrong in their last answer, in two queries."""
    pupils = [row.pupil.pk for row in table.rows]
    told = Statement.objects.filter(
        lesson=lesson, package__isnull=False, verb=Verb.ANSWERED, actor_id__in=pupils
    ).order_by("-stored_at", "-uuid")
    last: dict[tuple[int, str], Statement] = {}
    for one in told.only("uuid", "actor_id", "object_id", "result", "timestamp", "stored_at")[:_MOST_ANSWERS]:
        place = (one.actor_id, one.object_id)
        if is_right(one.result) is not None and (place not in last or one.effective_at > last[place].effective_at):
            last[place] = one
    by_question = defaultdict(list)
    for (_pupil, iri), one in last.items():
        by_question[iri].append(one)
    wrong = {iri: sum(not is_right(one.result) for one in of_one) for iri, of_one in by_question.items()}
    hardest = sorted((iri for iri in wrong if wrong[iri]), key=lambda iri: (-wrong[iri] / len(by_question[iri]), iri))
    examples = {by_question[iri][0].uuid: iri for iri in hardest[:_HARDEST]}
    contexts = dict(Statement.objects.filter(pk__in=examples).values_list("object_id", "context"))
    titles = {str(column.package.uuid): column.package.title for column in table.columns}
    return [
        HardQuestion(
            text=question_in(contexts[iri]).get("text", ""),
            package=titles.get(package_key(iri), ""),
            wrong=wrong[iri],
            answered=len(by_question[iri]),
        )
        for iri in hardest[:_HARDEST]
    ]


def is_right(result: dict) -> bool | None:
    """Return whether an answer was right; None where the package did not say."""
    if "success" in result:
        return bool(result["success"])
    scaled = scaled_score(result)
    return None if scaled is None else scaled >= 1


def question_in(context: dict) -> dict:
    """Return the question kept in the context of a statement."""
    return context.get("extensions", {}).get(question_iri(), {})


@dataclass(frozen=True)
class Answer:
    """One answer of a pupil to one question."""

    at: dt.datetime
    words: list[str]
    is_right: bool | None
    raw: float | None
    most: float | None


@dataclass
class AnsweredQuestion:
    """A question with all answers of one pupil, oldest first."""

    text: str
    kind: str
    correct: list[list[str]]
    answers: list[Answer] = field(default_factory=list)

    @property
    def last(self) -> Answer:
        """The answer given last."""
        return self.answers[-1]

    @property
    def before(self) -> list[Answer]:
        """The answers given before, newest first."""
        return self.answers[-2::-1]


@dataclass
class PackageSheet:
    """What one pupil did in one package."""

    key: str
    package: Package | None  # None: taken away for good
    result: PackageResult | None = None
    finishes: list[Answer] = field(default_factory=list)  # of the package as a whole, newest first
    questions: list[AnsweredQuestion] = field(default_factory=list)


def package_sheets(pupil: User, lesson: LessonPage) -> list[PackageSheet]:
    """Return what a pupil did in each package of a lesson, also those it shows no more, in two queries."""
    about = Statement.objects.filter(actor=pupil, lesson=lesson, object_id__startswith=f"{lesson.iri}/goi/")
    newest = about.order_by("-stored_at", "-uuid")[:_MOST_STATEMENTS_OF_PUPIL]
    told = sorted(newest, key=lambda one: (one.effective_at, str(one.uuid)))
    results = PackageResult.objects.filter(pupil=pupil, lesson=lesson).select_related("package")
    by_key = {
        str(result.package.uuid): result for result in results.defer(*(f"package__{one}" for one in LONG_COLUMNS))
    }
    groups = defaultdict(list)
    for one in told:
        groups[package_key(one.object_id)].append(one)
    return [_sheet(key, by_key.get(key), of_one) for key, of_one in groups.items()]


def _sheet(key: str, result: PackageResult | None, told: list[Statement]) -> PackageSheet:
    sheet = PackageSheet(key, result.package if result else None, result)
    questions: dict[str, AnsweredQuestion] = {}
    for one in told:
        question = question_in(one.context)
        if one.verb == Verb.ANSWERED and question.get("kind") != "compound":
            if one.object_id not in questions:
                text, kind = question.get("text", ""), question.get("kind", "")
                questions[one.object_id] = AnsweredQuestion(text, kind, correct_words(question))
            questions[one.object_id].answers.append(_answer(one, question))
        elif not one.is_of_sub_content and scaled_score(one.result) is not None:
            sheet.finishes.insert(0, _answer(one, question))
    sheet.questions = list(questions.values())
    return sheet


def _answer(statement: Statement, question: dict) -> Answer:
    result, score = statement.result, statement.result.get("score", {})
    words = answer_words(question, result.get("response", ""))
    return Answer(statement.effective_at, words, is_right(result), score.get("raw"), score.get("max"))
