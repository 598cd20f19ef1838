"""Making exercises from forms, adapting and upgrading them."""

from django.http import Http404, HttpRequest, HttpResponse


def exercises(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404


def exercise_new(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404


def exercise_edit(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404


def package_adapt(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404


def package_upgrade(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404
