"""What browsers allow on pages of the site that show a package."""

from collections.abc import Callable
from functools import wraps

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse


def page_with_player(view: Callable) -> Callable:
    """Let a page of the site hold the frames of packages: its own ones and those of the packages' host."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        sources = [SELF, settings.PACKAGE_ORIGIN] if settings.PACKAGE_ORIGIN else [SELF]
        return csp_update({"frame-src": sources})(view)(request, *args, **kwargs)

    return guarded
