"""Filters of lists; a value that makes no sense is as good as none."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content_repo.choices import ResourceKind, ResourceState
from content_repo.models import Subject
from schools.models import School


class FilterForm(forms.Form):
    """A GET form whose wrong values are dropped, so that an old address still shows a list."""

    def chosen(self) -> dict:
        """Return the values that make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class MyResourcesForm(FilterForm):
    """What is mine: words, state, order."""

    ORDERS = [("", _("Mới sửa trước")), ("title", _("Theo tên")), ("used", _("Tải nhiều trước"))]

    q = forms.CharField(label=_("Tìm theo tên"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Trạng thái"), required=False, choices=[("", _("Tất cả")), *ResourceState.choices]
    )
    order = forms.ChoiceField(label=_("Sắp xếp"), required=False, choices=ORDERS)


class ReviewQueueForm(FilterForm):
    """What waits for me: subject, kind, school, order."""

    ORDERS = [("", _("Chờ lâu trước")), ("newest", _("Mới gửi trước"))]

    subject = forms.ModelChoiceField(
        Subject.objects.all(), label=_("Môn học"), required=False, empty_label=_("Mọi môn")
    )
    kind = forms.ChoiceField(label=_("Loại"), required=False, choices=[("", _("Mọi loại")), *ResourceKind.choices])
    school = forms.ModelChoiceField(
        School.objects.none(), label=_("Trường"), required=False, empty_label=_("Mọi trường")
    )
    order = forms.ChoiceField(label=_("Sắp xếp"), required=False, choices=ORDERS)

    def __init__(self, *args, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools
