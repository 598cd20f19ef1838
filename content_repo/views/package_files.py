"""Members of packages, libraries and bundles, and the documents of the frames, by signed addresses."""

from django.http import Http404, HttpRequest, HttpResponse


def frame(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404


def member(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404


def bundle(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404


def library_member(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404
