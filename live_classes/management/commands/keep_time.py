"""Do what live classes need by the clock until told to stop (SIGTERM, SIGINT): reminders, ending, sweeping."""

import signal
import threading

from django.core.management.base import BaseCommand
from django.utils import timezone

from live_classes.services.timekeeping import jobs, keep_time, run_due_jobs


class Command(BaseCommand):
    """``manage.py keep_time [--once]``: one process an installation is enough, more do no harm."""

    help = __doc__
    requires_system_checks: list = []  # they load every page of the site, which nothing here needs

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do what is due now, then end.")

    def handle(self, *, once: bool, **options):
        if once:
            return run_due_jobs(jobs(), timezone.now())
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        return keep_time(stop)
