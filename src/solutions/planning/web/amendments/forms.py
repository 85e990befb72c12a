"""Forms that edit one promise of a plan: typed, exact, and checked as strictly as a book on disk."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kechuang.plan.book import Indicator, Milestone, PlanBook, Target, Task
from kechuang.values import KechuangError, Period, Quantity
from kechuang_web.kit.language import current_language, say
from kechuang_web.stores import selectors as stores
from solutions.planning.domain.edits import Row, Table
from solutions.planning.web.amendments.services import FACT

SHAPES = [
    ("stock", gettext_lazy("存量：期末在库数")),
    ("cumulative", gettext_lazy("累计：规划期内累计数")),
    ("ratio", gettext_lazy("比率")),
    ("one_off", gettext_lazy("一次性：建成或新增若干")),
    ("yearly_reassessed", gettext_lazy("年度重评：每年重新认定")),
    ("ceiling", gettext_lazy("上限：不得超过")),
    ("growth", gettext_lazy("增速")),
]
LAYERS = [
    ("plan", gettext_lazy("规划目标")),
    ("assigned", gettext_lazy("市下达")),
    ("yearly", gettext_lazy("年度目标")),
    ("share", gettext_lazy("分解到园区、街镇")),
]
KINDS = [
    ("unstated", gettext_lazy("规划未注明")),
    ("binding", gettext_lazy("约束性")),
    ("anticipatory", gettext_lazy("预期性")),
]
DIRECTIONS = [("up", gettext_lazy("越高越好")), ("down", gettext_lazy("越低越好"))]
PATHS = [
    ("linear", gettext_lazy("匀速")),
    ("milestones", gettext_lazy("按下列各时点")),
    ("seasonal", gettext_lazy("按年内季节分布")),
    ("final", gettext_lazy("只看期末")),
]
RULES = [
    ("standing", gettext_lazy("长期任务：不因一件事而完成")),
    ("single", gettext_lazy("完成一项即完成")),
    ("each_object", gettext_lazy("各个对象都完成才算完成")),
]
_SPLIT = re.compile(r"[、,，;；\n]+")


class QuantityField(forms.CharField):
    """An amount without its unit: 280, ≥5, 3~5, 2.8."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text:
            try:
                Quantity.parse(text, "个")
            except KechuangError as error:
                raise ValidationError(error.message(current_language())) from None
        return str(text)


class PeriodField(forms.CharField):
    """A period: 2025, 2023-06, 2021-2025."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text:
            try:
                return Period.parse(text).text
            except KechuangError as error:
                raise ValidationError(error.message(current_language())) from None
        return ""


class PromiseForm(forms.Form):
    """The part that all rows share: name in both languages.

    Only what was changed on the form is written: whatever the form does not show (the English of a note, the profile of a
    seasonal path) or shows less exactly than the book holds it stays as it is.
    """

    def identity(self, book: PlanBook) -> dict[str, Any]:
        """The fields of a new row that nobody types; only rows that may be added have them."""
        raise TypeError(f"{type(self).__name__}: rows of this kind are changed, never added")

    #: Fields that stand above the targets; the others below.
    FIRST: tuple[str, ...] = ("name_zh", "name_en")
    #: Fields of the row, and the fields of the form they are made of.
    MADE_OF: dict[str, tuple[str, ...]] = {"name": ("name_zh", "name_en")}

    name_zh = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=300, required=False)

    def __init__(self, book: PlanBook, row: Row | None, data: Any = None, **rest: Any) -> None:
        super().__init__(data, initial=self.fill(row) if row is not None else {}, **rest)
        self.book, self.row = book, row
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField) and name in {"lead_unit", "supporting_units"}:
                field.choices = unit_choices(book, blank=name == "lead_unit")

    @staticmethod
    def fill(row: Any) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        return {"name_zh": row.name.zh, "name_en": row.name.en}

    def values(self) -> dict[str, Any]:
        """The changed fields of the row as plain data, for :func:`solutions.planning.domain.edits.edit_row`."""
        changed = set(self.changed_data)
        return {
            name: value for name, value in self.every().items() if changed.intersection(self.MADE_OF.get(name, (name,)))
        }

    def every(self) -> dict[str, Any]:
        """All fields of the row as plain data, as the form has them."""
        return {"name": _sentence(self.cleaned_data["name_zh"], self.cleaned_data["name_en"])}


class IndicatorForm(PromiseForm):
    """An indicator without its targets, which have a form each."""

    FIRST = ("name_zh", "name_en", "lead_unit", "unit")

    MADE_OF = PromiseForm.MADE_OF | {
        "baseline": ("baseline_value", "baseline_period", "unit"),
        "path": ("path", "path_points", "unit"),
        "note": ("note_zh",),
    }

    lead_unit = forms.ChoiceField(label=gettext_lazy("牵头单位"), required=False)
    supporting_units = forms.MultipleChoiceField(
        label=gettext_lazy("配合单位"), required=False, widget=forms.CheckboxSelectMultiple
    )
    unit = forms.CharField(label=gettext_lazy("计量单位"), max_length=20)
    shape = forms.ChoiceField(label=gettext_lazy("目标类型"), choices=SHAPES)
    direction = forms.ChoiceField(label=gettext_lazy("方向"), choices=DIRECTIONS)
    kind = forms.ChoiceField(label=gettext_lazy("性质"), choices=KINDS)
    baseline_value = QuantityField(
        label=gettext_lazy("基期值"), required=False, help_text=gettext_lazy("没有就留空，不要填 0。")
    )
    baseline_period = PeriodField(label=gettext_lazy("基期"), required=False)
    path = forms.ChoiceField(label=gettext_lazy("序时进度"), choices=PATHS)
    path_points = forms.CharField(
        label=gettext_lazy("各时点应达到"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("每行一个时点和数值，如：2023 15。仅用于“按下列各时点”。"),
    )  # fmt: skip
    note_zh = forms.CharField(label=gettext_lazy("说明"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    @staticmethod
    def fill(row: Indicator) -> dict[str, Any]:
        points = "\n".join(f"{point.period.text} {point.quantity.to_text()}" for point in row.path.points)
        return PromiseForm.fill(row) | {
            "lead_unit": row.lead_unit or "",
            "supporting_units": list(row.supporting_units),
            "unit": row.unit,
            "shape": row.shape,
            "direction": row.direction,
            "kind": row.kind,
            "baseline_value": row.baseline.quantity.to_text() if row.baseline else "",
            "baseline_period": row.baseline.period.text if row.baseline else "",
            "path": row.path.kind,
            "path_points": points,
            "note_zh": row.note.zh if row.note else "",
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("path") == "seasonal" and not getattr(getattr(self.row, "path", None), "profile", None):
            self.add_error("path", _("这一指标没有可用的季节分布；请另选一种，或先在地区资料中登记季节分布。"))
        if bool(data.get("baseline_value")) != bool(data.get("baseline_period")):
            empty = "baseline_period" if data.get("baseline_value") else "baseline_value"
            if empty not in self.errors:
                self.add_error(empty, _("基期值和基期要同时填写，或同时留空。"))
        data["points"] = self._read_points(data)
        return data

    def _read_points(self, data: dict[str, Any]) -> list[dict[str, str]]:
        points = []
        for number, line in enumerate((data.get("path_points") or "").splitlines(), start=1):
            if not line.strip():
                continue
            period, _blank, amount = line.strip().partition(" ")
            try:
                Quantity.parse(amount, data.get("unit") or "个")
                points.append({"period": Period.parse(period).text, "quantity": f"{amount.strip()} {data.get('unit')}"})
            except KechuangError as error:
                says = error.message(current_language())
                self.add_error("path_points", _("第 %(number)s 行：%(says)s") % {"number": number, "says": says})
        if data.get("path") == "milestones" and not points and "path_points" not in self.errors:
            self.add_error("path_points", _("选了“按下列各时点”，请至少写一个时点和数值。"))
        return points

    def every(self) -> dict[str, Any]:
        data = self.cleaned_data
        path: dict[str, Any] = {"kind": data["path"]}
        if data["path"] == "milestones":
            path["points"] = data["points"]
        return super().every() | {
            "lead_unit": data["lead_unit"],
            "supporting_units": data["supporting_units"],
            "unit": data["unit"],
            "shape": data["shape"],
            "direction": data["direction"],
            "kind": data["kind"] if data["kind"] != "unstated" else None,
            "baseline": {"quantity": f"{data['baseline_value']} {data['unit']}", "period": data["baseline_period"]}
            if data["baseline_value"]
            else None,
            "path": path if path != {"kind": "linear"} else None,
            "note": _sentence(data["note_zh"], ""),
        }


class TargetForm(forms.Form):
    """One target of an indicator; one left wholly empty is none."""

    layer = forms.ChoiceField(label=gettext_lazy("层次"), choices=LAYERS, required=False)
    amount = QuantityField(label=gettext_lazy("目标值"), required=False)
    period = PeriodField(label=gettext_lazy("期间"), required=False)
    holder = forms.CharField(label=gettext_lazy("承担者"), required=False, max_length=80)
    assigned_by = forms.CharField(label=gettext_lazy("下达单位"), required=False, max_length=80)
    assigned_on = forms.DateField(
        label=gettext_lazy("下达日期"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    document = forms.CharField(label=gettext_lazy("文号"), required=False, max_length=120)
    clause = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("amount") and not data.get("period") and "period" not in self.errors:
            self.add_error("period", _("请写明是哪一期的目标，如 2025。"))
        if not data.get("amount") and data.get("period") and "amount" not in self.errors and self.has_changed():
            self.add_error("amount", _("请填写目标值；要删去这一目标，请把期间也清空。"))
        return data

    def values(self, unit: str) -> dict[str, Any] | None:
        """The target as plain data; ``None`` when the line is empty."""
        data = self.cleaned_data
        if not data.get("amount"):
            return None
        plain = {
            "layer": data["layer"] or "plan",
            "quantity": f"{data['amount']} {unit}",
            "period": data["period"],
            "holder": data["holder"],
            "assigned_by": data["assigned_by"],
            "assigned_on": data["assigned_on"].isoformat() if data["assigned_on"] else "",
            "document": data["document"],
            "clause": data["clause"],
        }
        return {name: value for name, value in plain.items() if value}


def target_forms(indicator: Indicator | None, data: Any = None) -> Any:
    """The targets of an indicator, and one empty line for another."""
    make = forms.formset_factory(TargetForm, extra=1)
    initial = [_fill_target(target) for target in indicator.targets] if indicator else []
    return make(data, initial=initial, prefix="targets")


def _fill_target(target: Target) -> dict[str, Any]:
    return {
        "layer": target.layer,
        "amount": target.quantity.to_text(),
        "period": target.period.text,
        "holder": target.holder or "",
        "assigned_by": target.assigned_by or "",
        "assigned_on": target.assigned_on,
        "document": target.document or "",
        "clause": target.clause or "",
    }


class TaskForm(PromiseForm):
    """A task of a programme."""

    MADE_OF = PromiseForm.MADE_OF | {"note": ("note_zh",)}

    programme = forms.ChoiceField(label=gettext_lazy("所属工程"))
    lead_unit = forms.ChoiceField(label=gettext_lazy("牵头单位"), required=False)
    supporting_units = forms.MultipleChoiceField(
        label=gettext_lazy("配合单位"), required=False, widget=forms.CheckboxSelectMultiple
    )
    verbs = forms.CharField(
        label=gettext_lazy("动作"), max_length=200, help_text=gettext_lazy("用顿号分开，如：建设、引进。")
    )
    objects = forms.CharField(
        label=gettext_lazy("对象"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("用顿号或换行分开。"),
    )  # fmt: skip
    status_rule = forms.ChoiceField(label=gettext_lazy("怎样算完成"), choices=RULES)
    milestones = forms.CharField(
        label=gettext_lazy("节点"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("每行一个：日期和内容，如：2024-06-30 完成验收。"),
    )  # fmt: skip
    note_zh = forms.CharField(label=gettext_lazy("说明"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, book: PlanBook, row: Row | None, data: Any = None, **rest: Any) -> None:
        super().__init__(book, row, data, **rest)
        self.fields["programme"].choices = [(one.code, say(one.name)) for one in book.programmes]  # type: ignore[attr-defined]

    @staticmethod
    def fill(row: Task) -> dict[str, Any]:
        return PromiseForm.fill(row) | {
            "programme": row.programme,
            "lead_unit": row.lead_unit or "",
            "supporting_units": list(row.supporting_units),
            "verbs": "、".join(row.verbs),
            "objects": "\n".join(row.objects),
            "status_rule": row.status_rule,
            "milestones": "\n".join(f"{one.due.isoformat()} {one.name.zh}" for one in row.milestones),
            "note_zh": row.note.zh if row.note else "",
        }

    def identity(self, book: PlanBook) -> dict[str, Any]:
        """A code that is free in the programme, and the clause of the programme."""
        programme = next(one for one in book.programmes if one.code == self.cleaned_data["programme"])
        taken = {task.code for task in book.tasks}
        code = next(code for number in count(1) if (code := f"{programme.code}-a{number}") not in taken)
        return {"code": code, "section": programme.clause}

    def clean_milestones(self) -> list[dict[str, Any]]:
        """Lines of a day and words; a milestone that stays keeps its English name and the day it was reached."""
        known = {(one.due, one.name.zh): _plain_milestone(one) for one in getattr(self.row, "milestones", ())}
        found = []
        for number, line in enumerate(self.cleaned_data["milestones"].splitlines(), start=1):
            if not line.strip():
                continue
            day, _blank, words = line.strip().partition(" ")
            try:
                due = forms.DateField().clean(day)
            except ValidationError:
                due = None
            if due is None or not words.strip():
                raise ValidationError(_("第 %(number)s 行请写成“2024-06-30 完成验收”。") % {"number": number})
            found.append(
                known.get((due, words.strip())) or {"name": _sentence(words.strip(), ""), "due": due.isoformat()}
            )
        return found

    def every(self) -> dict[str, Any]:
        data = self.cleaned_data
        return super().every() | {
            "programme": data["programme"],
            "lead_unit": data["lead_unit"],
            "supporting_units": data["supporting_units"],
            "verbs": _words(data["verbs"]),
            "objects": _words(data["objects"]),
            "status_rule": data["status_rule"] if data["status_rule"] != "standing" else None,
            "milestones": data["milestones"],
            "note": _sentence(data["note_zh"], ""),
        }


class TextForm(PromiseForm):
    """A programme, principle or safeguard: a name and what it says."""

    MADE_OF = PromiseForm.MADE_OF | {"summary": ("summary_zh", "summary_en")}

    summary_zh = forms.CharField(label=gettext_lazy("内容"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    summary_en = forms.CharField(
        label=gettext_lazy("英文内容"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    @staticmethod
    def fill(row: Any) -> dict[str, Any]:
        summary = row.summary
        return PromiseForm.fill(row) | {
            "summary_zh": summary.zh if summary else "",
            "summary_en": summary.en if summary else "",
        }

    def every(self) -> dict[str, Any]:
        data = self.cleaned_data
        return super().every() | {"summary": _sentence(data["summary_zh"], data["summary_en"])}


class ClauseForm(TextForm):
    """A clause: its title as the document has it, and what it says in our words."""

    MADE_OF = {"title": ("name_zh",), "summary": ("summary_zh", "summary_en")}

    @staticmethod
    def fill(row: Any) -> dict[str, Any]:
        return {"name_zh": row.title, "summary_zh": row.summary.zh, "summary_en": row.summary.en}

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        del self.fields["name_en"]
        self.fields["name_zh"].label = _("标题")

    def every(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"title": data["name_zh"], "summary": _sentence(data["summary_zh"], data["summary_en"])}


class UnitForm(PromiseForm):
    """A unit that can lead or support, added because the plan itself does not name it."""

    def identity(self, book: PlanBook) -> dict[str, Any]:
        """A code that is free."""
        taken = {unit.code for unit in book.units}
        return {"code": next(code for number in count(1) if (code := f"unit-{number}") not in taken)}


FORMS: dict[Table, type[PromiseForm]] = {
    "indicators": IndicatorForm,
    "tasks": TaskForm,
    "programmes": TextForm,
    "principles": TextForm,
    "safeguards": TextForm,
    "clauses": ClauseForm,
    "units": UnitForm,
}


class ReasonForm(forms.Form):
    """Why the plan is to change, from which day, and under which number of a paper."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    effective_from = forms.DateField(
        label=gettext_lazy("生效日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    document_number = forms.CharField(label=gettext_lazy("文号"), required=False, max_length=120)


class EvidenceForm(forms.Form):
    """One of: a fact about what is amended, any fact or event by its number, a paper, a citation."""

    fact = forms.ChoiceField(label=gettext_lazy("台账里的事实"), required=False)
    number = forms.CharField(
        label=gettext_lazy("台账里其他事实或事件的编号"), required=False, max_length=100,
        help_text=gettext_lazy("如：e52。编号见台账。"),
    )  # fmt: skip
    citation = forms.CharField(
        label=gettext_lazy("文号、网址或其他出处"), required=False, max_length=500,
        help_text=gettext_lazy("如：津科发〔2023〕12号；会议纪要第8期。"),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("上传文件"), required=False, max_length=255,
        help_text=gettext_lazy("PDF、图片或 Office 文件，如盖章扫描件。"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.docx,.xlsx"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None, *, facts: list[tuple[str, str]]) -> None:
        super().__init__(data, files)
        none = _("不引用") if facts else _("所修订的指标在台账里还没有事实")
        self.fields["fact"].choices = [("", none), *facts]  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        """The key of the fact or event that has this number here, with or without the region before it."""
        number = str(self.cleaned_data["number"]).strip()
        ledger = stores.ledger()
        fact = ledger.get(number) or ledger.get(f"{stores.region_code()}/{number}")
        if number and fact is None:
            raise ValidationError(_("台账里没有编号“%(number)s”，没有附上；请在台账里核对编号。") % {"number": number})
        return f"{FACT}{fact.id}" if fact else ""

    def clean_file(self) -> Any:
        """A paper within the limit of uploads."""
        file = self.cleaned_data["file"]
        if file and file.size > settings.KECHUANG_UPLOAD_LIMIT:
            raise forms.ValidationError(_("“%(name)s”太大，没有保存；请压缩后再上传。") % {"name": file.name})
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.get(name) for name in ("fact", "number", "citation", "file")):
            self.add_error("citation", _("请选一条事实、写明编号或出处，或上传文件。"))
        return data


def _plain_milestone(milestone: Milestone) -> dict[str, Any]:
    done = {"done_on": milestone.done_on.isoformat()} if milestone.done_on else {}
    return {"name": {"zh": milestone.name.zh, "en": milestone.name.en}, "due": milestone.due.isoformat()} | done


def unit_choices(book: PlanBook, *, blank: bool) -> list[tuple[str, str]]:
    """The units of the book; the blank choice says what it means."""
    units = [(unit.code, say(unit.name)) for unit in book.units]
    return [("", _("待明确")), *units] if blank else units


def _sentence(zh: str, en: str) -> dict[str, str] | None:
    zh, en = zh.strip(), en.strip()
    return {"zh": zh, "en": en or zh} if zh or en else None


def _words(text: str) -> list[str]:
    return [word.strip() for word in _SPLIT.split(text) if word.strip()]
