"""Who was in a live class: one row a person, from the connections noted and the teachers' corrections."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from accounts.names import fold
from live_classes.attendance import NOT_SEEN, Presence, Span, mark_of, missed_intervals, presence_of
from live_classes.choices import LEADING_ROLES, Admission, AttendanceMark, RoomRole
from live_classes.models import AttendanceCorrection, LiveClass, Participant, PresenceSpan
from live_classes.queries import pupils_expected

SORTS = ("ten", "phut", "vao")
NEVER_IN = (Admission.WAITING, Admission.REFUSED)
_LATEST = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass
class AttendanceRow:
    """One person's attendance: as measured, and as a teacher says instead."""

    user: User
    is_guest: bool
    presence: Presence
    measured: AttendanceMark
    correction: AttendanceCorrection | None = None

    @property
    def mark(self) -> AttendanceMark:
        """The mark that holds."""
        return AttendanceMark(self.correction.mark) if self.correction else self.measured

    @property
    def minutes(self) -> int:
        """The minutes that hold."""
        if self.correction and self.correction.minutes is not None:
            return self.correction.minutes
        return self.presence.minutes

    @property
    def counts(self) -> bool:
        """Whether the person took part."""
        return self.mark in (AttendanceMark.PRESENT, AttendanceMark.PARTIAL)


def time_looked_at(live_class: LiveClass) -> dt.datetime:
    """Return the end of the class, or now while it goes on."""
    return live_class.ended_at or timezone.now()


def class_time(live_class: LiveClass) -> dt.timedelta:
    """Return how long the class lasted, so far."""
    if live_class.opened_at is None:
        return dt.timedelta()
    return max(time_looked_at(live_class) - live_class.opened_at, dt.timedelta())


def attendance_rows(live_class: LiveClass) -> list[AttendanceRow]:
    """All pupils expected and all who came, by tên; four queries, however many there are."""
    people = {user.pk: (user, False) for user in pupils_expected(live_class)}
    came = live_class.participants.exclude(role__in=LEADING_ROLES).exclude(admission__in=NEVER_IN)
    for participant in came.select_related("user"):
        is_guest = participant.role == RoomRole.GUEST
        people.setdefault(participant.user_id, (participant.user, is_guest))
    spans, corrections = (
        _spans_by_user(live_class),
        {row.user_id: row for row in live_class.corrections.select_related("by")},
    )
    rows = [
        _row(live_class, user, is_guest, spans.get(user.pk, []), corrections.get(user.pk))
        for user, is_guest in people.values()
    ]
    return sorted(rows, key=lambda row: (row.user.name_sort_key, row.user.pk))


def row_of(live_class: LiveClass, user) -> AttendanceRow | None:
    """Return one person's row; ``None`` before the class, for those who lead and those who have no place in it."""
    if live_class.opened_at is None:
        return None
    participant = live_class.participants.filter(user=user).exclude(admission__in=NEVER_IN).first()
    if participant is None and not pupils_expected(live_class).filter(pk=user.pk).exists():
        return None
    if participant and participant.role in LEADING_ROLES:
        return None
    correction = live_class.corrections.filter(user=user).last()
    is_guest = participant is not None and participant.role == RoomRole.GUEST
    return _row(live_class, user, is_guest, spans_of(participant) if participant else [], correction)


def missed_by(live_class: LiveClass, user) -> list[tuple[int, int]]:
    """Return what a participant missed in between, in milliseconds of the class clock; nothing if they never came."""
    participant = live_class.participants.filter(user=user).first()
    spans = spans_of(participant) if participant else []
    if not spans or live_class.opened_at is None:
        return []
    return missed_intervals(spans, live_class.opened_at, time_looked_at(live_class))


def spans_of(participant: Participant) -> list[Span]:
    """Return the connections of one participant."""
    return [Span(*times) for times in participant.spans.values_list("started_at", "last_seen_at", "ended_at")]


def chosen_rows(rows: list[AttendanceRow], *, mark: str = "", text: str = "", sort: str = "") -> list[AttendanceRow]:
    """Return the rows with that mark whose name holds the words, in the order asked for (else by tên)."""
    words = fold(text).split()
    found = [row for row in rows if mark in ("", row.mark) and _holds(row, words)]
    if sort == "phut":
        return sorted(found, key=lambda row: row.minutes)
    if sort == "vao":
        return sorted(found, key=lambda row: row.presence.first_at or _LATEST)
    return found


def totals(rows: list[AttendanceRow]) -> list[tuple[AttendanceMark, int]]:
    """Return how many there are of each mark."""
    return [(mark, sum(row.mark == mark for row in rows)) for mark in AttendanceMark]


def _holds(row: AttendanceRow, words: list[str]) -> bool:
    name = fold(f"{row.user.get_full_name()} {row.user.username}")
    return all(word in name for word in words)


def _spans_by_user(live_class: LiveClass) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    times = PresenceSpan.objects.filter(participant__live_class=live_class)
    for user_id, start, seen, end in times.values_list(
        "participant__user_id", "started_at", "last_seen_at", "ended_at"
    ):
        found.setdefault(user_id, []).append(Span(start, seen, end))
    return found


def _row(live_class: LiveClass, user, is_guest: bool, spans: list[Span], correction) -> AttendanceRow:
    has_begun = live_class.opened_at is not None
    presence = presence_of(spans, live_class.opened_at, time_looked_at(live_class)) if has_begun else NOT_SEEN
    return AttendanceRow(user, is_guest, presence, mark_of(presence, class_time(live_class)), correction)
