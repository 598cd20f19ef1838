"""News of files for the apps above."""

from django.dispatch import Signal

pages_drawn = Signal()
"""Sent with ``blob`` when some more of its pages, or all it will ever have, can be shown."""
