"""What happens by the clock: reminders, the end of forgotten classes, attendance into the learner log, old recordings.

Each job may run on several hosts at once and again after a restart: what is done stands in the database.
"""

import datetime as dt
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections
from django.utils import timezone

from live_classes.services.attendance import settle_ended_classes
from live_classes.services.holding import end_forgotten_classes
from live_classes.services.recording import delete_recording, recordings_to_delete
from live_classes.services.reminders import send_due_reminders

logger = logging.getLogger(__name__)

PASS_SECONDS = 30
DAY = dt.timedelta(days=1)


@dataclass
class Job:
    """Work that is due again some time after it was last done; the first pass does all."""

    run: Callable[[dt.datetime], object]
    every: dt.timedelta = dt.timedelta(0)
    done_at: dt.datetime | None = None

    def is_due(self, now: dt.datetime) -> bool:
        """Whether the time has come."""
        return self.done_at is None or now - self.done_at >= self.every


def jobs() -> list[Job]:
    """Return what is done by the clock, in order of haste."""
    return [
        Job(lambda now: send_due_reminders(now=now)),
        Job(lambda now: end_forgotten_classes(now=now)),
        Job(lambda now: settle_ended_classes()),
        Job(sweep_recordings, every=DAY),
    ]


def sweep_recordings(now: dt.datetime) -> None:
    """Delete recordings whose days are over."""
    for live_class in recordings_to_delete(now=now):
        delete_recording(live_class=live_class, by=None)


def run_due_jobs(due: list[Job], now: dt.datetime) -> None:
    """Do what is due; a job that fails is tried again at the next pass and holds up no other."""
    for job in due:
        if not job.is_due(now):
            continue
        try:
            job.run(now)
        except Exception:
            logger.exception("A job of the timekeeper failed; trying again.")
        else:
            job.done_at = now


def keep_time(stop: threading.Event) -> None:
    """Do what is due each half minute until told to stop; outlives trouble with the database."""
    planned = jobs()
    while not stop.is_set():
        run_due_jobs(planned, timezone.now())
        close_old_connections()
        stop.wait(PASS_SECONDS)
