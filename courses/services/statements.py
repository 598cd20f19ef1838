"""The one way into the learner log; the projections are written with it."""

import datetime as dt
import hashlib
import json
import uuid as uuids
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from content_repo.models import Package
from courses.choices import Verb
from courses.iris import package_iri
from courses.models import CoursePage, LessonPage, Statement
from courses.package_statement_reading import ReadPackageStatement
from courses.services.projecting import carry_into_projections
from schools.choices import Role
from schools.permissions import memberships_of

# Parts of a statement that are the server's to say, so they don't make two statements different (xAPI 1.0.3, 2.3.2).
_SERVER_PARTS = {"actor", "authority", "stored", "version"}


class StatementConflict(Exception):  # noqa: N818 - an answer, not an error of ours
    """The id was used before, for something else or by someone else; of several, ``place`` tells which."""

    def __init__(self, place: int = 0):
        super().__init__(place)
        self.place = place


def record_statement(
    *,
    uuid: uuids.UUID,
    actor,
    verb: str,
    course: CoursePage | None = None,
    lesson: LessonPage | None = None,
    package: Package | None = None,
    object_id: str = "",
    timestamp: dt.datetime | None = None,
    result: dict | None = None,
    context: dict | None = None,
    raw: dict | None = None,
    school=None,
) -> tuple[Statement, bool]:
    """Add a statement and carry it into the projections; return it and whether it is new.

    What it is about is a lesson; or by ``object_id`` (an IRI) a ``package`` within a lesson, or something else, as a
    live class, perhaps of a course; ``school`` is where that was, if the actor was a pupil there. Only lessons and
    their packages have projections.

    ``raw`` is what the client sent; the same id with the same content again changes nothing. ``actor`` is whoever is
    signed in, never what the client says. The caller has asked :func:`courses.permissions.can_learn`.

    :raises StatementConflict: the id exists with another content or another actor.
    """
    if (lesson is None) == (not object_id) and package is None:
        raise ValueError("A statement is about a lesson or about an object_id.")
    if package is not None and (lesson is None or not object_id):
        raise ValueError("A statement about a package names the lesson and the activity.")
    activity = object_id or lesson.iri  # type: ignore[union-attr]
    sent = raw if raw is not None else {"verb": verb, "object": activity}
    defaults = {
        "actor": actor,
        "school_id": _school_of(actor, school.pk if school else course.school_id if course else None),
        "verb": Verb(verb),
        "course": course,
        "lesson": lesson,
        "package": package,
        "object_id": activity,
        "result": result or {},
        "context": context or {},
        "timestamp": timestamp or timezone.now(),
        "digest": statement_digest(sent),
    }
    with transaction.atomic():
        statement, is_new = _store(uuid, defaults)
        if is_new and lesson is not None:
            carry_into_projections([statement])
    return statement, is_new


@transaction.atomic
def record_package_statements(
    *, actor, course: CoursePage, lesson: LessonPage, package: Package, told: Iterable[ReadPackageStatement]
) -> None:
    """Add statements that a package made, all or none, and carry them into the projections.

    The caller has asked :func:`courses.permissions.can_work_on_package`.

    :raises StatementConflict: an id exists with another content, actor or package.
    """
    known = {"actor": actor, "course": course, "lesson": lesson, "package": package}
    school_id = _school_of(actor, course.school_id)
    fresh = []
    for place, read in enumerate(told):
        activity = package_iri(lesson, package, read.sub_content)
        defaults = {
            **known,
            "school_id": school_id,
            "verb": read.verb,
            "object_id": activity,
            "result": read.result,
            "context": read.context,
            "timestamp": read.timestamp or timezone.now(),
            # What the package calls itself is not kept, so it does not tell two statements apart either.
            "digest": statement_digest(read.raw | {"object": activity}),
        }
        try:
            statement, is_new = _store(read.uuid, defaults)
        except StatementConflict as conflict:
            raise StatementConflict(place) from conflict
        if is_new:
            fresh.append(statement)
    carry_into_projections(fresh)


def _store(uuid: uuids.UUID, defaults: dict) -> tuple[Statement, bool]:
    statement, is_new = Statement.objects.get_or_create(uuid=uuid, defaults=defaults)
    if (statement.actor_id, statement.digest) != (defaults["actor"].pk, defaults["digest"]):
        raise StatementConflict
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
