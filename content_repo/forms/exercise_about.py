"""What a draft needs to know of a new exercise; the rest is asked on the page of the resource."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.fields import KeysField
from content_repo.choices import ResourceKind
from content_repo.models import Grade, LearningResource, Subject
from schools.models import School


class ExerciseAboutForm(forms.Form):
    """Subject, grades and kind, with what the teacher chose last time."""

    KINDS = [(ResourceKind.SELF_STUDY, _("Bài luyện tập")), (ResourceKind.TEST, _("Đề kiểm tra"))]

    school = forms.ModelChoiceField(School.objects.none(), label=_("Trường"))
    kind = forms.ChoiceField(label=_("Loại học liệu"), choices=KINDS)
    subject = forms.ModelChoiceField(
        Subject.objects.all(),
        label=_("Môn học"),
        empty_label=_("Chọn môn…"),
        error_messages={"required": _("Chọn môn học.")},
    )
    grades = KeysField(
        queryset=Grade.objects.all(),
        label=pgettext_lazy("grade", "Lớp"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, user, schools: list[School], **kwargs):
        super().__init__(*args, **kwargs)
        last = LearningResource.objects.filter(owner=user).order_by("-created_at").first()
        self.initial.setdefault("kind", ResourceKind.SELF_STUDY)
        self.initial.setdefault("school", schools[0].pk)
        if last:
            self.initial.setdefault("subject", last.subject_id)
            self.initial.setdefault("grades", [grade.pk for grade in last.grades.all()])
        field = self.fields["school"]
        field.queryset = School.objects.filter(pk__in=[school.pk for school in schools])
        if len(schools) == 1:
            field.widget = forms.HiddenInput()
