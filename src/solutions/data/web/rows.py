"""Rows of the ledger as the pages show them: names instead of codes, figures with units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, Inexact, localcontext
from typing import Any

from django.utils.translation import gettext as _

from kechuang.dictionary import MEASURES
from kechuang.ledger import Fact
from kechuang.values import KechuangError, Sentence
from kechuang_web.kit.language import say
from kechuang_web.stores import selectors
from kechuang_web.stores.mapping import row_to_fact
from kechuang_web.stores.models import LedgerFact


@dataclass(frozen=True, slots=True)
class Shown:
    """A fact with the names of its subject and attribute; a code without a name is shown as it is."""

    fact: Fact
    subject: Sentence | str
    attribute: Sentence | str
    measure: Sentence | str
    superseded: bool = False


def name_subject(code: str) -> Sentence | str:
    """The name of a subject."""
    known = selectors.subjects()
    return known.get(code).name if code in known else code


def name_attribute(code: str) -> Sentence | str:
    """The name of an attribute."""
    known = selectors.dictionary()
    return known.attribute(code).name if code in known else code


def define(key: str) -> Any:
    """The definition of a key, or ``None`` when the dictionary has none."""
    try:
        return selectors.dictionary().definition(key)
    except KechuangError:
        return None


def show(rows: Iterable[LedgerFact], superseded: frozenset[str] = frozenset()) -> list[Shown]:
    """Rows for a page."""
    known = selectors.dictionary()
    shown = []
    for row in rows:
        measure = MEASURES[known.attribute(row.attribute).measure] if row.attribute in known else ""
        shown.append(
            Shown(
                row_to_fact(row),
                name_subject(row.subject),
                name_attribute(row.attribute),
                measure,
                row.fact_id in superseded,
            )
        )
    return shown


def export_head() -> list[str]:
    """The columns of an exported ledger."""
    return [
        _("编号"), _("对象"), _("对象代码"), _("数据元"), _("数据元代码"), _("口径"), _("时点"), _("时点依据"), _("界限"), _("数值"), _("数值上限"),
        _("单位"), _("文字"), _("统计截止日"), _("发布日"), _("来源"), _("发布单位"), _("网址"), _("文中位置"), _("可信度"), _("更正了"), _("公开范围"),
        _("模拟数据"), _("数据批次"), _("备注"), _("记录时间"), _("记录人"), _("序号"), _("摘要"),
    ]  # fmt: skip


def export_rows(rows: Iterable[LedgerFact]) -> Iterator[list[Any]]:
    """The cells of an exported ledger; numbers are numbers where a spreadsheet holds them exactly, else texts."""
    for row in rows:
        fact = row_to_fact(row)
        quantity = fact.quantity
        yield [
            fact.id, say(name_subject(fact.subject)), fact.subject, say(name_attribute(fact.attribute)), fact.attribute, fact.definition,
            fact.period.text if fact.period else "", fact.period_basis, row.bound if quantity else "",
            _cell(row.low) if quantity else "", _cell(row.high) if quantity and row.high != row.low else "", row.unit, row.text,
            _day(fact.as_of), _day(fact.published), fact.source.title, fact.source.publisher or "",
            fact.source.address or _("未记录网址"), fact.source.locator or "", fact.confidence, fact.supersedes or "", fact.visibility,
            "1" if fact.synthetic else "", fact.vintage or "", say(fact.remark), fact.recorded_at.isoformat(), fact.recorded_by,
            fact.seq, fact.digest,
        ]  # fmt: skip


def _day(day: Any) -> str:
    return day.isoformat() if day else ""


def _cell(number: str) -> int | Decimal | str:
    top, _slash, bottom = number.partition("/")
    if not bottom:
        return int(top)
    with localcontext() as context:
        context.clear_flags()
        context.prec = 15  # a spreadsheet keeps fifteen digits
        value = Decimal(top) / Decimal(bottom)
        return number if context.flags[Inexact] else value
