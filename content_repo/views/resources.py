"""Pages of one resource and of what is mine: show, download, upload, edit, withdraw."""

from django.http import HttpResponse


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
