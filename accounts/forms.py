"""Forms of people: sign-in, password, preferences."""

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from accounts.choices import Theme

_CONTROL = {"class": "inp"}
MAX_PASSWORD_LENGTH = 200


def _username_widget() -> forms.TextInput:
    return forms.TextInput(
        attrs={**_CONTROL, "autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    )


def _password_field(label, autocomplete: str, **options) -> forms.CharField:
    widget = forms.PasswordInput(attrs={**_CONTROL, "autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=MAX_PASSWORD_LENGTH, widget=widget, **options)


class SignInForm(forms.Form):
    """Username, password, and whether others use this device too."""

    username = forms.CharField(label=_("Tên đăng nhập"), max_length=150, widget=_username_widget())
    password = _password_field(_("Mật khẩu"), "current-password")
    is_shared_device = forms.BooleanField(label=_("Máy dùng chung: tự thoát sau 30 phút không dùng"), required=False)


class ChangePasswordForm(forms.Form):
    """The old password once, the new one twice."""

    old_password = _password_field(_("Mật khẩu đang dùng"), "current-password")
    new_password = _password_field(
        _("Mật khẩu mới"),
        "new-password",
        help_text=_("Ít nhất 8 kí tự. Ba từ dễ nhớ nối với nhau là tốt, ví dụ: sen-vuon-nai."),
    )
    new_password_again = _password_field(_("Gõ lại mật khẩu mới"), "new-password")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old_password(self):
        """The person at the keyboard knows the old password."""
        if not self.user.check_password(self.cleaned_data["old_password"]):
            raise forms.ValidationError(_("Mật khẩu đang dùng chưa đúng."), code="wrong_password")
        return self.cleaned_data["old_password"]

    def clean_new_password(self):
        """The new password is another one, and good enough."""
        password = self.cleaned_data["new_password"]
        if password == self.cleaned_data.get("old_password"):
            raise forms.ValidationError(_("Mật khẩu mới phải khác mật khẩu đang dùng."), code="same_password")
        password_validation.validate_password(password, self.user)
        return password

    def clean(self):
        """Both new passwords are the same."""
        first, again = self.cleaned_data.get("new_password"), self.cleaned_data.get("new_password_again")
        if first and again and first != again:
            self.add_error("new_password_again", forms.ValidationError(_("Hai lần gõ chưa giống nhau."), "differs"))
        return self.cleaned_data


class LanguageForm(forms.Form):
    """One of the languages of the site."""

    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=settings.LANGUAGES)


class PreferencesForm(forms.Form):
    """Colours and data saving."""

    theme = forms.ChoiceField(label=_("Màu nền"), choices=Theme.choices, widget=forms.RadioSelect)
    is_data_saver = forms.BooleanField(
        label=_("Tiết kiệm dữ liệu: không tải ảnh và video khi chưa bấm"), required=False
    )
