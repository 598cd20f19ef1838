"""Addresses of pages from Vietnamese titles (pure)."""

from django.utils.text import slugify

MAX_LENGTH = 80


def plain_slug(title: str) -> str:
    """Return the title in lower-case letters without marks, joined by hyphens; empty if it has no letters.

    đ has no decomposition in Unicode, so it is replaced by hand.
    """
    return slugify(title.replace("đ", "d").replace("Đ", "D"))[:MAX_LENGTH].strip("-")
