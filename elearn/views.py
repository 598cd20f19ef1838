"""Pages that belong to no app: the home of each role, errors, health."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


def home(request: HttpRequest, page) -> HttpResponse:
    """Show the home of the visitor's role."""
    return render(request, "elearn/home.html", {"page": page})


def health(request: HttpRequest) -> JsonResponse:
    """Tell that the process serves and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def _error(request: HttpRequest, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"code": {400: "bad_request", 403: "forbidden", 404: "not_found"}[status]}, status=status)
    return render(request, f"elearn/errors/{status}.html", status=status)


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
    """403 that says to load the page again."""
    return render(request, "elearn/errors/csrf.html", status=403)


def server_error(request):
    """500 without a database and without the shell."""
    return render(request, "elearn/errors/500.html", status=500)
