"""The review queue and the page on which a reviewer decides."""

from django.http import HttpResponse


def review_queue(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def review(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")
