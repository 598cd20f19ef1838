"""What a signed-in person passes on every request: shared devices forget in time, passwords that must be changed."""

from axes.middleware import AxesMiddleware
from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control

# Open to people who must change their password first.
_OPEN_NAMES = ("accounts:change_password", "accounts:sign_out", "accounts:language", "health")


class AccountMiddleware:
    """Renew the session of a shared device and have it keep no page; send people to change a handed-out password."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Redirect pages (JSON 403 for the API) until the password is changed."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)  # visitors: neither a query nor a «Vary: Cookie» for them
        request.session.renew_shared_device()
        response = self._answer(request)
        if request.session.is_on_shared_device and response.get("Content-Type", "").startswith("text/html"):
            # Else «Back» shows the pages of one pupil to the next, who sits down after the sign-out.
            patch_cache_control(response, no_store=True, private=True)
        return response

    def _answer(self, request):
        user = request.user
        if user.is_authenticated and user.must_change_password and request.path not in map(reverse, _OPEN_NAMES):
            if request.path.startswith("/api/"):
                return JsonResponse({"code": "password_change_required"}, status=403)
            return redirect("accounts:change_password")
        return self.get_response(request)


class LockoutMiddleware(AxesMiddleware):
    """Answer failures beyond the limit; axes' own coroutine hands ``locked_out`` the credentials as the response."""

    async_capable = False
