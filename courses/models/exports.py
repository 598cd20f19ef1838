"""Courses given out as files."""

import uuid

from django.conf import settings
from django.db import models

from courses.choices import ImportState
from courses.models.pages import CoursePage
from media.models import Upload


class CourseExport(models.Model):
    """A Common Cartridge made of a course; a course keeps the newest one.

    The file is an upload of the teacher's, so that it counts in the quota and goes when nobody keeps it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)  # the client's: sending the form again is harmless
    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="exports")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="course_exports")
    upload = models.ForeignKey(Upload, on_delete=models.SET_NULL, null=True, related_name="course_exports")
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    refusal = models.CharField(max_length=40, blank=True)  # code of media.refusals
    report = models.JSONField(default=list)  # rows: what is in it only as a link, and why
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return f"{self.course_id} / {self.created_at:%Y-%m-%d %H:%M}"
