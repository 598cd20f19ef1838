"""Owns administrative units, schools, school classes and memberships (who is what where)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    """Owns administrative units, schools, school classes and memberships (who is what where)."""

    name = "schools"
    verbose_name = _("Trường và lớp")
