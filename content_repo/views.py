"""The repository: catalogue, resource pages, upload, review."""

from django.http import HttpResponse


def catalogue(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def suggest(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def my_resources(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def resource(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def download(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def history(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def revision(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def edit(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def submit(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def withdraw(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def unpublish(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def delete(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def upload(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def review_queue(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def review(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")

