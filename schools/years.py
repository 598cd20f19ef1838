"""School years, written ``2026-2027`` (pure)."""

import datetime as dt
import re

_FIRST_MONTH = 7  # rosters of the new year are made in the summer
_WRITTEN = re.compile(r"(\d{4})-(\d{4})")


def school_year_of(day: dt.date) -> str:
    """Return the school year that a day belongs to."""
    first = day.year if day.month >= _FIRST_MONTH else day.year - 1
    return f"{first}-{first + 1}"


def next_school_year(year: str) -> str:
    """Return the year after a school year."""
    first = int(year[:4]) + 1
    return f"{first}-{first + 1}"


def is_school_year(text: str) -> bool:
    """Whether a text names two years in a row."""
    match = _WRITTEN.fullmatch(text)
    return match is not None and int(match[2]) == int(match[1]) + 1
