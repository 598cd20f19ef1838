"""Files of a live class: decks page by page, handouts."""

from django.http import Http404


def file_add(request, **names):
    """Not there yet."""
    raise Http404


def file_download(request, **names):
    """Not there yet."""
    raise Http404


def file_remove(request, **names):
    """Not there yet."""
    raise Http404


def deck_page(request, **names):
    """Not there yet."""
    raise Http404
