"""The words of the intake pages that are no sentence of the library."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kechuang.register import Field
from kechuang_web.intake import content
from kechuang_web.intake.questions import MONEY_UNITS
from kechuang_web.kit.language import current_language
from kechuang_web.stores import selectors

#: The short word of a kind of problem; the sentence at the cell says the rest. Kinds without one show their own code.
KINDS: dict[str, Any] = {
    "about": gettext_lazy("约数"),
    "arithmetic": gettext_lazy("合计不等于分项"),
    "choice_fault": gettext_lazy("不在选项里"),
    "code_fault": gettext_lazy("信用代码有误"),
    "code_missing": gettext_lazy("没有信用代码"),
    "date_fault": gettext_lazy("日期认不出"),
    "day_missing": gettext_lazy("只有年月"),
    "digits_lost": gettext_lazy("数位丢失"),
    "duplicate_row": gettext_lazy("重复的行"),
    "figure": gettext_lazy("不能记入台账"),
    "formula_error": gettext_lazy("公式出错"),
    "formula_uncomputed": gettext_lazy("公式没有结果"),
    "jump": gettext_lazy("与上年相差悬殊"),
    "outlier": gettext_lazy("与同表其他行相差悬殊"),
    "share_scale": gettext_lazy("百分比或小数"),
    "sign": gettext_lazy("与上年正负相反"),
    "total_differs": gettext_lazy("合计行与各行不符"),
    "unit_column": gettext_lazy("整列单位可疑"),
    "unit_slip": gettext_lazy("整行单位可疑"),
    "late_return": gettext_lazy("迟报"),
    "negative": gettext_lazy("负数"),
    "nobody": gettext_lazy("不知是哪家单位"),
    "not_whole": gettext_lazy("应为整数"),
    "number_fault": gettext_lazy("不是数"),
    "number_range": gettext_lazy("是范围不是数"),
    "number_too_large": gettext_lazy("数太大"),
    "old_number": gettext_lazy("旧注册号"),
    "phone_fault": gettext_lazy("电话有误"),
    "refused": gettext_lazy("登记簿不收"),
    "repeated": gettext_lazy("重复的行"),
    "required_empty": gettext_lazy("必填项为空"),
    "rounded": gettext_lazy("已舍入到分"),
    "share_large": gettext_lazy("百分比过大"),
    "unit_fault": gettext_lazy("单位不符"),
    "year_fault": gettext_lazy("年度有误"),
    "yes_no_fault": gettext_lazy("是否认不出"),
}


def name_record_type(code: str) -> str:
    """What records of a type are called."""
    if code == content.REGION_FIGURE:
        return _("地区指标")
    found = content.record_types().get(code)
    return found.name.text(current_language()) if found else _("未认出")


def name_kind(code: str) -> str:
    """The short word of a kind of problem."""
    return str(KINDS.get(code, _OTHER))


_OTHER = gettext_lazy("其他问题")


def name_field(code: str, region: str) -> str:
    """What a field, or the attribute of a figure, is called."""
    for record_type in content.record_types(region).values():
        if code in record_type.by_code:
            return record_type.by_code[code].name.text(current_language())
    known = selectors.dictionary(region)
    return known.attribute(code).name.text(current_language()) if code in known else code


def units_of(field: Field) -> list[str]:
    """The units that a column of a field may stand in; none for what has no unit."""
    if field.type == "money":
        return list(MONEY_UNITS)
    return [field.unit] if field.unit and field.type not in {"share", "year"} else []
