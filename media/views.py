"""Delivery of blobs by short-lived signed addresses."""

from django.http import HttpResponse


def deliver(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")
