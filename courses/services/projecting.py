"""Keeping the projections of the learner log: as statements come, and anew from the log."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef

from courses.models import LessonFile, LessonProgress, PackageResult, Statement
from courses.projections import Outcome, Progress, outcome_of, progress_of


def carry_into_projections(statements: Iterable[Statement]) -> None:
    """Let new statements of one pupil about one lesson count, within the transaction that stores them."""
    statements = list(statements)
    if not statements:
        return
    # The row of the lesson is locked first: who sends from two devices is taken one after the other.
    _carry_into_progress(statements)
    packages = {one.package_id for one in statements if one.package_id}
    for package_id in sorted(packages):
        _project_result(statements[0], package_id)


def _carry_into_progress(statements: list[Statement]) -> None:
    now, first = progress_of(statements), statements[0]
    row, is_new = LessonProgress.objects.select_for_update().get_or_create(
        pupil_id=first.actor_id,
        lesson_id=first.lesson_id,
        defaults={"course_id": first.course_id, **vars(now)},
    )
    if is_new:
        return
    before = Progress(row.opened_at, row.last_opened_at, row.completed_at)
    after = before.merged(now)
    if after != before:
        LessonProgress.objects.filter(pk=row.pk).update(**vars(after))


def _project_result(statement: Statement, package_id: int) -> None:
    """Write what all the statements of this pupil on a package of this lesson say."""
    log = Statement.objects.filter(
        actor_id=statement.actor_id, lesson_id=statement.lesson_id, package_id=package_id
    ).defer("context")
    outcome = outcome_of(log)
    row, is_new = PackageResult.objects.select_for_update().get_or_create(
        pupil_id=statement.actor_id,
        lesson_id=statement.lesson_id,
        package_id=package_id,
        defaults={"course_id": statement.course_id, **vars(outcome)},
    )
    if is_new:
        _keep_bytes(row)
    elif _outcome_in(row) != outcome or row.course_id != statement.course_id:
        PackageResult.objects.filter(pk=row.pk).update(course_id=statement.course_id, **vars(outcome))


def _keep_bytes(row: PackageResult) -> None:
    """Keep the package from being swept once no lesson shows it any more: what pupils did in it stays readable."""
    LessonFile.objects.bulk_create(
        [LessonFile(lesson_id=row.lesson_id, blob_id=row.package.blob_id)], ignore_conflicts=True
    )


def _outcome_in(row: PackageResult) -> Outcome:
    return Outcome(**{name: getattr(row, name) for name in Outcome.__dataclass_fields__})


def rebuild_progress(*, report=lambda done, total: None) -> int:
    """Make all projections anew from the log; return the number of rows of lessons. ``report`` hears (rows done, all).

    Each row is locked while its statements are read, so pupils may go on learning meanwhile.
    """
    log = Statement.objects.filter(lesson__isnull=False, course__isnull=False)
    pairs = list(log.order_by("actor_id", "lesson_id").values_list("actor_id", "lesson_id").distinct())
    for done, (actor_id, lesson_id) in enumerate(pairs, start=1):
        _rebuild_rows(log.filter(actor_id=actor_id, lesson_id=lesson_id))
        report(done, len(pairs))
    told = log.filter(actor_id=OuterRef("pupil_id"), lesson_id=OuterRef("lesson_id"))
    LessonProgress.objects.filter(~Exists(told)).delete()
    PackageResult.objects.filter(~Exists(told.filter(package_id=OuterRef("package_id")))).delete()
    return len(pairs)


@transaction.atomic
def _rebuild_rows(statements) -> None:
    first = statements.first()
    if first is None:  # the lesson was deleted since
        return
    now = Progress.of(first.verb, first.effective_at, is_of_package=first.is_of_package)
    row, _is_new = LessonProgress.objects.select_for_update().get_or_create(
        pupil_id=first.actor_id,
        lesson_id=first.lesson_id,
        defaults={"course_id": first.course_id, **vars(now)},
    )
    after = progress_of(statements.defer("context"))
    LessonProgress.objects.filter(pk=row.pk).update(course_id=first.course_id, **vars(after))
    packages = statements.filter(package__isnull=False).order_by("package_id")
    for package_id in packages.values_list("package_id", flat=True).distinct():
        _project_result(first, package_id)
