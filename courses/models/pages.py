"""Course and lesson pages, and whom a course is open to."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from content_repo.models import Grade, Subject
from courses.blocks import LESSON_BLOCKS
from courses.choices import Term
from schools.models import School, SchoolClass


class CourseIndexPage(Page):
    """The parent of all courses, at ``/khoa-hoc/``."""

    max_count = 1
    subpage_types = ["courses.CoursePage"]

    class Meta:
        verbose_name = _("danh sách khoá học")


class CoursePage(Page):
    """A course: an ordered set of lessons of one teacher, open to classes or to a whole school."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    summary = models.TextField(_("giới thiệu"), max_length=2000, blank=True)
    teacher = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="courses")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="courses")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="courses", verbose_name=_("môn học"))
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="courses", verbose_name=_("lớp"))
    school_year = models.CharField(_("năm học"), max_length=9)
    term = models.CharField(_("học kì"), max_length=4, choices=Term.choices, default=Term.YEAR)

    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.LessonPage"]
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("subject"), FieldPanel("grade")]

    class Meta:
        verbose_name = _("khoá học")


class CourseAudience(models.Model):
    """Whom a course is open to: one class, or with no class the whole school of the course."""

    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="audiences")
    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.CASCADE, null=True, blank=True, related_name="course_audiences"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["course", "school_class"], name="course_open_once_to_a_class"),
            models.UniqueConstraint(
                fields=["course"], condition=Q(school_class__isnull=True), name="course_open_once_to_its_school"
            ),
        ]

    def __str__(self):
        return str(self.school_class or self.course.school)


class LessonPage(Page):
    """A lesson: blocks to read, look at and listen to."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    chapter = models.CharField(_("chương"), max_length=120, blank=True)  # neighbours with the same words group
    estimated_minutes = models.PositiveSmallIntegerField(_("thời gian học (phút)"), null=True, blank=True)
    body = StreamField(LESSON_BLOCKS, verbose_name=_("nội dung"), blank=True)

    parent_page_types = ["courses.CoursePage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("chapter"),
        FieldPanel("estimated_minutes"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("bài học")
