"""Owns people as such: users, sign-in, preferences and the notifications they receive."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Owns people as such: users, sign-in, preferences and the notifications they receive."""

    name = "accounts"
    verbose_name = _("Tài khoản")
