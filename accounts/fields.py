"""Form fields that every app may use."""

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

MAX_KEY_DIGITS = 18  # fits into the 64 bits of a primary key


def is_key(text: object) -> bool:
    """Whether a text can be a primary key; the database refuses longer numbers with an exception."""
    written = str(text)
    return written.isascii() and written.isdecimal() and len(written) <= MAX_KEY_DIGITS


def is_uuid(text: object) -> bool:
    """Whether a text is a UUID as addresses and forms of the site write it."""
    try:
        return str(UUID(str(text))) == str(text).lower()
    except ValueError:
        return False


class KeysField(forms.ModelMultipleChoiceField):
    """Several objects by primary key; numbers no key can be are a wrong choice, as they are with a single one."""

    def clean(self, value):
        """Look at the keys before the database is asked for them."""
        for key in value if isinstance(value, list | tuple) else ():
            if not is_key(key):
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": str(key)[:40]})
        return super().clean(value)
