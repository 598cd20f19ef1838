"""Courses taken in from Common Cartridge files, and given out as such."""

from django.http import Http404, HttpRequest, HttpResponse


def cartridge_import(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404


def cartridge_report(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404


def course_export(request: HttpRequest, **kwargs) -> HttpResponse:
    """Not yet."""
    raise Http404
