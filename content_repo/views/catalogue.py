"""The catalogue: search box, facets, suggestions."""

from django.http import HttpResponse


def catalogue(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def suggest(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")
