"""Interactive packages found in files, and the shared libraries that H5P packages run on."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content_repo.choices import LibraryState, PackageFormat, PackageState
from media.models import Blob


class Package(models.Model):
    """What a blob is to a player: its format, what its manifest says, where its members lie. One blob, one package.

    The bytes stay as they were sent; members are served straight out of them (``members``), so nothing is unpacked.
    The row follows its blob: it does not keep a blob that nobody uses (see ``media.queries.unused_blobs``).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    blob = models.OneToOneField(Blob, on_delete=models.CASCADE, related_name="package")
    format = models.CharField(max_length=12, choices=PackageFormat.choices)
    state = models.CharField(max_length=8, choices=PackageState.choices, default=PackageState.READY)
    title = models.CharField(max_length=255)
    language = models.CharField(max_length=20, blank=True)  # BCP 47, as the package says
    manifest = models.JSONField(default=dict)  # by format, see content_repo.packages
    content = models.JSONField(null=True)  # H5P: parameters made safe by the semantics of the libraries used
    problems = models.JSONField(default=list)  # warnings: content_repo.packages.base.Problem as dicts
    members = models.JSONField(default=dict)  # name → [data offset, packed bytes, bytes, CRC-32, method]
    text = models.TextField(blank=True)  # words for search
    based_on = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="adaptations")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("gói tương tác")
        verbose_name_plural = _("gói tương tác")

    def __str__(self):
        return self.title


class Library(models.Model):
    """One tree of an H5P library: the same name and version with other bytes is another row.

    ``tree_sha256`` covers every file but ``library.json``. Only a person makes it trusted.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    machine_name = models.CharField(max_length=255)
    major_version = models.PositiveIntegerField()
    minor_version = models.PositiveIntegerField()
    patch_version = models.PositiveIntegerField()
    tree_sha256 = models.CharField(max_length=64)  # lower-case hex
    title = models.CharField(max_length=255)
    is_runnable = models.BooleanField(default=False)
    description = models.JSONField(default=dict)  # library.json
    archive = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="libraries")  # a ZIP of the tree
    members = models.JSONField(default=dict)  # of the archive, as in Package
    state = models.CharField(max_length=8, choices=LibraryState.choices, default=LibraryState.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)  # the reviewer's
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["machine_name", "-major_version", "-minor_version", "-patch_version", "id"]
        verbose_name = _("thư viện H5P")
        verbose_name_plural = _("thư viện H5P")
        constraints = [
            models.UniqueConstraint(
                fields=["machine_name", "major_version", "minor_version", "patch_version", "tree_sha256"],
                name="one_row_a_library_tree",
            )
        ]
        indexes = [models.Index(fields=["machine_name", "major_version", "minor_version", "state"])]

    def __str__(self):
        return f"{self.machine_name} {self.version}"

    @property
    def version(self) -> str:
        """Version as people write it: 1.16.4."""
        return f"{self.major_version}.{self.minor_version}.{self.patch_version}"


class LibraryDecision(models.Model):
    """What somebody decided about a library and when; only ever added to."""

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="decisions")
    state = models.CharField(max_length=8, choices=LibraryState.choices)  # WAITING: a decision was taken back
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return f"{self.library}: {self.state}"


class PackageLibrary(models.Model):
    """A library that a package brought with it, or one that it runs on once all are found."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="library_links")
    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="package_links")
    is_brought = models.BooleanField(default=False)  # its tree lies in the package
    load_order = models.PositiveSmallIntegerField(null=True)  # None: not used to play

    class Meta:
        ordering = ["load_order", "id"]
        constraints = [models.UniqueConstraint(fields=["package", "library"], name="one_link_a_package_and_library")]

    def __str__(self):
        return f"{self.package_id}: {self.library}"


class Bundle(models.Model):
    """Scripts and styles of one ordered set of libraries, joined; shared by all packages of that set."""

    key = models.CharField(max_length=64, unique=True)  # SHA-256 of the trees in order and of the way they are joined
    script = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    style = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.key[:12]
