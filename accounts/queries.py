"""Reads about people: their notifications."""

from django.db.models import QuerySet
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import Notification, User


def notifications_of(user: User, *, is_unread_only: bool = False) -> QuerySet[Notification]:
    """Notifications of a user, newest first."""
    notifications = Notification.objects.filter(user=user)
    return notifications.filter(read_at__isnull=True) if is_unread_only else notifications


def notification_text(notification: Notification) -> str:
    """Return the words of a notification in the active language; a kind that is no longer known stays readable."""
    try:
        return render_to_string(notification.template_name, notification.params)
    except (TemplateDoesNotExist, ValueError):
        return _("Có tin mới.")
