"""Telling people that their class begins soon, each class once."""

import datetime as dt

from django.db import transaction

from accounts.services import notify
from live_classes.choices import LiveClassState
from live_classes.models import LiveClass
from live_classes.queries import people_concerned
from live_classes.services.planning import notification_params

REMINDED_BEFORE = dt.timedelta(minutes=15)


def send_due_reminders(*, now: dt.datetime) -> list[LiveClass]:
    """Remind pupils and teacher of each class that begins within 15 minutes; return these classes.

    A class that began while nothing kept the time is passed over: its reminder would come too late.
    """
    due = LiveClass.objects.filter(
        state__in=(LiveClassState.SCHEDULED, LiveClassState.OPEN),
        reminded_at__isnull=True,
        starts_at__gt=now,
        starts_at__lte=now + REMINDED_BEFORE,
    )
    return [row for row in due.select_related("teacher", "course", "school_class") if _remind(row, now)]


@transaction.atomic
def _remind(live_class: LiveClass, now: dt.datetime) -> bool:
    """Mark the class and send, in one transaction: of two processes only one finds it unmarked."""
    unmarked = LiveClass.objects.filter(pk=live_class.pk, reminded_at__isnull=True, starts_at=live_class.starts_at)
    if not unmarked.update(reminded_at=now):
        return False
    notify(
        users=people_concerned(live_class),
        kind="live_classes.reminder",
        params=notification_params(live_class),
        url=live_class.get_absolute_url(),
    )
    return True
