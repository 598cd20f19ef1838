"""Small pieces of every page."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from elearn.templatetags.components import elapsed


@pytest.mark.parametrize(
    "minutes, words", [(0, "0 phút"), (59, "59 phút"), (60, "1 giờ"), (23 * 60 + 59, "23 giờ"), (3 * 24 * 60, "3 ngày")]
)
def test_a_waiting_time_is_told_in_one_vietnamese_unit(minutes, words):
    with translation.override("vi"):
        assert elapsed(timezone.now() - dt.timedelta(minutes=minutes, seconds=5)) == words


def test_a_clock_that_is_ahead_tells_no_negative_time():
    with translation.override("vi"):
        assert elapsed(timezone.now() + dt.timedelta(hours=1)) == "0 phút"
