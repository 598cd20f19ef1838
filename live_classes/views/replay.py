"""Replay of a class, its download and its deletion."""

from django.http import Http404


def replay(request, **names):
    """Not there yet."""
    raise Http404


def replay_download(request, **names):
    """Not there yet."""
    raise Http404


def recording_delete(request, **names):
    """Not there yet."""
    raise Http404
