"""Forms of the accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

from kechuang_web.accounts.models import User


class SignInForm(AuthenticationForm):
    """Name and password; a wrong pair is refused without saying which was wrong."""

    error_messages = {
        "invalid_login": _("账号名或密码不对，请重新输入；连续输错 5 次将锁定 15 分钟。"),
        "inactive": _("账号名或密码不对，请重新输入；连续输错 5 次将锁定 15 分钟。"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("账号名")
        self.fields["username"].widget.attrs.update(autocomplete="username", autocapitalize="none", spellcheck="false")
        self.fields["password"].label = _("密码")


class ChangePasswordForm(PasswordChangeForm):
    """The old password and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("现在的密码")
        self.fields["new_password1"].label = _("新密码")
        self.fields["new_password2"].label = _("再输一次新密码")


class NewPasswordForm(SetPasswordForm):
    """A new password for someone else, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("新密码")
        self.fields["new_password2"].label = _("再输一次新密码")


class AccountForm(forms.ModelForm):
    """An account, as an administrator sees it."""

    class Meta:
        model = User
        fields = ["username", "display_name", "role", "unit", "park", "is_active"]
        help_texts = {
            "unit": _("委办局联络员须填，如 st_bureau；决定其可报送哪些任务。"),
            "park": _("园区人员填写，如 park/jingjin_zgc。"),
            "is_active": _("停用后不能登录；账号不会删除，日志与规划版本仍记其名。"),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("role") == "lead_unit" and not (data.get("unit") or data.get("park")):
            self.add_error("unit", _("委办局联络员须填单位代码或园区代码，否则没有可报送的任务。"))
        return data


class NewAccountForm(AccountForm):
    """A new account, with its first password."""

    password = forms.CharField(
        label=_("初始密码"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False,
        help_text=_("至少 10 位，不能全是数字；请当面告知，并请本人登录后修改。"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("password"):
            draft = User(username=data.get("username") or "", display_name=data.get("display_name") or "")
            try:
                password_validation.validate_password(data["password"], draft)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data
