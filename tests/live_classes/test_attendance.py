"""How long somebody was in a class, reckoned from connections: joins, drops, marks, what was missed."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live_classes.attendance import (
    LONGEST_BRIDGE,
    NOT_SEEN,
    Span,
    iso_duration,
    mark_of,
    missed_intervals,
    presence_of,
    stretches,
)

OPENED = dt.datetime(2026, 11, 23, 19, 30, tzinfo=dt.UTC)
END = OPENED + dt.timedelta(minutes=40)


def at(minutes):
    return OPENED + dt.timedelta(minutes=minutes)


def cut(start, last_seen):
    return Span(at(start), at(last_seen))


def left(start, end):
    return Span(at(start), at(end), at(end))


def measured(*spans, until=END):
    presence = presence_of(spans, OPENED, until)
    return presence.minutes, str(mark_of(presence, until - OPENED)), len(presence.drops)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([cut(0, 40)], (40, "present", 0)),
        ([left(0, 40)], (40, "present", 0)),
        ([cut(0, 39.5)], (40, "present", 0)),  # the last touch was up to 15 s before the end
        ([cut(-10, 55)], (40, "present", 0)),  # clipped to the class
        ([left(0, 10), cut(5, 40)], (40, "present", 0)),  # two devices at once
        ([cut(0, 20), cut(0, 20), cut(20, 40)], (40, "present", 0)),
        ([left(0, 12)], (12, "partial", 0)),
        ([left(0, 20)], (20, "present", 0)),  # half is enough
        ([left(0, 19.9)], (20, "partial", 0)),  # shown in whole minutes, judged by seconds
        ([left(30, 40)], (10, "partial", 0)),  # came late
        ([cut(0, 10), cut(15, 40)], (40, "present", 1)),  # five minutes are bridged
        ([cut(0, 10), cut(15.1, 40)], (35, "present", 1)),  # more is not, and counts as a drop
        ([left(0, 10), cut(12, 40)], (38, "present", 0)),  # who left and came back was away
        ([cut(0, 3)], (3, "present", 1)),  # cut off, not back: the minutes are honest, the mark is kind
        ([cut(0, 3), left(38, 39)], (4, "present", 1)),  # and who fought the way back is no worse off
        ([left(0, 3), cut(5, 8)], (6, "present", 1)),
        ([cut(0, 0.2)], (1, "present", 1)),  # seconds are a minute, not none
        ([], (0, "unknown", 0)),
        ([cut(-10, -5)], (0, "unknown", 0)),
        ([cut(41, 50)], (0, "unknown", 0)),
        ([cut(5, 5)], (0, "unknown", 0)),  # was never touched
        ([Span(at(10), at(10), at(5))], (0, "unknown", 0)),  # ends before it starts: a clock that was set back
    ],
)
def test_minutes_and_mark_follow_from_the_connections(spans, expected):
    assert measured(*spans) == expected


def test_a_pupil_cut_off_is_shown_as_such_until_they_are_back():
    presence = presence_of([cut(0, 10)], OPENED, END)
    assert presence.is_cut_off and not presence.is_here and presence.last_at == at(10)
    assert presence.dropped == dt.timedelta(minutes=30) == presence.cut
    back = presence_of([cut(0, 10), cut(39, 40)], OPENED, END)
    assert not back.is_cut_off and back.is_here and back.drops[0].back_at == at(39)


def test_while_a_class_goes_on_those_seen_just_now_are_here():
    now = at(20)
    assert presence_of([cut(0, 19.5)], OPENED, now).is_here
    gone = presence_of([cut(0, 18)], OPENED, now)
    assert gone.is_cut_off and gone.minutes == 18
    assert not presence_of([left(0, 19.9)], OPENED, now).is_here


def test_leaving_with_one_device_while_the_other_goes_on_is_no_leaving():
    presence = presence_of([left(0, 10), cut(2, 30)], OPENED, END)
    assert presence.is_cut_off and presence.minutes == 30
    last_left = presence_of([cut(0, 10), left(2, 30)], OPENED, END)
    assert not last_left.is_cut_off and last_left.minutes == 30


def test_two_devices_that_end_together_are_a_cut_if_one_was_cut():
    assert presence_of([cut(0, 10), left(0, 10)], OPENED, END).is_cut_off
    assert presence_of([left(0, 10), cut(0, 10)], OPENED, END).is_cut_off


def test_a_class_without_length_measures_nobody():
    assert presence_of([cut(0, 10)], OPENED, OPENED) == NOT_SEEN
    assert presence_of([cut(0, 10)], None, END) == NOT_SEEN
    assert mark_of(NOT_SEEN, dt.timedelta()) == "unknown"


@pytest.mark.parametrize(
    ("spans", "missed"),
    [
        ([cut(0, 40)], []),
        ([cut(0, 39.5)], []),  # within the slack of the last touch
        ([cut(0, 10), cut(12, 40)], [(600_000, 720_000)]),  # what is bridged was still not heard
        ([left(0, 10), cut(12, 40)], [(600_000, 720_000)]),
        ([cut(3, 40)], [(0, 180_000)]),
        ([cut(0, 30)], [(1_800_000, 2_400_000)]),
        ([cut(0, 10), cut(10.05, 40)], []),  # three seconds are not worth a tap
        ([cut(0, 10), cut(5, 20), cut(22, 40)], [(1_200_000, 1_320_000)]),
    ],
)
def test_what_was_missed_is_where_no_device_was_connected(spans, missed):
    assert missed_intervals(spans, OPENED, END) == missed


def test_a_duration_is_written_as_xapi_wants_it():
    assert iso_duration(42) == "PT42M"


seconds = st.integers(min_value=-600, max_value=3000)
spans = st.lists(
    st.builds(
        lambda start, length, has_left: Span(
            OPENED + dt.timedelta(seconds=start),
            OPENED + dt.timedelta(seconds=start + length),
            OPENED + dt.timedelta(seconds=start + length) if has_left else None,
        ),
        seconds,
        st.integers(min_value=0, max_value=1500),
        st.booleans(),
    ),
    max_size=8,
)


@given(spans)
def test_nobody_is_present_longer_than_the_class_or_shorter_than_any_device_of_theirs(spans):
    presence = presence_of(spans, OPENED, END)
    assert dt.timedelta() <= presence.present
    assert presence.present + presence.cut <= END - OPENED
    longest = max((min(s.until, END) - max(s.started_at, OPENED) for s in spans), default=dt.timedelta())
    assert presence.present >= longest
    joined = stretches(spans, OPENED, END)
    assert all(a.end < b.start for a, b in itertools.pairwise(joined))


@given(spans, st.randoms())
def test_the_order_in_which_connections_are_read_changes_nothing(spans, random):
    shuffled = list(spans)
    random.shuffle(shuffled)
    assert presence_of(spans, OPENED, END) == presence_of(shuffled, OPENED, END)


@given(spans)
def test_what_was_missed_and_what_was_heard_are_the_whole_class(spans):
    heard = sum(((part.end - part.start) for part in stretches(spans, OPENED, END)), dt.timedelta())
    missed = missed_intervals(spans, OPENED, END, shortest=dt.timedelta())
    total = heard + sum((dt.timedelta(milliseconds=b - a) for a, b in missed), dt.timedelta())
    assert dt.timedelta() <= (END - OPENED) - total <= dt.timedelta(seconds=45)


@given(st.integers(min_value=1, max_value=600))
def test_a_drop_is_bridged_up_to_five_minutes_and_never_counts_against_the_mark(gap):
    back = 10 + gap / 60
    presence = presence_of([cut(0, 10), cut(back, 40)], OPENED, END)
    bridged = dt.timedelta(seconds=gap) <= LONGEST_BRIDGE
    assert presence.present == (END - OPENED if bridged else END - OPENED - dt.timedelta(seconds=gap))
    assert mark_of(presence, END - OPENED) == "present"
