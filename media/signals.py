"""News of files for the apps above."""

from django.dispatch import Signal

pages_drawn = Signal()
"""Sent with ``blob`` when some more of its pages, or all it will ever have, can be shown."""

file_examined = Signal()
"""Sent with ``blob``, ``path`` (the whole file, local) and ``name`` once a file was found fit and kept.

A receiver that looks deeper may raise :class:`~media.problems.Refusal`: then the upload is refused with its code and
its ``report``, and the bytes are swept as unused.
"""

sweeping = Signal()
"""Sent with ``counts`` (to add to) and ``is_dry_run`` before unused blobs are deleted: let go of what nobody uses."""
