"""The address of a person's calendar: made when asked for, and made anew when it got into wrong hands."""

import secrets

from django.db import transaction

from accounts.models import User
from live_classes.models import CalendarKey


@transaction.atomic
def renew_calendar_key(*, user: User) -> str:
    """Make an address, or a new one: calendars that follow the old one get no more news."""
    return CalendarKey.objects.update_or_create(user=user, defaults={"key": _new_key()})[0].key


def _new_key() -> str:
    return secrets.token_urlsafe(24)
