"""Sessions in the database; those of a shared device end with the browser and after half an hour without use."""

import time

from django.contrib.sessions.backends.db import SessionStore as DatabaseSession

SHARED_DEVICE_SECONDS = 30 * 60
_RENEW_AFTER_SECONDS = 5 * 60  # a write every five minutes at most, not one a request
_SHARED = "shared_device_since"


class SessionStore(DatabaseSession):
    """Django's session with one more wish: ``Máy dùng chung``."""

    def use_shared_device(self) -> None:
        """Let this session end after 30 minutes without use, and with the browser."""
        self.set_expiry(SHARED_DEVICE_SECONDS)
        self[_SHARED] = int(time.time())

    def renew_shared_device(self) -> None:
        """Start the 30 minutes again when the last start is some minutes ago."""
        since = self.get(_SHARED)
        if since is not None and time.time() - since > _RENEW_AFTER_SECONDS:
            self[_SHARED] = int(time.time())

    @property
    def is_on_shared_device(self) -> bool:
        """Whether this session was opened on a device that others use too."""
        return _SHARED in self

    def get_expire_at_browser_close(self) -> bool:
        """Whether the cookie goes with the browser: on shared devices it does, whatever the server's deadline."""
        return self.is_on_shared_device or super().get_expire_at_browser_close()

    @classmethod
    def get_model_class(cls):
        """The rows are Django's own."""
        return DatabaseSession.get_model_class()
