"""Bringing content to a newer version of its library."""

from django.http import Http404, HttpRequest, HttpResponse


def package_upgrade(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404
