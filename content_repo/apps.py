"""Owns learning resources, the curriculum they are filed under, their review and their search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentRepoConfig(AppConfig):
    """Owns learning resources, the curriculum they are filed under, their review and their search."""

    name = "content_repo"
    verbose_name = _("Kho học liệu")

    def ready(self):
        """Listen to the news of the review and of files."""
        from content_repo import package_receivers, receivers  # noqa: F401
