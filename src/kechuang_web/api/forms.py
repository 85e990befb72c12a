"""The form of a new token."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kechuang_web.api.scopes import scopes_of


class TokenForm(forms.Form):
    """What a token is for, what it may do, until when."""

    name = forms.CharField(
        label=_("用途"), max_length=80, help_text=_("写明哪个系统用它做什么，如“统计局月报同步”，便于日后清理。")
    )
    scopes = forms.MultipleChoiceField(
        label=_("可用范围"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只选用得到的；超出您角色的范围不会列出。"),
    )
    expires_on = forms.DateField(
        label=_("有效期至"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(code, f"{scope.words}（{code}）") for code, scope in scopes_of(user).items()]
        longest = settings.KECHUANG_API_TOKEN_DAYS
        today = timezone.localdate()
        self.fields["expires_on"].initial = today + timedelta(days=min(90, longest))
        self.fields["expires_on"].widget.attrs.update(
            min=(today + timedelta(days=1)).isoformat(), max=(today + timedelta(days=longest - 1)).isoformat()
        )
