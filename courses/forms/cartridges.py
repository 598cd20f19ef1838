"""Where a course that comes in a file shall belong."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content_repo.models import Grade, Subject
from courses.permissions import schools_composed_for
from schools.models import School
from schools.years import next_school_year, school_year_of


class CartridgeForm(forms.Form):
    """Subject, grade, year and school of the draft course; its title where it shall be another than the file says."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Tên khoá học"),
        max_length=160,
        required=False,
        help_text=_("Bỏ trống thì lấy tên ghi trong gói."),
    )
    subject = forms.ModelChoiceField(Subject.objects.all(), label=_("Môn học"))
    grade = forms.ModelChoiceField(Grade.objects.all(), label=pgettext_lazy("grade", "Lớp"))
    school_year = forms.ChoiceField(label=_("Năm học"))
    school = forms.ModelChoiceField(School.objects.none(), label=_("Trường"), empty_label=None)

    def __init__(self, *args, user, **kwargs):
        this_year = school_year_of(timezone.localdate())
        kwargs.setdefault("initial", {"uuid": uuid.uuid4(), "school_year": this_year})
        super().__init__(*args, **kwargs)
        years = [this_year, next_school_year(this_year)]
        self.fields["school_year"].choices = [(year, year.replace("-", "–")) for year in years]
        schools = schools_composed_for(user)
        self.only_school = schools[0] if len(schools) == 1 else None
        if self.only_school:
            del self.fields["school"]
        else:
            self.fields["school"].queryset = School.objects.filter(pk__in=[school.pk for school in schools])
        for name, field in self.fields.items():
            if name != "uuid":
                field.widget.attrs["class"] = "inp"

    @property
    def details(self):
        """The fields that are seen."""
        return [self[name] for name in self.fields if name != "uuid"]

    @property
    def target_school(self) -> School:
        """The school the course will belong to; once valid."""
        return self.only_school or self.cleaned_data["school"]

    @property
    def options(self) -> dict:
        """What is kept with the import; once valid."""
        cleaned = self.cleaned_data
        return {
            "title": cleaned["title"],
            "subject": cleaned["subject"].pk,
            "grade": cleaned["grade"].pk,
            "school_year": cleaned["school_year"],
        }
