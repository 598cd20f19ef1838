"""The room and its log over HTTP."""

from django.http import Http404


def room(request, **names):
    """Not there yet."""
    raise Http404


def events(request, **names):
    """Not there yet."""
    raise Http404
