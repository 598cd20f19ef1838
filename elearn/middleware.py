"""What every request passes: content policy, pages revalidated cheaply, bodies taken only as they are."""

import hashlib
import re

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _

from content_repo.package_addresses import is_package_host

_CSRF_FIELD = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+"')


class ContentPolicyMiddleware(CSPMiddleware):
    """The site's strict policy; Wagtail's editor, which writes inline scripts and styles, gets a wider one."""

    EDITOR_PREFIX = "/quan-tri/"
    EDITOR_DIRECTIVES = {
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "font-src": [SELF],
        "frame-ancestors": [SELF],  # the preview panel
    }

    # No page asks for any of these, so no script that slips in can.
    PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"

    def process_response(self, request, response):
        """Add both policies."""
        response.setdefault("Permissions-Policy", self.PERMISSIONS)
        return super().process_response(request, response)

    def get_policy_parts(self, request, response, report_only=False) -> PolicyParts:
        """Return the policy of the site, or the editor's below its address."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith(self.EDITOR_PREFIX):
            parts.replace = {**(parts.replace or {}), **self.EDITOR_DIRECTIVES}
        return parts


class PageRevalidationMiddleware:
    """Answer a repeat visit to an unchanged page with 304, so that it costs some hundred bytes.

    The mask of the CSRF token differs in each response and is left out of the ETag; the secret behind it is
    part of it, so a page kept by the browser never holds a token that the server would refuse.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Set a weak ETag on successful pages and compare it with the one the browser has."""
        response = self.get_response(request)
        if not self._is_page(request, response):
            return response
        secret = request.META.get("CSRF_COOKIE") or ""
        seen = _CSRF_FIELD.sub(rb"\1", response.content) + secret.encode()
        etag = f'W/"{hashlib.blake2b(seen, digest_size=12).hexdigest()}"'
        response["ETag"] = etag
        patch_cache_control(response, private=True, no_cache=True)
        answer = get_conditional_response(request, etag=etag, response=response)
        # Browsers take the headers of a 304 over to the page they have: the policy must be that of the page.
        vars(answer).update({name: value for name, value in vars(response).items() if name.startswith("_csp_")})
        return answer

    @staticmethod
    def _is_page(request, response) -> bool:
        return (
            request.method == "GET"
            and response.status_code == 200
            and not response.streaming
            and response.get("Content-Type", "").startswith("text/html")
            and "no-store" not in response.get("Cache-Control", "")
            and not request.path.startswith(PackageMiddleware.PREFIX)  # frames say themselves how long they are kept
        )


class PackageMiddleware:
    """Keep packages and people apart: what is below ``/goi/`` meets no session, the packages' host has nothing else.

    Packages run code of strangers. Their addresses are answered here, before sessions and sign-in are looked at, so no
    answer depends on a person or sets a cookie. On the packages' host nobody can sign in: pages lead to the site.
    """

    PREFIX = "/goi/"
    HEALTH = "/suc-khoe/"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer what is below ``/goi/``; send visitors of the packages' host to the site."""
        if request.path.startswith(self.PREFIX):
            return self._package_response(request)
        if not is_package_host(request) or request.path == self.HEALTH:
            return self.get_response(request)
        if request.method in ("GET", "HEAD"):
            return HttpResponse(status=302, headers={"Location": settings.SITE_URL + request.get_full_path()})
        return self._nothing()

    @staticmethod
    def _package_response(request):
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return PackageMiddleware._nothing()
        if match.namespace != "content_repo":  # pages of the editor's tree, which come last, take any path
            return PackageMiddleware._nothing()
        request.resolver_match = match
        return match.func(request, *match.args, **match.kwargs)

    @staticmethod
    def _nothing():
        return HttpResponse(_("Không có trang này."), status=404, content_type="text/plain; charset=utf-8")


class PlainBodyMiddleware:
    """Refuse compressed request bodies: nothing a client sends is ever inflated (415)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Let through bodies without ``Content-Encoding``."""
        if request.headers.get("Content-Encoding", "identity") != "identity":
            message = _("Máy chủ không nhận nội dung đã nén.")
            return HttpResponse(message, status=415, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
