"""How long someone was in a live class, from the intervals in which a device of theirs was connected (pure).

A weak link is nobody's fault. Up to five minutes between a cut and the return count as present; longer cuts, and one
that was never followed by a return, are not called present, yet they don't count against the mark either.
"""

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from live_classes.choices import AttendanceMark

LONGEST_BRIDGE = dt.timedelta(minutes=5)
TOUCH_SLACK = dt.timedelta(seconds=45)  # connected devices are noted each 15 s; three misses are a cut
PRESENT_SHARE = 0.5  # of the class time
_ZERO = dt.timedelta()


@dataclass(frozen=True)
class Span:
    """One connection; ``ended_at`` only when the person left, otherwise it was cut after ``last_seen_at``."""

    started_at: dt.datetime
    last_seen_at: dt.datetime
    ended_at: dt.datetime | None = None

    @property
    def until(self) -> dt.datetime:
        """The last moment known of it."""
        return max(self.started_at, self.ended_at or self.last_seen_at)


@dataclass(frozen=True)
class Stretch:
    """Time together on any device; ``left`` says that it ended by leaving and not by a cut."""

    start: dt.datetime
    end: dt.datetime
    left: bool


@dataclass(frozen=True)
class Drop:
    """A cut: from when to when; ``back_at`` is ``None`` as long as nobody has come back."""

    start: dt.datetime
    back_at: dt.datetime | None
    length: dt.timedelta


@dataclass(frozen=True)
class Presence:
    """What is known of one person in one class."""

    first_at: dt.datetime | None = None
    last_at: dt.datetime | None = None
    present: dt.timedelta = _ZERO
    cut: dt.timedelta = _ZERO  # time away because of the link, beyond what was bridged
    drops: tuple[Drop, ...] = ()
    is_here: bool = False  # there at the end of the time looked at

    @property
    def minutes(self) -> int:
        """Minutes present; a short visit is one minute, not none."""
        seconds = self.present.total_seconds()
        return max(1, round(seconds / 60)) if seconds else 0

    @property
    def is_cut_off(self) -> bool:
        """«Rớt mạng, chưa trở lại»."""
        return bool(self.drops) and self.drops[-1].back_at is None

    @property
    def dropped(self) -> dt.timedelta:
        """Length of all drops together."""
        return sum((drop.length for drop in self.drops), _ZERO)


NOT_SEEN = Presence()


def stretches(spans: Iterable[Span], opened_at: dt.datetime, until: dt.datetime) -> list[Stretch]:
    """Join the spans of all devices, clipped to the class; what only touches its ends is nothing."""
    joined: list[Stretch] = []
    for span in sorted(spans, key=lambda span: (span.started_at, span.until)):
        start, end = max(span.started_at, opened_at), min(span.until, until)
        if end <= start:
            continue
        left = span.ended_at is not None and span.until <= until
        last = joined[-1] if joined else None
        if last is None or start > last.end:
            joined.append(Stretch(start, end, left))
        elif end > last.end:
            joined[-1] = Stretch(last.start, end, left)
        elif end == last.end:  # two devices at once: leaving with one while the other was cut is a cut
            joined[-1] = Stretch(last.start, end, left and last.left)
    return joined


def presence_of(spans: Iterable[Span], opened_at: dt.datetime | None, until: dt.datetime) -> Presence:
    """Return what the spans say about the time from ``opened_at`` to ``until`` (the end, or now while it is open)."""
    if opened_at is None or until <= opened_at:
        return NOT_SEEN
    parts = stretches(spans, opened_at, until)
    if not parts:
        return NOT_SEEN
    present = sum((part.end - part.start for part in parts), _ZERO)
    cut, drops = _ZERO, []
    for before, after in itertools.pairwise(parts):
        gap = after.start - before.end
        if before.left:
            continue
        drops.append(Drop(before.end, after.start, gap))
        if gap <= LONGEST_BRIDGE:
            present += gap
        else:
            cut += gap
    last, missing = parts[-1], until - parts[-1].end
    is_here = not last.left and missing <= TOUCH_SLACK
    if is_here:
        present += missing
    elif not last.left:
        drops.append(Drop(last.end, None, missing))
        cut += missing
    return Presence(parts[0].start, until if is_here else last.end, present, cut, tuple(drops), is_here)


def mark_of(presence: Presence, class_time: dt.timedelta) -> AttendanceMark:
    """Return the mark measured: cuts count for the mark, though not as minutes; who never came is unknown."""
    if presence.first_at is None:
        return AttendanceMark.UNKNOWN
    if presence.present + presence.cut >= class_time * PRESENT_SHARE:
        return AttendanceMark.PRESENT
    return AttendanceMark.PARTIAL


def missed_intervals(
    spans: Iterable[Span], opened_at: dt.datetime, until: dt.datetime, shortest: dt.timedelta = dt.timedelta(seconds=5)
) -> list[tuple[int, int]]:
    """Return the intervals, in milliseconds of the class clock, in which no device was connected.

    Nothing is bridged here: who lost two minutes wants to hear two minutes. The slack at the end of the class is none.
    """
    clock = lambda moment: round((moment - opened_at).total_seconds() * 1000)  # noqa: E731 - one line, used here only
    missed, at = [], opened_at
    for part in stretches(spans, opened_at, until):
        if part.start - at >= shortest:
            missed.append((clock(at), clock(part.start)))
        at = part.end
    if until - at > max(shortest, TOUCH_SLACK):
        missed.append((clock(at), clock(until)))
    return missed


def iso_duration(minutes: int) -> str:
    """Return minutes as a duration of ISO 8601, as xAPI wants it."""
    return f"PT{minutes}M"
