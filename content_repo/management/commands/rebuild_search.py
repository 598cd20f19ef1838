"""Build the search index anew; the old one serves until the new one is complete."""

import time

from django.core.management.base import BaseCommand, CommandError

from content_repo.search.generations import IndexBusyError, rebuild

BAR_WIDTH = 30


class Command(BaseCommand):
    """``manage.py rebuild_search``: may run while everything else runs."""

    help = __doc__

    def handle(self, **options):
        self.started = time.monotonic()
        try:
            generation = rebuild(report=self.report)
        except IndexBusyError:
            raise CommandError("Another rebuild is running.") from None
        self.stdout.write(f"\n{generation.folder.name} serves now.")

    def report(self, done: int, total: int) -> None:
        """Draw the bar and the time left."""
        filled = BAR_WIDTH * done // max(total, 1)
        elapsed = time.monotonic() - self.started
        left = f"{elapsed / done * (total - done):.0f} s left" if done else ""
        bar = "█" * filled + "·" * (BAR_WIDTH - filled)
        self.stdout.write(f"\r{bar} {done}/{total} {left}   ", ending="")
        self.stdout.flush()
