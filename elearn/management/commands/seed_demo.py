"""Fill an installation with the demo province. Running it again adds only what was never made."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from elearn.demo.province import seed_province


class Command(BaseCommand):
    """``manage.py seed_demo [--force]``: after ``migrate`` and ``prepare``."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="Also on a site served over https.")

    def handle(self, *, force, **options):
        if urlsplit(settings.SITE_URL).scheme == "https" and not force:
            raise CommandError(
                "The demo accounts have passwords that everybody knows, and ELEARN_PUBLIC_URL is https: "
                "this looks like a real site. Nothing was changed. Add --force if it is a demonstration."
            )
        with _quiet_wagtail():
            made = seed_province(report=self._report)
        self.stdout.write(f"    {made} parts made." if made else "    The demo province is there already.")

    def _report(self, number: int, total: int, words: str) -> None:
        self.stdout.write(f"    {number:>2}/{total} {words}")
        self.stdout.flush()


@contextmanager
def _quiet_wagtail() -> Iterator[None]:
    """Keep Wagtail's line a page and revision from drowning the words about progress."""
    logger = logging.getLogger("wagtail")
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
