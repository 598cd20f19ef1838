"""What pupils did in interactive packages of lessons, and courses taken in from files."""

import uuid

from django.conf import settings
from django.db import models

from content_repo.models import Package
from courses.choices import ImportState
from courses.models.pages import CoursePage, LessonPage
from media.models import Blob
from schools.models import School


class SavedState(models.Model):
    """Where a pupil stopped in a package of a lesson: a value of the package's own under a key of its format.

    Keys: ``state/<sub-content UUID or main>`` (H5P user data), ``cmi/<item>`` (SCORM), ``position`` (EPUB).
    """

    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_states")
    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="saved_states")
    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="saved_states")
    key = models.CharField(max_length=120)
    value = models.TextField()  # JSON
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["pupil", "lesson", "package", "key"], name="one_state_a_pupil_and_key")
        ]

    def __str__(self):
        return f"{self.pupil_id} / {self.package_id} / {self.key}"


class PackageResult(models.Model):
    """How far one pupil is in one package of a lesson; a projection of the log, rebuilt by ``rebuild_progress``.

    Scores are as the package reported them on the pupil's device: nobody has marked them.
    """

    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="package_results")
    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="package_results")
    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="package_results")
    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="package_results")
    attempts_count = models.PositiveIntegerField(default=0)  # times it was finished with a score
    best_scaled = models.FloatField(null=True)  # 0 to 1
    best_raw = models.FloatField(null=True)
    best_max = models.FloatField(null=True)
    last_scaled = models.FloatField(null=True)
    is_passed = models.BooleanField(null=True)  # as the package judged; None: it does not judge
    opened_at = models.DateTimeField()
    last_opened_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["pupil", "lesson", "package"], name="one_result_a_pupil_and_package")
        ]
        indexes = [models.Index(fields=["course", "pupil"])]

    def __str__(self):
        return f"{self.pupil_id} / {self.lesson_id} / {self.package_id}"

    @property
    def best_percent(self) -> int | None:
        """The best score in percent."""
        return None if self.best_scaled is None else round(100 * self.best_scaled)

    @property
    def last_percent(self) -> int | None:
        """The last score in percent."""
        return None if self.last_scaled is None else round(100 * self.last_scaled)


class CartridgeImport(models.Model):
    """A Common Cartridge that is being made into a draft course, with the report of what was and was not taken."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)  # the client's: sending the form again is harmless
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cartridge_imports")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="cartridge_imports")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="cartridge_imports")
    name = models.CharField(max_length=120)  # of the file
    options = models.JSONField(default=dict)  # subject, grade and school year chosen
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=list)  # rows: what it was, where, taken or why not
    course = models.ForeignKey(CoursePage, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return self.name
