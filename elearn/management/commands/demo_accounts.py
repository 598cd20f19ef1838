"""Print one demo sign-in a role."""

from django.core.management.base import BaseCommand

from elearn.demo.people import demo_sign_ins


class Command(BaseCommand):
    """``manage.py demo_accounts``: role, username, password."""

    help = __doc__
    requires_system_checks: list = []

    def handle(self, **options):
        for entry in demo_sign_ins():
            self.stdout.write(f"  {entry.role:<24} {entry.username:<14} {entry.password}")
