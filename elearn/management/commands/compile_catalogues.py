"""Compile the translations of all apps."""

from django.core.management.base import BaseCommand

from elearn.catalogues import compile_catalogues


class Command(BaseCommand):
    """``manage.py compile_catalogues``; ``set_up`` does it too."""

    help = __doc__
    requires_system_checks: list = []

    def handle(self, **options):
        """Compile what changed."""
        self.stdout.write(f"{compile_catalogues()} catalogues compiled.")
