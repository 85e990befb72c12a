"""Forms that correct or add a reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from solutions.planning.web.review.selectors import indicator_names

_SPLIT = re.compile(r"[、,，;；\n]+")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")

KINDS = [("target", gettext_lazy("目标")), ("baseline", gettext_lazy("基期")), ("actual", gettext_lazy("现状"))]
BOUNDS = [
    ("eq", gettext_lazy("正好")),
    ("ge", gettext_lazy("≥ 不低于")),
    ("le", gettext_lazy("≤ 不超过")),
    ("about", gettext_lazy("≈ 约")),
]
MEASURES = [
    ("level", gettext_lazy("水平：期末有多少")),
    ("cumulative", gettext_lazy("累计：期内共多少")),
    ("increment", gettext_lazy("增量：增加多少")),
    ("growth_rate", gettext_lazy("增速")),
    ("change_pp", gettext_lazy("百分点变化")),
    ("multiple", gettext_lazy("倍数")),
]
ENTITIES = [
    ("org", gettext_lazy("机构")),
    ("park", gettext_lazy("园区")),
    ("place", gettext_lazy("地点")),
    ("programme", gettext_lazy("工程")),
]


class ReadingForm(forms.Form):
    """Base: a form over the content of a reading. What it does not show stays as the reader left it."""

    def __init__(self, content: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data, initial=self.fill(content), auto_id=f"id_{content.get('_id', 'new')}_%s")
        self.content = content

    @classmethod
    def fill(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """The fields as the reading has them."""
        return dict(content)

    def changed_content(self) -> dict[str, Any]:
        """The whole content with what the form says."""
        kept = {key: value for key, value in self.content.items() if not key.startswith("_")}
        return kept | self.written()

    def written(self) -> dict[str, Any]:
        """What the form says."""
        return dict(self.cleaned_data)


class QuantityForm(ReadingForm):
    """A quantified statement."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    value = forms.CharField(label=gettext_lazy("数值"), max_length=60, help_text=gettext_lazy("区间写成 3~5"))
    bound = forms.ChoiceField(label=gettext_lazy("界限"), choices=BOUNDS)
    unit = forms.CharField(label=gettext_lazy("单位"), max_length=20)
    kind = forms.ChoiceField(label=gettext_lazy("性质"), choices=KINDS)
    year = forms.IntegerField(label=gettext_lazy("年份"), min_value=1900, max_value=2100, required=False)
    measure = forms.ChoiceField(label=gettext_lazy("度量"), choices=MEASURES)
    attribute = forms.ChoiceField(label=gettext_lazy("对应指标"), required=False)

    #: How many of six columns each field takes.
    WIDTHS = {"name": 6, "value": 2, "unit": 2, "bound": 2, "kind": 2, "year": 2, "measure": 2, "attribute": 6}

    def __init__(self, content: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(content, data)
        names = sorted(indicator_names().items(), key=lambda pair: pair[1])
        self.fields["attribute"].choices = [("", _("未对应"))] + [(code, f"{name}（{code}）") for code, name in names]  # type: ignore[attr-defined]

    @classmethod
    def fill(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        value = content.get("value")
        words = (
            "~".join(str(end) for end in value)
            if isinstance(value, list | tuple)
            else str(value if value is not None else "")
        )
        unit = content.get("unit") or content.get("unit_inferred") or ""
        return dict(content) | {"value": words, "unit": unit, "attribute": content.get("attribute") or ""}

    def clean_value(self) -> Any:
        """A number, or a pair for a range; exact."""
        text = self.cleaned_data["value"].replace(",", "").replace("，", "").replace("—", "~").strip()
        ends = [end.strip() for end in text.split("~")]
        if len(ends) > 2 or not all(_NUMBER.fullmatch(end) for end in ends):
            raise ValidationError(_("请写成 280、2.8 或 3~5；单位另填。"))
        numbers = [_plain(end) for end in ends]
        if len(numbers) == 2 and Decimal(ends[0]) > Decimal(ends[1]):
            raise ValidationError(_("区间的前一个数不能大于后一个。"))
        return numbers if len(numbers) == 2 else numbers[0]

    def clean_unit(self) -> str:
        """A unit without digits or blanks."""
        unit = str(self.cleaned_data["unit"]).strip()
        if any(mark.isdigit() or mark.isspace() for mark in unit):
            raise ValidationError(_("单位里不能有数字或空格，如：家、亿元、%。"))
        return unit

    def written(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        written = data | {"attribute": data["attribute"] or None}
        if "year" in self.changed_data:
            written["year_basis"] = "stated" if data["year"] else None
        return written


class TaskReadingForm(ReadingForm):
    """A task."""

    task = forms.CharField(label=gettext_lazy("任务"), widget=forms.Textarea(attrs={"rows": 3}), max_length=600)
    verbs = forms.CharField(label=gettext_lazy("动作"), max_length=200, help_text=gettext_lazy("用顿号分开"))
    objects = forms.CharField(
        label=gettext_lazy("对象"), required=False, max_length=600, help_text=gettext_lazy("用顿号分开")
    )

    WIDTHS = {"task": 6, "verbs": 3, "objects": 3}

    @classmethod
    def fill(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        return dict(content) | {
            "verbs": "、".join(content.get("verbs") or ()),
            "objects": "、".join(content.get("objects") or ()),
        }

    def written(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"task": data["task"].strip(), "verbs": _words(data["verbs"]), "objects": _words(data["objects"])}


class EntityForm(ReadingForm):
    """A name."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=ENTITIES)

    WIDTHS = {"name": 4, "kind": 2}


FORMS: dict[str, type[ReadingForm]] = {"quantity": QuantityForm, "task": TaskReadingForm, "entity": EntityForm}


def _plain(text: str) -> int | float:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValidationError(_("请写成 280、2.8 或 3~5；单位另填。")) from None
    return int(number) if number == number.to_integral_value() else float(number)


def _words(text: str) -> list[str]:
    return [word.strip() for word in _SPLIT.split(text) if word.strip()]
