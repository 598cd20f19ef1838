"""Owns bytes: blobs in object storage, uploads, delivery and renditions; never what they mean."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    """Owns bytes: blobs in object storage, uploads, delivery and renditions; never what they mean."""

    name = "media"
    verbose_name = _("Tệp")
