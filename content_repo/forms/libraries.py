"""Filters of the list of libraries, and what a reviewer decides."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content_repo.choices import LibraryState
from content_repo.forms.lists import FilterForm
from content_repo.services.libraries import MAX_NOTE

TRUST, REFUSE, UNDO = "trust", "refuse", "undo"


class LibrariesForm(FilterForm):
    """Libraries: words, state, order."""

    ORDERS = [
        ("", _("Chờ lâu nhất trước")),
        ("packages", _("Nhiều gói chờ nhất trước")),
        ("name", _("Theo tên")),
        ("newest", _("Mới nhất trước")),
    ]

    q = forms.CharField(label=_("Tìm theo tên"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("Trạng thái"), required=False, choices=[("", _("Tất cả")), *LibraryState.choices])
    order = forms.ChoiceField(label=_("Sắp xếp"), required=False, choices=ORDERS)


class DecisionForm(forms.Form):
    """Trust, refuse (with a reason) or take it back."""

    decision = forms.ChoiceField(choices=[(TRUST, ""), (REFUSE, ""), (UNDO, "")])
    note = forms.CharField(
        label=_("Ghi chú"),
        required=False,
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"class": "inp", "rows": 3}),
        help_text=_("Bắt buộc khi không cho chạy: người tải gói lên đọc được."),
    )

    def clean(self) -> dict:
        """Whoever is refused is told why."""
        data = super().clean() or {}
        if data.get("decision") == REFUSE and not data.get("note", "").strip():
            self.add_error("note", _("Viết lí do không cho chạy để người tải lên biết."))
        return data
