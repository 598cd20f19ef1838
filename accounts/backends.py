"""Sign-in by username, whatever its letter case, and the name under which failures are counted."""

from django.contrib.auth.backends import ModelBackend


def axes_username(request, credentials) -> str:
    """Return the account name a failed sign-in is counted under: lower case, as stored."""
    name = (credentials or {}).get("username") or request.POST.get("username") or ""
    return name.strip().lower()[:150]


class UsernameBackend(ModelBackend):
    """Django's backend, with usernames compared in lower case."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        """Return the user, or ``None`` when name or password is wrong or the account is closed."""
        return super().authenticate(request, (username or "").strip().lower(), password, **kwargs)
