"""Forms of courses."""

import uuid

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.fields import KeysField
from content_repo.models import Grade, Subject
from courses.choices import Term
from courses.models import CoursePage
from courses.permissions import schools_composed_for
from schools.choices import Role
from schools.models import School, SchoolClass
from schools.permissions import memberships_of
from schools.years import next_school_year, school_year_of

COURSE_FIELDS = ("title", "subject", "grade", "school_year", "term", "summary")


class CompletionForm(forms.Form):
    """The id of a statement, made by the client."""

    uuid = forms.UUIDField()


class ClassChoiceField(KeysField):
    """Classes by name and school year."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: SchoolClass) -> str:
        """Name of the class as a teacher says it."""
        return f"{obj.name} · {obj.school_year.replace('-', '–')}"


class CourseForm(forms.Form):
    """Title, place in the curriculum and audience of a course."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Tên khoá học"), max_length=160)
    subject = forms.ModelChoiceField(Subject.objects.all(), label=_("Môn học"))
    grade = forms.ModelChoiceField(Grade.objects.all(), label=pgettext_lazy("grade", "Lớp"))
    school_year = forms.ChoiceField(label=_("Năm học"))
    term = forms.ChoiceField(label=_("Học kì"), choices=Term.choices, initial=Term.YEAR)
    summary = forms.CharField(
        label=_("Giới thiệu"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    school = forms.ModelChoiceField(School.objects.none(), label=_("Trường"), empty_label=None)
    classes = ClassChoiceField(SchoolClass.objects.none(), label=_("Lớp được học"), required=False)
    is_for_school = forms.BooleanField(label=_("Cả trường cùng học"), required=False)

    def __init__(self, *args, user, course: CoursePage | None = None, **kwargs):
        self.course = course
        kwargs.setdefault("initial", _initial(course))
        super().__init__(*args, **kwargs)
        years = _years(course)
        self.fields["school_year"].choices = [(year, year.replace("-", "–")) for year in years]
        schools = schools_composed_for(user)
        self.fields["classes"].queryset = _offered_classes(user, course, years)
        if course or len(schools) == 1:
            del self.fields["school"]
            self.only_school = course.school if course else schools[0]
        else:
            self.only_school = None
            self.fields["school"].queryset = School.objects.filter(pk__in=[school.pk for school in schools])
        for name, field in self.fields.items():
            if name not in ("classes", "is_for_school", "uuid"):
                field.widget.attrs["class"] = "inp"

    @property
    def details(self):
        """Fields of the course itself, in their order."""
        names = ("title", "subject", "grade", "school_year", "term", "school", "summary")
        return [self[name] for name in names if name in self.fields]

    def clean(self):
        """Refuse classes of another school than the course's."""
        cleaned = super().clean()
        school = cleaned.get("school") or self.only_school
        classes = cleaned.get("classes") or []
        if school and any(school_class.school_id != school.pk for school_class in classes):
            self.add_error("classes", _("Chỉ chọn lớp của trường có khoá học này."))
        cleaned["school"] = school
        return cleaned

    @property
    def course_fields(self) -> dict:
        """Values for :func:`courses.services.create_course` and ``update_course``."""
        return {name: self.cleaned_data[name] for name in COURSE_FIELDS}

    @property
    def audience(self) -> dict:
        """Whom the course is open to."""
        return {name: self.cleaned_data[name] for name in ("classes", "is_for_school")}


def _initial(course: CoursePage | None) -> dict:
    if course is None:
        return {"uuid": uuid.uuid4(), "school_year": school_year_of(timezone.localdate())}
    audience = list(course.audiences.all())
    return {
        "uuid": course.uuid,
        **{name: getattr(course, name) for name in COURSE_FIELDS},
        "classes": [row.school_class_id for row in audience if row.school_class_id],
        "is_for_school": any(row.school_class_id is None for row in audience),
    }


def _years(course: CoursePage | None) -> list[str]:
    now = school_year_of(timezone.localdate())
    return sorted({now, next_school_year(now), course.school_year if course else now})


def _offered_classes(user, course: CoursePage | None, years: list[str]):
    """Classes taught by the user, all of a school managed, and those the course is open to already."""
    memberships = memberships_of(user)
    taught = {m.school_class_id for m in memberships if m.role == Role.TEACHER and m.school_class_id}
    managed = {m.school_id for m in memberships if m.role == Role.SCHOOL_MANAGER}
    offered = Q(pk__in=taught) | Q(school_id__in=managed, school_year__in=years)
    if course:
        offered = (offered & Q(school=course.school)) | Q(course_audiences__course=course)
    return SchoolClass.objects.filter(offered).distinct().order_by("-school_year", "grade", "name")
