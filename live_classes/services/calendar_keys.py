"""The address of a person's calendar: made when first asked for, and made anew when it got into wrong hands."""

import secrets

from django.db import transaction

from accounts.models import User
from live_classes.models import CalendarKey


def ensure_calendar_key(*, user: User) -> str:
    """Return the secret part of the user's calendar address."""
    return CalendarKey.objects.get_or_create(user=user, defaults={"key": _new_key()})[0].key


@transaction.atomic
def renew_calendar_key(*, user: User) -> str:
    """Make a new address; calendars that follow the old one get no more news."""
    return CalendarKey.objects.update_or_create(user=user, defaults={"key": _new_key()})[0].key


def _new_key() -> str:
    return secrets.token_urlsafe(24)
