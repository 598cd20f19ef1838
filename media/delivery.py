"""Addresses of blobs: signed, good for some hours, and the same within them so that browsers keep what they have.

The token holds all that serving needs (object, type, disposition, name), so serving asks the database nothing.
"""

import time
from typing import NamedTuple

from django.core import signing
from django.urls import reverse

from media.kinds import KINDS
from media.models import Blob
from media.names import ascii_name, clean_name
from media.queries import renditions_of

WINDOW_SECONDS = 6 * 3600
GRACE_SECONDS = 12 * 3600  # an address lives for 12 to 18 hours
_SALT = "media.delivery"
_TEXT = ("text/",)


class Delivery(NamedTuple):
    """What a token says: which object to serve, and as what."""

    sha256: str
    media_type: str
    name: str
    is_inline: bool

    @property
    def key(self) -> str:
        """Name of the object in storage."""
        return f"blobs/{self.sha256[:2]}/{self.sha256}"


class Expired(Exception):  # noqa: N818 - an outcome, not a failure
    """The token was good once."""


def delivery_url(blob: Blob, *, name: str, inline: bool = False, rendition: str | None = None) -> str:
    """Return the address of a blob, or of one of its renditions; an empty string when there is nothing to serve yet.

    ``name`` is the name it gets on the reader's disk. Pictures are served as their clean copy, without GPS and EXIF.
    Kinds that may run script are attachments whatever ``inline`` says. The site's own records have no address.
    """
    delivery = delivery_of(blob, name=name, inline=inline, rendition=rendition)
    if delivery is None:
        return ""
    return reverse("media:deliver", args=[sign_delivery(delivery), ascii_name(delivery.name)])


def delivery_of(blob: Blob, *, name: str, inline: bool = False, rendition: str | None = None) -> Delivery | None:
    """Return what :func:`delivery_url` gives an address to, for a view that asked itself who may have it."""
    kind = KINDS[blob.kind]
    if not kind.is_served:
        return None
    wanted = rendition or ("clean" if kind.is_cleaned else None)
    served = blob
    if wanted:
        found = [candidate.blob for candidate in renditions_of(blob) if candidate.name == wanted]
        if not found:
            return None
        served = found[0]
    is_inline = inline and not KINDS[served.kind].is_active
    return Delivery(served.sha256, served.media_type, clean_name(name), is_inline)  # an author may have renamed it


def sign_delivery(delivery: Delivery, now: float | None = None) -> str:
    """Return the token; equal for all calls within a window of six hours."""
    window = int((time.time() if now is None else now) // WINDOW_SECONDS)
    expires_at = (window + 1) * WINDOW_SECONDS + GRACE_SECONDS
    return signing.Signer(salt=_SALT).sign_object([*delivery, expires_at], compress=True)


def read_delivery(token: str, now: float | None = None) -> Delivery:
    """Return what a token says; ``signing.BadSignature`` for a false one, :class:`Expired` for an old one."""
    *fields, expires_at = signing.Signer(salt=_SALT).unsign_object(token)
    if expires_at < (time.time() if now is None else now):
        raise Expired
    return Delivery(*fields)


def content_type(media_type: str) -> str:
    """Return the Content-Type header: text is UTF-8 unless the file says otherwise itself."""
    return f"{media_type}; charset=utf-8" if media_type.startswith(_TEXT) else media_type
