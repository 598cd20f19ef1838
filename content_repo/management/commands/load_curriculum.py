"""Load the curriculum that materials are filed under."""

from django.core.management.base import BaseCommand

from content_repo.curriculum_loading import load_curriculum


class Command(BaseCommand):
    """``manage.py load_curriculum``: safe to run again."""

    help = __doc__

    def handle(self, **options):
        counts = load_curriculum()
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in counts.items()))
