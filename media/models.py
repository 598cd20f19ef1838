"""Blobs, the uploads that bring them, and the copies made of them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from media.choices import UploadState


class Blob(models.Model):
    """Bytes in object storage under ``blobs/<first two>/<sha256>``; the row exists only once they are there."""

    sha256 = models.CharField(max_length=64, unique=True)  # lower-case hex
    size_bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=100)  # found in the bytes, not claimed by the sender
    kind = models.CharField(max_length=20)  # slug of media.kinds
    facts = models.JSONField(default=dict)  # pages, width, height, duration_seconds, warnings
    text = models.TextField(blank=True)  # for search and for the text edition
    is_processed = models.BooleanField(default=False)  # text and renditions were made, or can't be
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return self.sha256[:12]

    @property
    def key(self) -> str:
        """Name of the object in storage."""
        return f"blobs/{self.sha256[:2]}/{self.sha256}"


class Rendition(models.Model):
    """A smaller or cleaner copy of a blob: ``clean``, ``page-1``, ``cover``."""

    source = models.ForeignKey(Blob, on_delete=models.CASCADE, related_name="renditions")
    name = models.CharField(max_length=20)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="rendition_of")
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    text = models.TextField(blank=True)  # the words on a page, for those who don't see it

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="one_rendition_a_name")]

    def __str__(self):
        return f"{self.source} {self.name}"


class Upload(models.Model):
    """One file on its way: the client makes the UUID, so asking again for the same upload is harmless."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, null=True, related_name="uploads")
    name = models.CharField(max_length=120)  # as shown; never used as a path
    size_bytes = models.BigIntegerField()
    part_size_bytes = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64, blank=True)  # hash of the ends, to know the file again
    sha256 = models.CharField(max_length=64, blank=True)  # as claimed by the client on completion
    state = models.CharField(max_length=12, choices=UploadState.choices, default=UploadState.RECEIVING)
    refusal = models.CharField(max_length=40, blank=True)  # code of media.refusals
    refusal_detail = models.CharField(max_length=300, blank=True)
    report = models.JSONField(default=list)  # of a refused file: all that was found wrong
    checked_bytes = models.BigIntegerField(default=0)  # progress of the check
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="uploads")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["owner", "state"]), models.Index(fields=["school", "state"])]
        constraints = [
            models.CheckConstraint(
                name="stored_upload_has_blob",
                condition=Q(state=UploadState.STORED, blob__isnull=False)
                | (~Q(state=UploadState.STORED) & Q(blob__isnull=True)),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def parts_count(self) -> int:
        """Number of parts the file is sent in; at least one."""
        return max(1, -(-self.size_bytes // self.part_size_bytes))

    @property
    def incoming_prefix(self) -> str:
        """Where the parts lie in object storage until the file is put together."""
        return f"incoming/{self.uuid}/"


class StorageQuota(models.Model):
    """Storage of one school where it differs from the default."""

    school = models.OneToOneField("schools.School", on_delete=models.CASCADE, related_name="storage_quota")
    limit_bytes = models.BigIntegerField(_("giới hạn (byte)"))

    def __str__(self):
        return f"{self.school}: {self.limit_bytes}"
