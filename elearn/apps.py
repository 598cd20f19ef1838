"""Composes the apps: home pages, navigation, addresses, demo seeding."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ElearnConfig(AppConfig):
    """Composes the apps: home pages, navigation, addresses, demo seeding."""

    name = "elearn"
    verbose_name = _("Lớp Gần")
