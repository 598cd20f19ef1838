"""What browsers allow in the frames and files of packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest

from content_repo.package_addresses import is_package_host

if TYPE_CHECKING:  # players ask for policies themselves
    from content_repo.players.base import Player

_SANDBOX = "allow-scripts"
# Only on a host name of their own, where nobody is signed in.
_WIDE_SANDBOX = "allow-scripts allow-same-origin allow-forms"


def sandbox_of(request: HttpRequest, player: Player) -> str:
    """Return the flags of the sandbox: an origin of its own on the packages' host alone, none on the site's."""
    flags = _WIDE_SANDBOX if player.wants_origin and is_package_host(request) else _SANDBOX
    return f"{flags} {player.extra_sandbox}".strip()


def package_policy(request: HttpRequest, player: Player, *, is_frame: bool) -> str:
    """Return the Content-Security-Policy of a frame's document, or of a member opened by itself.

    Sources are named by address, not as ``'self'``: a sandboxed document has no origin, and nothing outside ``/goi/``
    and the static files is for it.
    """
    origin = f"{request.scheme}://{request.get_host()}"
    packages, static = f"{origin}/goi/", f"{origin}{settings.STATIC_URL}"
    directives = {
        "default-src": ["'none'"],
        "script-src": [packages, static, "'unsafe-eval'"],
        "style-src": [packages, static, "'unsafe-inline'"],
        "img-src": [packages, static, "data:", "blob:"],
        "font-src": [packages, static, "data:"],
        "media-src": [packages, "data:", "blob:"],
        "connect-src": [packages, "data:", "blob:"],
        "worker-src": ["blob:"],
        "frame-src": ["'none'"],
        "object-src": ["'none'"],
        "base-uri": [packages],
        "form-action": ["'none'"],
    }
    if is_frame:
        directives["frame-ancestors"] = [origin, settings.SITE_URL]
    for name, sources in player.extra_directives.items():
        kept = [source for source in directives.get(name, []) if source != "'none'"]
        directives[name] = kept + [source.replace("{packages}", packages) for source in sources]
    parts = [f"{name} {' '.join(dict.fromkeys(sources))}" for name, sources in directives.items()]
    return "; ".join([f"sandbox {sandbox_of(request, player)}", *parts])


def shared_policy() -> str:
    """Return the policy of what is loaded by frames but is no document: opened by itself it does nothing."""
    return "sandbox; default-src 'none'"
