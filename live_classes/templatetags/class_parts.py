"""Small pieces of the pages of a class: times in words, an id for a form."""

import datetime as dt
import uuid as uuids

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from live_classes.board_svg import board_items

register = template.Library()


@register.filter
def class_clock(clock_ms: int) -> str:
    """Return a moment of the class clock as ``0:45``, ``12:03`` or ``1:02:03``."""
    minutes, seconds = divmod(max(0, int(clock_ms)) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@register.filter
def time_taken(length: dt.timedelta | int) -> str:
    """Return a length of time (or milliseconds) as ``38 giây``, ``3 phút 20 giây`` or ``1 giờ 5 phút``."""
    seconds = round(length.total_seconds() if isinstance(length, dt.timedelta) else length / 1000)
    if seconds < 60:
        return _("%(seconds)d giây") % {"seconds": seconds}
    if seconds < 600 and seconds % 60:
        return _("%(minutes)d phút %(seconds)d giây") % {"minutes": seconds // 60, "seconds": seconds % 60}
    minutes = round(seconds / 60)
    if minutes < 60:
        return _("%(minutes)d phút") % {"minutes": minutes}
    return _("%(hours)d giờ %(minutes)d phút") % {"hours": minutes // 60, "minutes": minutes % 60}


@register.simple_tag
def form_uuid() -> str:
    """Return a new id for a form, so that sending it twice is harmless."""
    return str(uuids.uuid4())


@register.simple_tag
def drawn(items: list[dict]) -> SafeString:
    """Return the elements of a board's items, for an SVG of 1600 × 900 units; words in them are escaped there."""
    return mark_safe(board_items(items))  # noqa: S308


@register.filter
def seconds(clock_ms: int) -> str:
    """Return a moment of the class clock in seconds, as addresses of media want it."""
    return f"{clock_ms / 1000:.0f}"
