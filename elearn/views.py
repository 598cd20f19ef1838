"""Pages that belong to no app: the home of each role, errors, health."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.redirects import next_path
from elearn.homes import HOMES
from elearn.navigation import leading_role

ERROR_CODES = {400: "bad_request", 403: "forbidden", 404: "not_found", 500: "server_error"}


@require_safe
def home(request: HttpRequest, page) -> HttpResponse:
    """Show the home of the visitor's role."""
    template, gather = HOMES[leading_role(request.user)]
    return render(request, template, {"page": page, **gather(request.user)})


@never_cache
@require_safe
def editor_sign_in(request: HttpRequest) -> HttpResponse:
    """Stand where Wagtail has its own form: who may enter the editor goes on, visitors sign in where everybody does.

    Other people who are signed in are told that it is not for them; sent to sign in, they would only come back.
    """
    wanted = next_path(request, reverse("wagtailadmin_home"))
    if not request.user.is_authenticated:
        return redirect_to_login(wanted)
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return redirect(wanted)


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Tell that the process serves and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def bad_request(request, exception=None):
    """400 in the look of the site."""
    return _error(request, 400)


def forbidden(request, exception=None):
    """403 in the look of the site."""
    return _error(request, 403)


def not_found(request, exception=None):
    """404 in the look of the site."""
    return _error(request, 404)


def csrf_failure(request, reason=""):
    """403 that says to load the page again; what was typed is still on the page before."""
    if _is_api(request):
        return JsonResponse({"code": "csrf"}, status=403)
    return render(request, "elearn/errors/csrf.html", status=403)


def server_error(request):
    """500 without a database and without the shell: whatever broke may be what they need."""
    if _is_api(request):
        return JsonResponse({"code": ERROR_CODES[500]}, status=500)
    return HttpResponseServerError(get_template("elearn/errors/500.html").render())


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _error(request: HttpRequest, status: int) -> HttpResponse:
    if _is_api(request):
        return JsonResponse({"code": ERROR_CODES[status]}, status=status)
    return render(request, f"elearn/errors/{status}.html", status=status)
