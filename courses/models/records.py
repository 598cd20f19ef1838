"""The learner log and the projections read from it."""

from django.conf import settings
from django.db import models

from courses.choices import Verb
from courses.iris import is_of_package, is_sub_content
from courses.models.pages import CoursePage, LessonPage
from schools.models import School


class Statement(models.Model):
    """An xAPI Statement, append-only: the client makes the id, the server knows the actor and the stored time.

    Source: xAPI 1.0.3, part 2, section 2.4. Only :func:`courses.services.record_statement` writes here.
    """

    uuid = models.UUIDField(primary_key=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="statements")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="+")  # the actor's, then
    verb = models.CharField(max_length=20, choices=Verb.choices)
    course = models.ForeignKey(CoursePage, on_delete=models.SET_NULL, null=True, related_name="+")
    lesson = models.ForeignKey(LessonPage, on_delete=models.SET_NULL, null=True, related_name="+")
    package = models.ForeignKey("content_repo.Package", on_delete=models.SET_NULL, null=True, related_name="+")
    object_id = models.CharField(max_length=300)  # IRI of the activity; stays when the page is gone
    result = models.JSONField(default=dict)
    context = models.JSONField(default=dict)
    timestamp = models.DateTimeField()  # as claimed by the client
    stored_at = models.DateTimeField(auto_now_add=True)
    digest = models.CharField(max_length=64)  # SHA-256 of what the client sent, to tell a repeat from a conflict

    class Meta:
        ordering = ["stored_at", "uuid"]
        indexes = [
            models.Index(fields=["course", "actor"]),
            models.Index(fields=["lesson", "verb"]),
            models.Index(fields=["lesson", "package"]),
        ]

    def __str__(self):
        return f"{self.actor_id} {self.verb} {self.object_id}"

    @property
    def effective_at(self):
        """When it happened as far as we believe it: as claimed, yet never after it was stored."""
        return min(self.timestamp, self.stored_at)

    @property
    def is_of_package(self) -> bool:
        """Whether it is about an interactive package of the lesson, also when the package is gone."""
        return is_of_package(self.object_id)

    @property
    def is_of_sub_content(self) -> bool:
        """Whether it is about one part of a package, as a question of several."""
        return is_sub_content(self.object_id)


class LessonProgress(models.Model):
    """How far one pupil is in one lesson; a projection of the log, rebuilt by ``rebuild_progress``."""

    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lesson_progress")
    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="progress")
    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="progress")
    opened_at = models.DateTimeField()
    last_opened_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["pupil", "lesson"], name="one_progress_a_pupil_and_lesson")]
        indexes = [models.Index(fields=["course", "pupil"])]

    def __str__(self):
        return f"{self.pupil_id} / {self.lesson_id}"
