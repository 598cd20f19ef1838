"""People's pages: sign-in, account, preferences, notifications."""

from django.http import HttpResponse


def sign_in(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def sign_out(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def account(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def change_password(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def language(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def preferences(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def notifications(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def notifications_read(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def notification(request, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER")


def locked_out(request, response=None, credentials=None, *args, **kwargs):
    """PLACEHOLDER."""
    return HttpResponse("PLACEHOLDER", status=429)
