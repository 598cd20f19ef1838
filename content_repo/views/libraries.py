"""The reviewer's screens of H5P libraries."""

from django.http import Http404, HttpRequest, HttpResponse


def libraries(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404


def library(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404
