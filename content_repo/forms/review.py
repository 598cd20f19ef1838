"""Submitting, and the reviewer's decision."""

from django import forms
from django.utils.translation import gettext_lazy as _

APPROVE, RETURN = "approve", "return"


class SubmitForm(forms.Form):
    """Consent, asked for when pictures or videos are attached."""

    has_consent = forms.BooleanField(
        label=_("Ảnh và video có mặt học sinh đều đã được phụ huynh đồng ý, không để lộ thông tin riêng."),
        required=False,
    )

    def __init__(self, *args, shows_people: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["has_consent"].required = shows_people
        self.shows_people = shows_people


class ReviewForm(forms.Form):
    """Approve, with or without a comment; return, always with one."""

    step = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=[(APPROVE, _("Duyệt")), (RETURN, _("Trả lại kèm nhận xét"))])
    comment = forms.CharField(
        label=_("Nhận xét"),
        help_text=_("Tác giả đọc được nhận xét này. Trả lại thì cần ghi rõ chỗ phải sửa."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"class": "inp", "rows": 4}),
    )

    def clean_comment(self) -> str:
        """Drop white space at the ends."""
        return self.cleaned_data["comment"].strip()

    def clean(self) -> dict:
        """A return without words would leave the author helpless."""
        data = super().clean()
        if data.get("decision") == RETURN and not data.get("comment"):
            self.add_error("comment", _("Viết cho tác giả biết cần sửa chỗ nào."))
        return data
