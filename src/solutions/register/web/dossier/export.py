"""The whole dossier as a workbook: identity, titles, figures, every table, history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kechuang.values import Quantity
from kechuang_web.kit.language import say
from kechuang_web.register.models import Organisation
from kechuang_web.register.selectors import family
from kechuang_web.stores.mapping import row_to_fact
from solutions.register.web import words
from solutions.register.web.dossier.figure_page import definition_of
from solutions.register.web.dossier.figures import attribute_of, facts_about
from solutions.register.web.dossier.history import changes_of
from solutions.register.web.dossier.page import IDENTITY
from solutions.register.web.organisations.views import export_value
from solutions.register.web.records.selectors import rows_of
from solutions.register.web.tables import IN_DOSSIER, NOT_WORDS, ORGANISATIONS, TITLES, Table
from solutions.register.web.workbook import Sheet, download_workbook


def make_workbook(organisation: Organisation, day: date) -> HttpResponse:
    """The workbook of an organisation; sheets of empty tables are left out."""
    return download_workbook(f"{organisation.name}-{day:%Y%m%d}.xlsx", _sheets(organisation))


def _sheets(organisation: Organisation) -> Iterator[Sheet]:
    yield _("基本情况"), [_("项目"), _("内容")], list(_identity(organisation))
    keys = family(organisation)
    for table in (TITLES, *IN_DOSSIER):
        rows = [list(_values(table, row)) for row in rows_of(table, keys)]
        if rows:
            yield (
                say(table.heading),
                [*(str(words.label(column)) for column in _columns(table)), _("来源"), _("合成数据")],
                rows,
            )
    figures = list(_figures(organisation))
    if figures:
        head = [
            _("数据元"),
            _("代码"),
            _("时点"),
            _("数值"),
            _("单位"),
            _("口径"),
            _("来源"),
            _("可信度"),
            _("已被更正"),
            _("合成数据"),
        ]
        yield _("历年数据"), head, figures
    changes = [
        [change.at.isoformat(timespec="seconds"), change.who, change.what, change.why]
        for change in changes_of(ORGANISATIONS, organisation)
    ]
    yield _("修改记录"), [_("时间"), _("谁"), _("做了什么"), _("原因")], changes


def _identity(organisation: Organisation) -> Iterator[list[Any]]:
    for name in ("name", "uscc", "park", *IDENTITY):
        yield [str(words.label(ORGANISATIONS.column(name))), export_value(ORGANISATIONS, organisation, name)]
    for one in organisation.names.filter(withdrawn_at__isnull=True):
        between = "—".join(when.isoformat() for when in (one.since, one.until) if when)
        yield [_("曾用名"), f"{one.name} {between}".strip()]
    yield [_("来源"), organisation.source_label]
    if organisation.synthetic:
        yield [_("合成数据"), _("模拟数据：名称、代码与数字均为生成，不是任何真实企业。")]


def _columns(table: Table) -> list[Any]:
    """What a row of a table says, without what the services keep and what may be personal."""
    return [column for name, column in table.stored.columns.items() if name not in NOT_WORDS]


def _values(table: Table, row: Any) -> Iterator[Any]:
    for column in _columns(table):
        yield export_value(table, row, column.name)
    yield row.source_label
    yield _("是") if row.synthetic else ""


def _figures(organisation: Organisation) -> Iterator[list[Any]]:
    rows = list(facts_about(organisation, family(organisation), None))
    corrected = {row.supersedes for row in rows if row.supersedes}
    for row in rows:
        fact, attribute = row_to_fact(row), attribute_of(row.attribute)
        quantity = fact.value if isinstance(fact.value, Quantity) else None
        yield [
            say(attribute.name) if attribute else row.attribute,
            row.attribute,
            row.period or "",
            (quantity.low if quantity.exact else quantity.to_text()) if quantity else fact.value,
            row.unit,
            say(definition_of(row.definition)),
            " · ".join(part for part in (row.source_title, row.source_publisher, row.source_locator) if part),
            row.confidence,
            _("是") if row.fact_id in corrected else "",
            _("是") if row.synthetic else "",
        ]
