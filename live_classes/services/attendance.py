"""Corrections of attendance, and carrying it into the learner log once a class has ended.

The log only grows. After a class one «attended» statement a pupil tells the minutes; a correction made later adds
another, and the last one of a pupil and a class holds: ``PT0M`` with ``completion: false`` takes the first one back.
"""

import uuid as uuids

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from courses.choices import Verb
from courses.models import Statement
from courses.services import record_statement
from live_classes.attendance import iso_duration
from live_classes.attendance_list import AttendanceRow, attendance_rows, row_of
from live_classes.choices import AttendanceMark, LiveClassState
from live_classes.models import AttendanceCorrection, LiveClass
from live_classes.services.audit import record_audit


class NotInClass(Exception):  # noqa: N818 - an answer, not an error of ours
    """This person does not stand in the attendance list, or the class has not begun."""


class NoReason(ValueError):  # noqa: N818 - an answer, not an error of ours
    """A correction needs its reason."""


@transaction.atomic
def correct_attendance(
    *, uuid: uuids.UUID, live_class: LiveClass, user: User, mark: str, minutes: int | None, reason: str, by: User
) -> AttendanceCorrection:
    """Note a teacher's word on one person; the last one holds, so another correction undoes it.

    ``minutes`` is ``None`` where the measured ones stand. The same ``uuid`` again changes nothing.

    :raises NotInClass: nobody of the list. :raises NoReason: the reason is empty.
    """
    if not (reason := reason.strip()):
        raise NoReason
    locked = LiveClass.objects.select_for_update().get(pk=live_class.pk)
    before = row_of(locked, user)
    if before is None:
        raise NotInClass
    known = AttendanceCorrection.objects.filter(uuid=uuid).first()
    if known and (known.live_class_id, known.user_id, known.by_id) == (locked.pk, user.pk, by.pk):
        return known
    correction = AttendanceCorrection.objects.create(
        uuid=uuids.uuid4() if known else uuid,  # somebody else's: theirs stays as it is
        live_class=locked,
        user=user,
        mark=AttendanceMark(mark),
        minutes=minutes,
        reason=reason,
        by=by,
    )
    record_audit(
        live_class=locked,
        by=by,
        action="attendance",
        user=str(user.uuid),
        name=str(user),
        before=before.mark.value,
        after=correction.mark,
        reason=reason,
    )
    if locked.settled_at:
        _amend_log(locked, user, correction)
    return correction


@transaction.atomic
def settle_attendance(*, live_class: LiveClass) -> bool:
    """Write who attended into the learner log, once after the end; tell whether this call did it."""
    locked = LiveClass.objects.select_for_update().get(pk=live_class.pk)
    if locked.state != LiveClassState.ENDED or locked.settled_at:
        return False
    for row in attendance_rows(locked):
        if row.counts and not row.is_guest:
            _record(locked, row, uuids.uuid5(locked.uuid, f"{Verb.ATTENDED} {row.user.uuid}"))
    locked.settled_at = live_class.settled_at = timezone.now()
    locked.save(update_fields=["settled_at"])
    return True


def settle_ended_classes() -> int:
    """Settle every class that ended by whatever way and was not settled; return how many."""
    ended = LiveClass.objects.filter(state=LiveClassState.ENDED, settled_at__isnull=True)
    return sum(settle_attendance(live_class=live_class) for live_class in ended)


def _amend_log(live_class: LiveClass, user: User, correction: AttendanceCorrection) -> None:
    row = row_of(live_class, user)
    if row is None or row.is_guest:
        return
    told = Statement.objects.filter(actor=user, verb=Verb.ATTENDED, object_id=live_class.iri)
    if row.counts or told.exists():
        _record(live_class, row, uuids.uuid5(live_class.uuid, f"{Verb.ATTENDED} {user.uuid} {correction.uuid}"))


def _record(live_class: LiveClass, row: AttendanceRow, uuid: uuids.UUID) -> None:
    record_statement(
        uuid=uuid,
        actor=row.user,
        verb=Verb.ATTENDED,
        course=live_class.course,
        object_id=live_class.iri,
        school=live_class.school,
        timestamp=live_class.ended_at,
        result={
            "duration": iso_duration(row.minutes if row.counts else 0),
            "completion": row.mark == AttendanceMark.PRESENT,
        },
    )
