"""The form that takes a file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class ImportForm(forms.Form):
    """One document."""

    file = forms.FileField(
        label=gettext_lazy("规划文本"),
        max_length=255,
        help_text=gettext_lazy("把文件拖到这里，或从电脑中选取：.docx、文字版 .pdf、.html、.md、.txt。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pdf,.html,.htm,.md,.txt"}),
        error_messages={
            "required": gettext_lazy("请选取一个文件。"),
            "empty": gettext_lazy("这个文件是空的；请检查是否选错了文件。"),
            "max_length": gettext_lazy("文件名太长；请改短后再上传。"),
        },
    )
