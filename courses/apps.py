"""Owns courses, lessons and the learner log."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """Owns courses, lessons and the learner log."""

    name = "courses"
    verbose_name = _("Khoá học")
