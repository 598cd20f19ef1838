"""Fixed choices of people: languages and themes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Theme(TextChoices):
    """Colours of the pages; ``SYSTEM`` follows the device."""

    SYSTEM = "system", _("Theo máy")
    LIGHT = "light", _("Nền sáng")
    DARK = "dark", _("Nền tối")
