"""What browsers allow on the pages of a room: its socket, the microphone, sound decoded in WebAssembly."""

from collections.abc import Callable
from functools import wraps

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse

# The only pages of the site that may ask for these; what a person answers is up to the browser.
PERMISSIONS = "camera=(self), display-capture=(self), geolocation=(), microphone=(self), payment=(), usb=()"


def room_policy(view: Callable) -> Callable:
    """Let a page open the WebSocket of this very host, hear and be heard; nothing else changes."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = csp_update(_directives(request))(view)(request, *args, **kwargs)
        response["Permissions-Policy"] = PERMISSIONS
        return response

    return guarded


def _directives(request: HttpRequest) -> dict[str, list[str]]:
    """Name the socket's origin in full: older browsers take 'self' for HTTP alone."""
    scheme = "wss" if request.is_secure() else "ws"
    return {
        "connect-src": [SELF, f"{scheme}://{request.get_host()}"],
        "script-src": [SELF, "'wasm-unsafe-eval'"],
    }
