"""Forms of the accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

from kechuang.values import normalise_uscc, uscc_fault
from kechuang_web.accounts.models import User
from kechuang_web.accounts.roles import BELONGS_TO
from kechuang_web.kit.language import current_language
from kechuang_web.stores import selectors


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
        fields = ["username", "display_name", "role", "unit", "park", "organisation", "is_active"]
        help_texts = {
            "unit": _("委办局联络员须填，如 st_bureau；决定其可报送哪些任务。"),
            "park": _("园区运营方须填，决定其可看哪些企业。"),
            "organisation": _("企业经办人、代理机构须填其统一社会信用代码（18 位）。"),
            "is_active": _("停用后不能登录；账号不会删除，日志与规划版本仍记其名。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["park"] = forms.ChoiceField(
            label=_("园区"), required=False, help_text=self.fields["park"].help_text,
            choices=park_choices(self.instance.park),
        )  # fmt: skip
        self.fields["organisation"].max_length = None  # as typed it may have spaces and hyphens
        self.fields["organisation"].widget.attrs.update(maxlength=40, autocapitalize="characters", spellcheck="false")
        self.fields["organisation"].validators = []

    def clean_organisation(self) -> str:
        written = self.cleaned_data.get("organisation") or ""
        if not written.strip():
            return ""
        if fault := uscc_fault(written):
            raise forms.ValidationError(fault.text(current_language()))
        return normalise_uscc(written)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        role = data.get("role")
        if role == "lead_unit" and not (data.get("unit") or data.get("park")):
            self.add_error("unit", _("委办局联络员须填单位代码或园区代码，否则没有可报送的任务。"))
        if role == "park_operator" and not data.get("park"):
            self.add_error("park", _("请选择园区：没有园区的账号看不到任何企业。"))
        if BELONGS_TO.get(role or "") == "organisation":
            if not data.get("organisation") and "organisation" not in self.errors:
                self.add_error("organisation", _("请填统一社会信用代码：没有所属企业的账号看不到任何档案。"))
            for name in ("unit", "park"):  # who stands outside the bureau belongs to no unit and runs no park
                data[name] = ""
        return data


def park_choices(present: str = "") -> list[tuple[str, Any]]:
    """The parks of the region by name, an empty choice first; a code that an account already has stays choosable."""
    parks = [(subject.code, subject.name) for subject in selectors.subjects() if subject.kind == "park"]
    language = current_language()
    choices: list[tuple[str, Any]] = [("", _("（不属于园区）"))]
    choices += [(code, name.text(language)) for code, name in parks]
    if present and present not in {code for code, _name in parks}:
        choices.append((present, present))
    return choices


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
