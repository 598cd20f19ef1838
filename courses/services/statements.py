"""The one way into the learner log, and the projections written with it."""

import datetime as dt
import hashlib
import json
import uuid as uuids

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from courses.choices import Verb
from courses.models import CoursePage, LessonPage, LessonProgress, Statement
from courses.projections import Progress, progress_of
from schools.choices import Role
from schools.permissions import memberships_of

# Parts of a statement that are the server's to say, so they don't make two statements different (xAPI 1.0.3, 2.3.2).
_SERVER_PARTS = {"actor", "authority", "stored", "version"}


class StatementConflict(Exception):  # noqa: N818 - an answer, not an error of ours
    """The id was used before, for something else or by someone else."""


def record_statement(
    *,
    uuid: uuids.UUID,
    actor,
    verb: str,
    course: CoursePage | None = None,
    lesson: LessonPage | None = None,
    object_id: str = "",
    timestamp: dt.datetime | None = None,
    result: dict | None = None,
    context: dict | None = None,
    raw: dict | None = None,
    school=None,
) -> tuple[Statement, bool]:
    """Add a statement and carry it into :class:`LessonProgress`; return it and whether it is new.

    What it is about is a lesson, or by ``object_id`` (an IRI) something else, as a live class, perhaps of a course;
    ``school`` is where that was, if the actor was a pupil there. Only lessons have progress.

    ``raw`` is what the client sent; the same id with the same content again changes nothing. ``actor`` is whoever is
    signed in, never what the client says. The caller has asked :func:`courses.permissions.can_learn`.

    :raises StatementConflict: the id exists with another content or another actor.
    """
    if (lesson is None) == (not object_id):
        raise ValueError("A statement is about a lesson or about an object_id.")
    activity = lesson.iri if lesson else object_id
    sent = raw if raw is not None else {"verb": verb, "object": activity}
    defaults = {
        "actor": actor,
        "school_id": _school_of(actor, school.pk if school else course.school_id if course else None),
        "verb": Verb(verb),
        "course": course,
        "lesson": lesson,
        "object_id": activity,
        "result": result or {},
        "context": context or {},
        "timestamp": timestamp or timezone.now(),
        "digest": statement_digest(sent),
    }
    with transaction.atomic():
        statement, is_new = Statement.objects.get_or_create(uuid=uuid, defaults=defaults)
        if (statement.actor_id, statement.digest) != (actor.pk, defaults["digest"]):
            raise StatementConflict
        if is_new and lesson is not None:
            _carry_into_progress(statement)
    return statement, is_new


def record_launch(*, actor, course: CoursePage, lesson: LessonPage) -> None:
    """Note that a pupil opened a lesson, once a day: the id follows from pupil, lesson and day, so a repeat is free."""
    day = timezone.localdate().isoformat()
    uuid = uuids.uuid5(lesson.uuid, f"{actor.uuid} {Verb.LAUNCHED} {day}")
    if not Statement.objects.filter(uuid=uuid).exists():
        record_statement(uuid=uuid, actor=actor, verb=Verb.LAUNCHED, course=course, lesson=lesson)


def statement_digest(sent: dict) -> str:
    """Return the SHA-256 of a statement as sent, without the parts that only the server says."""
    own = {key: value for key, value in sent.items() if key not in _SERVER_PARTS}
    canonical = json.dumps(own, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _school_of(actor, preferred_id: int | None) -> int | None:
    schools = {m.school_id for m in memberships_of(actor) if m.role == Role.PUPIL}
    return preferred_id if preferred_id in schools else next(iter(schools), None)


def _carry_into_progress(statement: Statement) -> None:
    now = Progress.of(statement.verb, statement.effective_at)
    row, is_new = LessonProgress.objects.select_for_update().get_or_create(
        pupil_id=statement.actor_id,
        lesson_id=statement.lesson_id,
        defaults={"course_id": statement.course_id, **vars(now)},
    )
    if is_new:
        return
    before = Progress(row.opened_at, row.last_opened_at, row.completed_at)
    after = before.merged(now)
    if after != before:
        LessonProgress.objects.filter(pk=row.pk).update(**vars(after))


def rebuild_progress(*, report=lambda done, total: None) -> int:
    """Make all progress anew from the log; return the number of rows. ``report`` hears (rows done, all).

    Each row is locked while its statements are read, so pupils may go on learning meanwhile.
    """
    log = Statement.objects.filter(lesson__isnull=False, course__isnull=False)
    pairs = list(log.order_by("actor_id", "lesson_id").values_list("actor_id", "lesson_id").distinct())
    for done, (actor_id, lesson_id) in enumerate(pairs, start=1):
        _rebuild_row(log.filter(actor_id=actor_id, lesson_id=lesson_id))
        report(done, len(pairs))
    told = log.filter(actor_id=OuterRef("pupil_id"), lesson_id=OuterRef("lesson_id"))
    LessonProgress.objects.filter(~Exists(told)).delete()
    return len(pairs)


@transaction.atomic
def _rebuild_row(statements) -> None:
    first = statements.first()
    if first is None:  # the lesson was deleted since
        return
    row, _is_new = LessonProgress.objects.select_for_update().get_or_create(
        pupil_id=first.actor_id,
        lesson_id=first.lesson_id,
        defaults={"course_id": first.course_id, **vars(Progress.of(first.verb, first.effective_at))},
    )
    after = progress_of(statements.all())
    LessonProgress.objects.filter(pk=row.pk).update(course_id=first.course_id, **vars(after))
