"""The way in for websockets: only from our own pages, only where there is one."""

from urllib.parse import urlsplit

from channels.routing import URLRouter
from django.conf import settings
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host

_PORTS = {"http": 80, "https": 443}


class OwnPagesOnly:
    """ASGI middleware: 403 unless ``Origin`` is this site; keeps the cookies for those who look at the session.

    Browsers always say the origin, and send cookies from any page: without this, another site could open a socket in
    the name of who looks at it.
    """

    def __init__(self, application):
        self._application = application

    async def __call__(self, scope, receive, send):
        """Let a handshake through, or refuse it."""
        headers: dict[bytes, list[str]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name, []).append(value.decode("latin-1"))
        if not is_own_page(headers.get(b"origin", []), headers.get(b"host", [])):
            await _refuse(receive, send)
            return
        cookies = parse_cookie("; ".join(headers.get(b"cookie", [])))
        await self._application({**scope, "cookies": cookies}, receive, send)


def is_own_page(origins: list[str], hosts: list[str]) -> bool:
    """Whether the one origin is the public address of the site, or the host that was asked, if that is ours."""
    if len(origins) != 1:
        return False
    origin = _address(origins[0])
    if origin is None:
        return False
    if origin == _address(settings.SITE_URL):
        return True
    return len(hosts) == 1 and _is_our_host(hosts[0]) and origin == _address(f"{origin[0]}://{hosts[0]}")


def _is_our_host(host: str) -> bool:
    allowed = settings.ALLOWED_HOSTS or ([".localhost", "127.0.0.1", "[::1]"] if settings.DEBUG else [])
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def _address(text: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of an address of the web."""
    try:
        parts = urlsplit(text)
        if parts.scheme not in _PORTS or not parts.hostname:
            return None
        return parts.scheme, parts.hostname.lower(), parts.port or _PORTS[parts.scheme]
    except ValueError:
        return None


class Routes:
    """Websockets by address; none for any other."""

    def __init__(self, patterns):
        self._router = URLRouter(patterns)
        self._patterns = patterns

    async def __call__(self, scope, receive, send):
        """Find the application of an address."""
        path = scope["path"].removeprefix("/")
        if not any(pattern.resolve(path) for pattern in self._patterns):
            await _refuse(receive, send)
            return
        await self._router(scope, receive, send)


async def _refuse(receive, send) -> None:
    """End a handshake; servers answer 403."""
    await receive()
    await send({"type": "websocket.close"})
