"""How far a course is in being taken in or given out, and what came of it."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from courses.cartridge_words import KINDS, OUTCOMES, reason_words
from courses.choices import ImportState
from courses.models import CartridgeImport, CourseExport, LessonPage

LOST_AFTER_SECONDS = 300  # without a word from the worker
_UNFINISHED = (ImportState.WAITING, ImportState.RUNNING)


@dataclass(frozen=True)
class Standing:
    """How far background work is."""

    is_running: bool
    is_stopped: bool  # failed, or its worker has died
    done: int
    total: int
    seconds_left: int | None


@dataclass(frozen=True)
class ReportRow:
    """One thing of the file, in words."""

    kind: str
    title: str
    place: str
    outcome: str
    outcome_words: str
    reason: str
    detail: str
    lesson: LessonPage | None


def standing_of(work: CartridgeImport | CourseExport) -> Standing:
    """Return how far an import or export is."""
    now = timezone.now()
    is_unfinished = work.state in _UNFINISHED
    is_lost = is_unfinished and now - work.updated_at > dt.timedelta(seconds=LOST_AFTER_SECONDS)
    started = _started_at(work)
    left = None
    if is_unfinished and work.done and work.total:
        a_piece = (now - started).total_seconds() / work.done
        left = max(1, round(a_piece * (work.total - work.done)))
    is_stopped = is_lost or work.state == ImportState.FAILED
    return Standing(is_unfinished and not is_lost, is_stopped, work.done, work.total, left)


def _started_at(work: CartridgeImport | CourseExport) -> dt.datetime:
    started = getattr(work, "options", {}).get("started_at")
    return dt.datetime.fromisoformat(started) if started else work.created_at


def report_rows(cartridge: CartridgeImport) -> list[ReportRow]:
    """Return the report in words, each row with its lesson where it is still there; one query."""
    wanted = {row["lesson"] for row in cartridge.report if row["lesson"]}
    lessons = LessonPage.objects.filter(uuid__in=[one for one in wanted if len(one) == 36])
    by_uuid = {str(lesson.uuid): lesson for lesson in lessons.only("uuid", "title", "draft_title", "path", "depth")}
    return [
        ReportRow(
            kind=str(KINDS.get(row["kind"], KINDS["unknown"])),
            title=row["title"],
            place=row["place"],
            outcome=row["outcome"],
            outcome_words=str(OUTCOMES[row["outcome"]]),
            reason=reason_words(row["reason"]),
            detail=row["detail"],
            lesson=by_uuid.get(row["lesson"]),
        )
        for row in cartridge.report
    ]


def outcome_counts(cartridge: CartridgeImport) -> dict[str, int]:
    """Return the number of things by outcome; parts of a thing are not counted."""
    counts = dict.fromkeys(OUTCOMES, 0)
    for row in cartridge.report:
        if row["kind"] != "part":
            counts[row["outcome"]] += 1
    return counts
