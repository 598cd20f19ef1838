"""Write new and changed texts of all apps into their English catalogues."""

from django.core.management.base import BaseCommand

from elearn.catalogues import APPS
from elearn.environment import PROJECT_DIR
from elearn.extraction import write_texts


class Command(BaseCommand):
    """``manage.py update_translations``: ``make messages``; then translate what is empty or marked fuzzy."""

    help = __doc__
    requires_system_checks: list = []

    def handle(self, **options):
        """Update every catalogue in place."""
        for app in APPS:
            write_texts(PROJECT_DIR / app)
            self.stdout.write(f"{app}/locale/en/LC_MESSAGES/django.po")
