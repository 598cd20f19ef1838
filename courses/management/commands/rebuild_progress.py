"""Make the progress of all pupils anew from the learner log."""

from django.core.management.base import BaseCommand

from courses.services import rebuild_progress


class Command(BaseCommand):
    """``manage.py rebuild_progress``: safe to run, and to repeat, at any time."""

    help = __doc__

    def handle(self, **options):
        """Rebuild, and say how far it is."""
        rows = rebuild_progress(report=self._report)
        self.stdout.write(f"\n{rows} rows of progress.")

    def _report(self, done: int, total: int) -> None:
        self.stdout.write(f"\r{done}/{total}", ending="")
        self.stdout.flush()
