"""Clear away dead uploads, parts without one, and bytes that nothing uses."""

from django.core.management.base import BaseCommand

from media.sweeping import sweep


class Command(BaseCommand):
    """``manage.py sweep_uploads``: run once a day."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Count only; change nothing.")

    def handle(self, *, dry_run: bool, **options):
        counts = sweep(is_dry_run=dry_run)
        for what, number in counts.items():
            self.stdout.write(f"{what}: {number}")
        if not counts:
            self.stdout.write("Nothing to sweep.")
