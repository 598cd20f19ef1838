"""Forms of the attendance list: which rows, and a correction."""

import uuid as uuids

from django import forms
from django.utils.translation import gettext_lazy as _

from live_classes.attendance_list import SORTS
from live_classes.choices import AttendanceMark

MOST_MINUTES = 600


class AttendanceFilter(forms.Form):
    """Which people of the list to show; what can't be read is passed over."""

    q = forms.CharField(required=False, max_length=80)
    danh_dau = forms.ChoiceField(
        label=_("Điểm danh"), required=False, choices=[("", _("Tất cả")), *AttendanceMark.choices]
    )
    sap_xep = forms.ChoiceField(
        label=_("Sắp xếp"),
        required=False,
        choices=list(zip(SORTS, [_("Theo tên"), _("Ít phút trước"), _("Vào trước")], strict=True)),
    )

    def chosen(self) -> dict[str, str]:
        """Return what :func:`live_classes.attendance_list.chosen_rows` wants."""
        self.is_valid()
        found = self.cleaned_data
        return {"mark": found.get("danh_dau", ""), "text": found.get("q", ""), "sort": found.get("sap_xep", "")}


class CorrectionForm(forms.Form):
    """A teacher's word on one person's attendance."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    mark = forms.ChoiceField(label=_("Điểm danh lại"), choices=AttendanceMark.choices)
    minutes = forms.IntegerField(
        label=_("Số phút"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=_("Để trống thì giữ số phút đã đo."),
        widget=forms.NumberInput(attrs={"class": "inp", "inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label=_("Lí do"),
        max_length=300,
        help_text=_("Ví dụ: gia đình đã xin phép, em học cùng máy với bạn."),
        widget=forms.TextInput(attrs={"class": "inp", "autocomplete": "off"}),
        error_messages={"required": _("Ghi lí do để sau này còn đối chiếu.")},
    )

    def __init__(self, *args, minutes_at_most: int = MOST_MINUTES, **kwargs):
        super().__init__(*args, **kwargs)
        self.minutes_at_most = minutes_at_most
        self.fields["uuid"].initial = uuids.uuid4

    def clean_minutes(self) -> int | None:
        """Take no more minutes than the class had."""
        minutes = self.cleaned_data["minutes"]
        if minutes is not None and minutes > self.minutes_at_most:
            raise forms.ValidationError(
                _("Buổi học chỉ có %(number)d phút."), params={"number": self.minutes_at_most}, code="too_long"
            )
        return minutes
