"""Writes about people: accounts, passwords, preferences, notifications."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.choices import Theme
from accounts.models import Notification, User
from accounts.names import name_sort_key, split_full_name


@dataclass(frozen=True)
class NewPerson:
    """Someone to open an account for; ``username`` is in lower case."""

    username: str
    full_name: str


def open_accounts(*, people: Iterable[NewPerson]) -> list[User]:
    """Create an account without a usable password for each person, in one statement a few hundred rows.

    A username that is taken raises :class:`django.db.IntegrityError`.
    """
    users = []
    for person in people:
        last_name, first_name = split_full_name(person.full_name)
        users.append(
            User(
                username=person.username,
                last_name=last_name,
                first_name=first_name,
                name_sort_key=name_sort_key(last_name, first_name),
                password=make_password(None),
            )
        )
    return User.objects.bulk_create(users, batch_size=400)


def set_password(*, user: User, password: str, must_change: bool = False) -> None:
    """Set a password; every session of the user that knew the old one ends with it."""
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])


@transaction.atomic
def set_passwords(*, hashes: dict[User, str]) -> None:
    """Set passwords that are hashed already (hashing is slow on purpose and must not hold the database)."""
    for user, hashed in hashes.items():
        user.password = hashed
        user.must_change_password = False
    User.objects.bulk_update(hashes, ["password", "must_change_password"], batch_size=200)


def change_language(*, user: User, language: str) -> None:
    """Remember the language of the pages for the user."""
    user.language = language
    user.save(update_fields=["language"])


def change_preferences(*, user: User, theme: Theme | str, is_data_saver: bool) -> None:
    """Remember colours and data saving."""
    user.theme = theme
    user.is_data_saver = is_data_saver
    user.save(update_fields=["theme", "is_data_saver"])


def notify(*, users: Iterable[User], kind: str, params: dict | None = None, url: str = "") -> list[Notification]:
    """Send each of the users one notification of a kind such as ``content_repo.returned``.

    ``kind`` names the template ``<app>/notifications/<name>.html``, which gets ``params`` (plain JSON values).
    """
    people = {user.pk: user for user in users if user is not None}
    return Notification.objects.bulk_create(
        [Notification(user=user, kind=kind, params=params or {}, url=url) for user in people.values()], batch_size=400
    )


def mark_read(*, user: User, notification: Notification | None = None) -> int:
    """Mark one notification of the user as read, or all; return how many were unread."""
    unread = Notification.objects.filter(user=user, read_at__isnull=True)
    if notification is not None:
        unread = unread.filter(pk=notification.pk)
    return unread.update(read_at=timezone.now())


def settle_notifications(*, kind: str, url: str, until: dt.datetime) -> int:
    """Mark what asked people to act as read by all of them, since somebody has acted; return how many it were.

    ``until`` spares what was sent about the same address afterwards.
    """
    unread = Notification.objects.filter(read_at__isnull=True, url=url, kind=kind, created_at__lte=until)
    return unread.update(read_at=timezone.now())
