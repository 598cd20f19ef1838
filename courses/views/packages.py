"""A package of a lesson on a page of its own, and what pupils did in packages."""

from django.http import Http404, HttpRequest, HttpResponse


def lesson_package(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404


def package_results(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404


def package_results_csv(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404


def pupil_results(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404
