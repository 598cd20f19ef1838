"""Where to go after a form: only to a path of this very site."""

import unicodedata
from urllib.parse import unquote

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def is_local_path(target: str) -> bool:
    """Whether a target is a plain absolute path of this site.

    Stricter than Django: a path that browsers, proxies or a second decoding could read as another host is refused.
    """
    if not target.startswith("/") or not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return False
    if any(unicodedata.category(char) == "Cc" for char in target):
        return False
    path = unquote(target.split("?", 1)[0].split("#", 1)[0])
    return (
        "//" not in path
        and "\\" not in path
        and ".." not in path.split("/")
        and not any(unicodedata.category(char) == "Cc" for char in path)
    )


def next_path(request: HttpRequest, fallback: str = "/") -> str:
    """Return the ``next`` of a form or address when it's a path of this site, else ``fallback``."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if is_local_path(target) else fallback
