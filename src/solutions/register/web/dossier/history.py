"""Who changed what, when and why, in words; and an organisation as it stood on an earlier day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kechuang_web.kit.formatting import show_day
from kechuang_web.kit.language import say
from kechuang_web.register.history import Change, row_on, story
from kechuang_web.register.models import Organisation, Row
from solutions.register.web.records.cells import heading_of
from solutions.register.web.tables import Table

#: Columns that are named in one line; the page of all changes names every one.
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One step in the story of a row, with the row it is about."""

    at: Any
    who: str
    what: str
    why: str
    columns: tuple[Any, ...]
    number: int
    address: str = ""


def past_state(organisation: Organisation, day: date) -> tuple[Organisation, str]:
    """The organisation as the register had it at the end of a day, and a sentence where it did not have it yet."""
    past = row_on(organisation, day)
    if isinstance(past, Organisation):
        return past, ""
    told = _("%(day)s时本库还没有登记这家；名称等基本情况按后来的登记显示，称号和数据只计到这一天。")
    return organisation, told % {"day": show_day(day)}


def changes_of(table: Table, row: Row, most: int | None = None, address: str = "") -> list[Told]:
    """The changes of a row, the latest first."""
    steps = story(row)
    return [_tell(table, row, step, address) for step in (steps[:most] if most else steps)]


def _tell(table: Table, row: Row, step: Change, address: str) -> Told:
    thing = say(heading_of(table, row)) if address else ""
    match step.kind:
        case "recorded":
            what = _("登记")
        case "ended":
            what = _("登记结束")
        case "withdrawn":
            what = _("作废")
        case "restored":
            what = _("恢复")
        case _:
            named = [str(one.label) for one in step.columns[:MOST_NAMED]]
            what = _("修改%(what)s") % {"what": _("、").join(named)} if named else _("更新来源")
            if len(step.columns) > MOST_NAMED:
                what = _("%(what)s等 %(n)s 项") % {"what": what, "n": len(step.columns)}
    if thing:
        what = _("%(table)s“%(thing)s”：%(what)s") % {"table": say(table.heading), "thing": thing, "what": what}
    columns = () if step.kind == "recorded" else step.columns
    return Told(step.at, step.who or _("系统"), what, step.why, columns, step.number, address)


def unify(histories: Iterable[Iterable[Told]]) -> list[Told]:
    """Several histories as one, the latest first."""
    return sorted((one for history in histories for one in history), key=lambda one: (one.at, one.number), reverse=True)
