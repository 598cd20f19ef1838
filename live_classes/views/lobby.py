"""Before and after the room: lobby and summary, opening and ending, invitations, calendars."""

from django.http import Http404


def live_class(request, **names):
    """Not there yet."""
    raise Http404


def live_class_open(request, **names):
    """Not there yet."""
    raise Http404


def live_class_end(request, **names):
    """Not there yet."""
    raise Http404


def live_class_status(request, **names):
    """Not there yet."""
    raise Http404


def live_class_ics(request, **names):
    """Not there yet."""
    raise Http404


def calendar_feed(request, **names):
    """Not there yet."""
    raise Http404


def guest_entry(request, **names):
    """Not there yet."""
    raise Http404


def admit_guest(request, **names):
    """Not there yet."""
    raise Http404
