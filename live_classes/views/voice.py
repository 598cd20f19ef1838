"""Voice that was kept, and the test of a device."""

from django.http import Http404


def voice(request, **names):
    """Not there yet."""
    raise Http404


def device_test(request, **names):
    """Not there yet."""
    raise Http404
