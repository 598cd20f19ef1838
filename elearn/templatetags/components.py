"""Small pieces of every page: icons, sizes, prices, progress."""

import datetime as dt
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import ngettext

register = template.Library()


@cache
def _sprite_url() -> str:
    return static("icons.svg")


@register.simple_tag
def icon(name: str, classes: str = "") -> str:
    """Return the symbol ``name`` of the icon sprite; hidden from screen readers, so put the word beside it."""
    return format_html('<svg class="i {}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, _sprite_url(), name)


@register.filter
def file_size(size_bytes: int | None) -> str:
    """Return a size as ``420 KB`` or ``1,2 MB`` in the active locale; 1 KB is 1,000 bytes."""
    size = size_bytes or 0
    for unit, factor in (("GB", 1_000_000_000), ("MB", 1_000_000)):
        if size >= factor:
            return f"{number_format(size / factor, 1 if size < 100 * factor else 0)} {unit}"
    return f"{number_format(max(1, round(size / 1000)) if size else 0, 0)} KB"


@register.filter
def elapsed(moment: dt.datetime | None) -> str:
    """Return the time since a moment in one unit: ``5 phút``. Django's ``timesince`` has no Vietnamese."""
    minutes = max(0, int((timezone.now() - moment).total_seconds() // 60)) if moment else 0
    if minutes < 60:
        return ngettext("%(number)d phút", "%(number)d phút", minutes) % {"number": minutes}
    if (hours := minutes // 60) < 24:
        return ngettext("%(number)d giờ", "%(number)d giờ", hours) % {"number": hours}
    return ngettext("%(number)d ngày", "%(number)d ngày", hours // 24) % {"number": hours // 24}


@register.inclusion_tag("elearn/_price.html")
def price(size_bytes: int) -> dict:
    """Show what something costs: the size, and the time on this link once the script has measured it."""
    return {"size_bytes": size_bytes}


@register.inclusion_tag("elearn/_progress.html")
def progress(done: int, total: int, label: str, classes: str = "") -> dict:
    """Show a progress bar of ``done`` out of ``total`` with an accessible name."""
    return {"done": done, "total": max(total, 1), "label": label, "classes": classes}


@register.inclusion_tag("elearn/_pager.html", takes_context=True)
def pager(context, page) -> dict:
    """Show links to the other pages of a :class:`django.core.paginator.Page`, keeping the filters."""
    query = context["request"].GET.copy()
    query.pop("trang", None)
    return {"page": page, "query": query.urlencode()}
