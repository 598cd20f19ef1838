"""Attendance: the list, corrections, exports."""

from django.http import Http404


def attendance(request, **names):
    """Not there yet."""
    raise Http404


def attendance_correct(request, **names):
    """Not there yet."""
    raise Http404


def attendance_csv(request, **names):
    """Not there yet."""
    raise Http404


def attendance_xlsx(request, **names):
    """Not there yet."""
    raise Http404
