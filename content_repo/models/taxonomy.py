"""The curriculum that materials are filed under; loaded from ``content_repo/data/`` by ``load_curriculum``."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content_repo.choices import EducationalLevel


class Grade(models.Model):
    """A grade, 1 to 12."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    level = models.CharField(max_length=8, choices=EducationalLevel.choices)

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return _("Lớp %(number)s") % {"number": self.number}


class Subject(models.Model):
    """A subject or educational activity of the 2018 general programme."""

    key = models.SlugField(unique=True)
    name = models.CharField(_("tên"), max_length=80)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=80)
    hue = models.CharField(max_length=8)  # class of the cover: "toan" gives .c-toan
    icon = models.CharField(max_length=24)  # symbol in the icon sprite
    grades = models.ManyToManyField(Grade, related_name="subjects")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return getattr(self, self.name_field())

    @staticmethod
    def name_field() -> str:
        """Return the field with the name in the reader's language."""
        return "name_en" if get_language() == "en" else "name"


class TextbookSeries(models.Model):
    """A series of textbooks (bộ sách)."""

    key = models.SlugField(unique=True)
    name = models.CharField(_("tên"), max_length=80)
    is_default = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class Topic(models.Model):
    """A topic (chủ đề) of one subject in one grade."""

    key = models.SlugField(unique=True, max_length=80)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="topics")
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="topics")
    name = models.CharField(_("tên"), max_length=160)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["subject", "grade", "position"]

    def __str__(self):
        return self.name
