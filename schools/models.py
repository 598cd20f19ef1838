"""Administrative units, schools, school classes and memberships."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.choices import Area, ImportState, Role, SchoolLevel, UnitKind


class AdministrativeUnit(models.Model):
    """A province, commune or ward; the list changes, so a unit has a time of validity and a successor."""

    code = models.CharField(_("mã"), max_length=12, unique=True)  # text: leading zeros matter
    name = models.CharField(_("tên"), max_length=120)
    kind = models.CharField(_("loại"), max_length=16, choices=UnitKind.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField(_("có từ"))
    valid_to = models.DateField(_("đến"), null=True, blank=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        ordering = ["code"]
        verbose_name = _("đơn vị hành chính")

    def __str__(self):
        return self.name


class School(models.Model):
    """A school with the unique code that the Department issued."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("mã trường"), max_length=20, unique=True)
    name = models.CharField(_("tên trường"), max_length=160)
    level = models.CharField(_("cấp học"), max_length=8, choices=SchoolLevel.choices)
    area = models.CharField(_("khu vực"), max_length=12, choices=Area.choices, default=Area.ORDINARY)
    administrative_unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="schools")
    latitude = models.FloatField(_("vĩ độ"), null=True, blank=True)
    longitude = models.FloatField(_("kinh độ"), null=True, blank=True)
    pupils_count = models.PositiveIntegerField(_("số học sinh"), null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("trường")

    def __str__(self):
        return self.name


class SchoolClass(models.Model):
    """A class of pupils of one school year, such as 8A2 of 2026-2027."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="classes")
    name = models.CharField(_("tên lớp"), max_length=20)
    grade = models.PositiveSmallIntegerField(_("khối lớp"))
    school_year = models.CharField(_("năm học"), max_length=9)  # "2026-2027"

    class Meta:
        ordering = ["-school_year", "grade", "name"]
        constraints = [
            models.UniqueConstraint(fields=["school", "school_year", "name"], name="one_class_a_name_and_year"),
        ]
        verbose_name = _("lớp")

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """Page of the class."""
        return reverse("schools:school_class", args=[self.uuid])


class MembershipQuerySet(models.QuerySet):
    """Memberships by time."""

    def current(self):
        """Memberships in force today."""
        today = timezone.localdate()
        return self.filter(starts_on__lte=today).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))


class Membership(models.Model):
    """Who is what where: a role within one school (and class), one administrative unit, or everywhere.

    A pupil has a school and a class; a teacher has a school, and one further row a class taught; a manager has a
    school; a reviewer or an officer has a school, a unit (its schools and those of its children), or neither: all.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("vai trò"), max_length=20, choices=Role.choices)
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    administrative_unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, null=True, blank=True)
    starts_on = models.DateField(_("từ ngày"), default=timezone.localdate)
    ends_on = models.DateField(_("đến ngày"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["school_class", "role"])]
        constraints = [
            models.CheckConstraint(
                name="scope_fits_role",
                condition=Q(role=Role.PUPIL, school__isnull=False, school_class__isnull=False)
                | Q(role__in=[Role.TEACHER, Role.SCHOOL_MANAGER], school__isnull=False)
                | Q(role__in=[Role.REVIEWER, Role.DEPARTMENT_OFFICER], school_class__isnull=True),
            ),
            models.CheckConstraint(
                name="one_scope_only", condition=Q(school__isnull=True) | Q(administrative_unit__isnull=True)
            ),
        ]
        verbose_name = _("tư cách thành viên")

    def __str__(self):
        return f"{self.get_role_display()} · {self.school or self.administrative_unit or _('toàn tỉnh')}"


class RosterImport(models.Model):
    """A roster file as read: its rows and what is wrong with each, kept until taken over or thrown away."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="roster_imports")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    school_year = models.CharField(max_length=9)
    rows = models.JSONField(default=list)  # [{"line": 2, "username": …, "full_name": …, "class_name": …}]
    problems = models.JSONField(default=list)  # [{"line": 2, "column": "class", "code": "…", "value": "…"}]
    outcome = models.JSONField(default=dict)  # counts once applied: created, moved, unchanged, skipped
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.PREVIEW)
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self):
        return self.file_name
