"""Pages of one package: what it is, what was found, its export."""

from django.http import Http404, HttpRequest, HttpResponse


def package(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404


def package_play(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404


def package_export(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404


def upload_report(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404
