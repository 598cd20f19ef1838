"""Forms of schools: filters of lists, classes, roles, roster files."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from schools.choices import Area, Role, SchoolLevel
from schools.models import AdministrativeUnit, School
from schools.permissions import memberships_of
from schools.rosters.checking import clean, grade_of
from schools.rosters.decoding import ENCODINGS
from schools.years import next_school_year, school_year_of

ALL = ("", _("Tất cả"))
GIVEN_AT_SCHOOL = (Role.TEACHER, Role.SCHOOL_MANAGER, Role.REVIEWER)


def _text(label, **options) -> forms.CharField:
    options.setdefault("max_length", 100)
    return forms.CharField(label=label, widget=forms.TextInput(attrs={"class": "inp"}), **options)


class ListFilterForm(forms.Form):
    """A GET form whose wrong values are left out instead of breaking the list."""

    q = forms.CharField(label=_("Tìm"), max_length=100, required=False)

    def value(self, name: str) -> str:
        """Return a filter's value, empty when missing or wrong."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""


class SchoolFilterForm(ListFilterForm):
    """Filters of the list of schools."""

    cap_hoc = forms.ChoiceField(label=_("Cấp học"), choices=[ALL, *SchoolLevel.choices], required=False)
    xa = forms.ChoiceField(label=_("Xã, phường"), required=False)
    khu_vuc = forms.ChoiceField(label=_("Khu vực"), choices=[ALL, *Area.choices], required=False)
    sap_xep = forms.ChoiceField(
        label=_("Sắp xếp"),
        choices=[("", _("Theo tên")), ("xa", _("Theo xã")), ("ma", _("Theo mã")), ("hoc-sinh", _("Nhiều học sinh"))],
        required=False,
    )

    def __init__(self, *args, schools, **kwargs):
        super().__init__(*args, **kwargs)
        units = AdministrativeUnit.objects.filter(schools__in=schools.values("pk")).distinct().order_by("name")
        self.fields["xa"].choices = [ALL, *units.values_list("code", "name")]


class ClassFilterForm(ListFilterForm):
    """Filters of a list of classes."""

    nam_hoc = forms.ChoiceField(label=_("Năm học"), required=False)
    sap_xep = forms.ChoiceField(
        label=_("Sắp xếp"),
        choices=[("", _("Theo lớp")), ("truong", _("Theo trường")), ("khoi", _("Khối lớn trước"))],
        required=False,
    )

    def __init__(self, *args, years: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nam_hoc"].choices = [(year, year) for year in years] + [("tat-ca", _("Tất cả"))]


def _year_choices() -> list[tuple[str, str]]:
    year = school_year_of(timezone.localdate())
    return [(year, year), (next_school_year(year), next_school_year(year))]


class ClassForm(forms.Form):
    """A class of one school year."""

    name = _text(_("Tên lớp"), max_length=20, help_text=_("Ví dụ: 6A, 12/3, Lá 1."))
    grade = forms.IntegerField(
        label=_("Khối"),
        min_value=0,
        max_value=12,
        required=False,
        help_text=_("Để trống nếu tên lớp bắt đầu bằng số khối. Mầm non: 0."),
        widget=forms.NumberInput(attrs={"class": "inp", "inputmode": "numeric"}),
    )
    school_year = forms.ChoiceField(label=_("Năm học"), choices=_year_choices)

    def clean_name(self):
        """One spelling a name."""
        return clean(self.cleaned_data["name"])

    def clean(self):
        """Take the grade from the name where it isn't given."""
        data = self.cleaned_data
        if data.get("grade") is None and "name" in data and "grade" not in self.errors:
            data["grade"] = grade_of(data["name"])
            if data["grade"] is None:
                self.add_error("grade", forms.ValidationError(_("Nhập khối của lớp này."), code="required"))
        return data


class RoleForm(forms.Form):
    """Give someone who has an account a role at a school."""

    username = _text(_("Tên đăng nhập"), max_length=150)
    role = forms.ChoiceField(label=_("Vai trò"), choices=[(role.value, role.label) for role in GIVEN_AT_SCHOOL])
    school_class = forms.ModelChoiceField(
        label=_("Lớp dạy"), queryset=None, required=False, to_field_name="uuid", empty_label=_("Chưa chọn lớp"),
        help_text=_("Chỉ dùng cho giáo viên. Thêm từng lớp một."),
    )  # fmt: skip

    def __init__(self, *args, school: School, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school_class"].queryset = school.classes.filter(school_year__in=[y for y, _y in _year_choices()])

    def clean_username(self):
        """Find the person; accounts of pupils get no role of staff."""
        username = self.cleaned_data["username"].strip().lower()
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("Chưa có tài khoản nào tên này. Kiểm tra lại chính tả."), code="unknown")
        if any(membership.role == Role.PUPIL for membership in memberships_of(user)):
            raise forms.ValidationError(_("Đây là tài khoản học sinh, không giao việc của nhà trường được."), "pupil")
        self.user = user
        return username

    def clean(self):
        """Only teachers have classes."""
        if self.cleaned_data.get("school_class") and self.cleaned_data.get("role") != Role.TEACHER:
            self.add_error("school_class", forms.ValidationError(_("Chỉ giáo viên mới có lớp dạy."), code="no_class"))
        return self.cleaned_data


class RosterForm(forms.Form):
    """A roster file for one school year; ``uuid`` makes sending it twice harmless."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    file = forms.FileField(
        label=_("Tệp danh sách (.xlsx hoặc .csv)"),
        max_length=120,
        allow_empty_file=True,  # the reader says so in better words
        widget=forms.FileInput(attrs={"class": "inp", "accept": ".xlsx,.csv,.txt"}),
    )
    school_year = forms.ChoiceField(label=_("Năm học"), choices=_year_choices)
    encoding = forms.ChoiceField(
        label=_("Bảng mã của tệp CSV"),
        choices=[("", _("Tự nhận ra")), *ENCODINGS.items()],
        required=False,
    )
