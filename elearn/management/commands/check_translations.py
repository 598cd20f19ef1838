"""Check that every text of every app has an English translation, and that no entry is left over."""

from django.core.management.base import BaseCommand, CommandError

from elearn.catalogues import APPS
from elearn.extraction import problems_of


class Command(BaseCommand):
    """``manage.py check_translations``; part of ``make check``."""

    help = __doc__
    requires_system_checks: list = []

    def handle(self, **options):
        """Print what is wrong; fail if anything is."""
        problems = [problem for app in APPS for problem in problems_of(app)]
        for problem in problems:
            self.stdout.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} texts need the translator: make messages, then edit */locale/en/.")
        self.stdout.write("Every text has an English translation.")
