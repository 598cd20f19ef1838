"""Keep the search index in line with the database until told to stop (SIGTERM, SIGINT)."""

import signal
import threading

from django.core.management.base import BaseCommand, CommandError

from content_repo.search.generations import IndexBusyError
from content_repo.search.indexer import follow


class Command(BaseCommand):
    """``manage.py follow_search``: one process a host."""

    help = __doc__

    def handle(self, **options):
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        try:
            follow(stop)
        except IndexBusyError:
            raise CommandError("Another process writes to the search index.") from None
