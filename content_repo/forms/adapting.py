"""What is asked before a package is adapted."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content_repo.choices import License
from schools.models import School


class AdaptForm(forms.Form):
    """Name and licence of the copy; only licences that the original allows are offered."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Tên bản mới"),
        max_length=160,
        widget=forms.TextInput(attrs={"class": "inp"}),
        error_messages={"required": _("Đặt tên cho bản mới.")},
    )
    license = forms.ChoiceField(label=_("Giấy phép"))
    school = forms.ModelChoiceField(School.objects.none(), label=_("Trường"))

    def __init__(self, *args, allowed: tuple[str, ...], schools: list[School], **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["license"]
        field.choices = [(value, License(value).label) for value in allowed]
        if len(allowed) == 1:
            field.help_text = _("Giấy phép của bản gốc buộc bản phỏng theo giữ đúng giấy phép này.")
        place = self.fields["school"]
        place.queryset = School.objects.filter(pk__in=[school.pk for school in schools])
        place.initial = schools[0].pk
        if len(schools) == 1:
            place.widget = forms.HiddenInput()

    def clean_title(self) -> str:
        """Close up white space."""
        return " ".join(self.cleaned_data["title"].split())
