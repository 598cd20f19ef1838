"""What a signed-in person passes on every request: a deadline on shared devices, a password that must be changed."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

# Open to people who must change their password first.
_OPEN_NAMES = ("accounts:change_password", "accounts:sign_out", "accounts:language", "health")


class AccountMiddleware:
    """Renew the session of a shared device; send people with a password handed out by others to change it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Redirect pages (JSON 403 for the API) until the password is changed."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)  # visitors: neither a query nor a «Vary: Cookie» for them
        request.session.renew_shared_device()
        user = request.user
        if user.is_authenticated and user.must_change_password and request.path not in map(reverse, _OPEN_NAMES):
            if request.path.startswith("/api/"):
                return JsonResponse({"code": "password_change_required"}, status=403)
            return redirect("accounts:change_password")
        return self.get_response(request)
