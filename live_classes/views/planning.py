"""Planning live classes: the list, forms, cancelling, the audit list."""

from django.http import Http404


def live_class_list(request, **names):
    """Not there yet."""
    raise Http404


def live_class_create(request, **names):
    """Not there yet."""
    raise Http404


def live_class_edit(request, **names):
    """Not there yet."""
    raise Http404


def live_class_cancel(request, **names):
    """Not there yet."""
    raise Http404


def audit_log(request, **names):
    """Not there yet."""
    raise Http404
