"""The user of the platform and the notifications they receive."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import Theme
from accounts.names import initials, name_sort_key


class User(AbstractUser):
    """A person with an account; ``last_name`` holds họ đệm, ``first_name`` the tên.

    What a person may do comes from :class:`schools.models.Membership`, never from this row.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name_sort_key = models.CharField(max_length=640, db_index=True, editable=False)
    language = models.CharField(_("ngôn ngữ"), max_length=5, blank=True)
    theme = models.CharField(_("nền"), max_length=8, choices=Theme.choices, default=Theme.SYSTEM)
    is_data_saver = models.BooleanField(_("tiết kiệm dữ liệu"), default=True)
    must_change_password = models.BooleanField(_("phải đổi mật khẩu"), default=False)

    class Meta(AbstractUser.Meta):
        ordering = ["name_sort_key", "id"]

    def __str__(self):
        return self.get_full_name() or self.username

    def save(self, *args, **kwargs):
        """Keep the username in lower case and the sorting key in step with the name."""
        self.username = self.username.strip().lower()
        self.name_sort_key = name_sort_key(self.last_name, self.first_name)
        if (fields := kwargs.get("update_fields")) and {"first_name", "last_name"} & set(fields):
            kwargs["update_fields"] = {*fields, "name_sort_key"}
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """Return the name in Vietnamese order: họ, đệm, tên."""
        return f"{self.last_name} {self.first_name}".strip()

    @property
    def initials(self) -> str:
        """First letters of họ and tên."""
        return initials(self.last_name, self.first_name) or self.username[:2].upper()


class Notification(models.Model):
    """News for one person; the words come from the template ``<app>/notifications/<name>.html`` when shown."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=80)  # "content_repo.returned"
    params = models.JSONField(default=dict)  # what the template needs: plain strings and numbers
    url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["user", "read_at"]),
            models.Index(fields=["url"], condition=models.Q(read_at__isnull=True), name="accounts_unread_url"),
        ]

    def __str__(self):
        return f"{self.kind} → {self.user_id}"

    @property
    def template_name(self) -> str:
        """Template that words this notification in the reader's language."""
        app, name = self.kind.split(".")
        return f"{app}/notifications/{name}.html"
