"""Signed addresses of packages: a token in the path names a package and until when, never a person.

The path, not the query or a cookie: a sandboxed frame sends no cookies, and what a package names is relative to the
address of its document. A token is the same for everybody within a week: browsers and proxies keep what they have.
"""

import time
import uuid as uuids
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from content_repo.models import Package

WINDOW_SECONDS = 7 * 24 * 3600
GRACE_WINDOWS = 1  # an address lives for one to two weeks
LANGUAGE_FIELD = "tieng"


class Expired(Exception):  # noqa: N818 - an outcome, not a failure
    """The token was good once."""


def package_token(package: Package, now: float | None = None) -> str:
    """Return the token; equal for all calls within a window of a week."""
    return _signer().sign(f"{urlsafe_b64encode(package.uuid.bytes).decode().rstrip('=')}-{_window(now)}")


def package_of_token(token: str, now: float | None = None) -> uuids.UUID:
    """Return the UUID of the package; ``signing.BadSignature`` for a false token, :class:`Expired` for an old one."""
    name, _dash, window = _signer().unsign(token).rpartition("-")
    if int(window) + GRACE_WINDOWS < _window(now):
        raise Expired
    return uuids.UUID(bytes=urlsafe_b64decode(f"{name}=="))


def frame_address(package: Package) -> str:
    """Return the address of the document that plays a package, with a host where its player needs one of its own."""
    from content_repo.players import PLAYERS  # players import this module

    path = reverse("content_repo:package_frame", args=[package_token(package)])
    if get_language() != settings.LANGUAGE_CODE:
        path = f"{path}?{LANGUAGE_FIELD}={get_language()}"
    return f"{settings.PACKAGE_ORIGIN}{path}" if PLAYERS[package.format].wants_origin else path


def member_base(package: Package) -> str:
    """Return the path below which the members of a package lie; it ends with a slash."""
    return base_of_token(package_token(package))


def base_of_token(token: str) -> str:
    """Return the path below which the members lie for the holder of a token; it ends with a slash."""
    return reverse("content_repo:package_member", args=[token, "-"])[:-1]


def is_package_host(request: HttpRequest) -> bool:
    """Whether a request came to the host name that serves nothing but packages.

    Ports are not compared: cookies don't tell them apart, so a name is the site's or the packages', never both.
    """
    if not settings.PACKAGE_ORIGIN:
        return False
    return urlsplit(f"//{request.get_host()}").hostname == urlsplit(settings.PACKAGE_ORIGIN).hostname


def _window(now: float | None) -> int:
    return int((time.time() if now is None else now) // WINDOW_SECONDS)


def _signer() -> signing.Signer:
    return signing.Signer(salt="content_repo.packages", sep=".")
