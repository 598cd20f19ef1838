"""The learning resource: a snippet with drafts, revisions, review workflow and lock, and its files."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from content_repo.choices import LICENSE_URLS, ContentLanguage, License, ResourceKind, Visibility
from content_repo.models.taxonomy import Grade, Subject, TextbookSeries, Topic
from media.models import Blob
from schools.models import School


class LearningResource(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel
):
    """A lesson plan or learning material (schema.org ``LearningResource``) of one school.

    The live columns are what the catalogue shows; the newest revision is what its author edits.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("loại học liệu"), max_length=16, choices=ResourceKind.choices)
    title = models.CharField(_("tên học liệu"), max_length=160)
    summary = models.TextField(_("tóm tắt"), max_length=2000, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="learning_resources", editable=False
    )
    author_name = models.CharField(_("tác giả"), max_length=120)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="learning_resources", editable=False)
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, related_name="learning_resources", verbose_name=_("môn học")
    )
    grades = ParentalManyToManyField(
        Grade, related_name="learning_resources", verbose_name=pgettext_lazy("grade", "lớp")
    )
    topic = models.ForeignKey(
        Topic,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="learning_resources",
        verbose_name=_("chủ đề"),
    )
    textbook_series = models.ForeignKey(
        TextbookSeries, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("bộ sách")
    )
    outcomes = models.TextField(_("yêu cầu cần đạt"), max_length=4000, blank=True)
    in_language = models.CharField(
        _("ngôn ngữ"), max_length=5, choices=ContentLanguage.choices, default=ContentLanguage.VIETNAMESE
    )
    license = models.CharField(_("giấy phép"), max_length=24, choices=License.choices, default=License.CC_BY)
    visibility = models.CharField(_("ai xem được"), max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC)
    time_required_minutes = models.PositiveSmallIntegerField(_("thời gian (phút)"), null=True, blank=True)
    cover = models.ForeignKey(
        Blob, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ảnh bìa")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    public_changed_at = models.DateTimeField(null=True, blank=True, editable=False)  # last change others could see
    downloads_count = models.PositiveIntegerField(default=0, editable=False)

    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="learning_resource",
        for_concrete_model=False,
    )
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="learning_resource",
        for_concrete_model=False,
    )

    # A version keeps what was written, never whose it is or how often it was taken.
    NOT_VERSIONED = (
        "uuid",
        "owner_id",
        "school_id",
        "created_at",
        "public_changed_at",
        "downloads_count",
        "last_published_at",
        "live_revision_id",
        "expired",
        "locked",
        "locked_at",
        "locked_by_id",
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("học liệu")
        verbose_name_plural = _("học liệu")

    def __str__(self):
        return self.title

    @property
    def revisions(self):
        """All revisions, as Wagtail's mixins ask for."""
        return self._revisions

    @property
    def license_url(self) -> str:
        """Address of the licence; empty when all rights are reserved."""
        return LICENSE_URLS.get(self.license, "")

    def get_absolute_url(self) -> str:
        """Address of the page of this resource."""
        return reverse("content_repo:resource", args=[self.uuid])

    def with_content_json(self, content):
        """Return a version of this resource; what belongs to the resource as a whole is not taken from it."""
        version = super().with_content_json(content)
        for name in self.NOT_VERSIONED:
            setattr(version, name, getattr(self, name))
        return version

    def get_preview_template(self, request, mode_name) -> str:
        """Template of the preview in the editor."""
        return "content_repo/preview.html"


class ResourceFile(models.Model):
    """A file of a resource: part of each revision, so an old version keeps its old bytes."""

    uuid = models.UUIDField(default=uuid.uuid4)  # the same in all revisions
    resource = ParentalKey(LearningResource, on_delete=models.CASCADE, related_name="files")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="resource_files")
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self):
        return self.name


class VersionBlob(models.Model):
    """Bytes that some version of a resource holds: versions are JSON, and a sweep must know that they are in use."""

    resource = models.ForeignKey(LearningResource, on_delete=models.CASCADE, related_name="version_blobs")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="version_blobs")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "blob"], name="one_row_a_version_blob")]

    def __str__(self):
        return f"{self.resource_id}: {self.blob_id}"
