"""Delete the recordings of live classes that were kept as many days as their teachers chose."""

from django.core.management.base import BaseCommand

from live_classes.services.recording import delete_recording, recordings_to_delete


class Command(BaseCommand):
    """``manage.py sweep_recordings``: run once a day, before ``sweep_uploads``, which frees the bytes."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Count only; change nothing.")

    def handle(self, *, dry_run: bool, **options):
        due = list(recordings_to_delete())
        for live_class in due if not dry_run else ():
            delete_recording(live_class=live_class, by=None)
        self.stdout.write(f"recordings deleted: {len(due)}" if due else "Nothing to sweep.")
