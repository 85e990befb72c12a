"""What the pages of amendments show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kechuang.plan.book import Change, Clause, Indicator, PlanBook, Task, book_from_dict
from kechuang_web.audit.actions import name_action
from kechuang_web.audit.models import Entry
from kechuang_web.kit.language import current_language, say
from kechuang_web.kit.registry import address_of
from kechuang_web.stores import selectors as stores
from kechuang_web.stores.models import Amendment
from solutions.planning.domain.edits import TABLES, Row, Table, touched_rows
from solutions.planning.web.amendments.services import FACT, FILE
from solutions.planning.web.models import EvidenceFile
from solutions.planning.web.versions.changes import RowChange, group_changes

GROUPS = {"": ("draft", "submitted", "approved", "rejected", "withdrawn"), "open": ("draft", "submitted"),
          "approved": ("approved",), "closed": ("rejected", "withdrawn")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AmendmentEntry:
    """A line of the list."""

    pk: int
    title: str
    plan_title: str
    state: str
    author: str
    base: int
    result: int | None
    changed: datetime
    address: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence in words, and where it can be looked at."""

    key: str
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Pick:
    """A row of the plan that may be amended."""

    key: str
    name: Any
    now: Any
    unit: str
    touched: bool
    address: str


def title_of(amendment: Amendment) -> str:
    """What an amendment is about, in a line: the rows that it changes."""
    names = list(dict.fromkeys(_name(Change.from_dict(one)) for one in amendment.diff))
    if not names:
        return _("（尚未选择修订内容）")
    if len(names) > 2:
        return _("修订“%(first)s”等 %(count)s 项") % {"first": names[0], "count": len(names)}
    return _("修订%(names)s") % {"names": list_words([f"“{name}”" for name in names])}


def list_words(words: list[str]) -> str:
    """Words one after the other, with the comma of the page's language."""
    return ("、" if current_language() == "zh" else ", ").join(words)


def _name(change: Change) -> str:
    return say(change.name) if change.name else change.code or _("规划标题等")


def list_amendments(group: str, plan_code: str = "") -> list[AmendmentEntry]:
    """The amendments in a group of states, the newest first."""
    rows = stores.amendments().filter(state__in=GROUPS.get(group, GROUPS[""])).prefetch_related("results")
    if plan_code:
        rows = rows.filter(base__plan_code=plan_code)
    return [
        AmendmentEntry(
            row.pk, title_of(row), say(row.base.title), row.state, str(row.author), row.base.number,
            next((one.number for one in row.results.all()), None), row.decided_at or row.submitted_at or row.created_at,
            reverse("planning:amendment", args=[row.pk]),
        )
        for row in rows
    ]  # fmt: skip


def changes_of(amendment: Amendment, proposed: PlanBook) -> list[RowChange]:
    """What the amendment changes, row by row."""
    return group_changes([Change.from_dict(one) for one in amendment.diff], proposed)


def steps_of(amendment: Amendment) -> list[dict[str, Any]]:
    """What was done with the amendment, from the log; several savings in a row are one step."""
    steps: list[dict[str, Any]] = []
    for entry in Entry.objects.filter(kind="amendment", key=str(amendment.pk)).select_related("actor").order_by("id"):
        step = {
            "at": entry.at,
            "who": str(entry.actor or entry.actor_name),
            "what": name_action(entry.action),
            "opinion": entry.detail.get("note", "") if entry.action in _DECISIONS else "",
            "action": entry.action,
        }
        if steps and entry.action == "plan.amendment_changed" == steps[-1]["action"]:
            steps[-1] = step
        else:
            steps.append(step)
    return steps


_DECISIONS = {"plan.amendment_approved", "plan.amendment_rejected", "plan.amendment_returned"}


def evidence_of(amendment: Amendment) -> list[Evidence]:
    """The evidence in words."""
    files = {f"{FILE}{one.pk}": one for one in EvidenceFile.objects.filter(amendment=amendment).defer("data")}
    return [_evidence(key, amendment, files) for key in amendment.evidence]


def _evidence(key: str, amendment: Amendment, files: dict[str, EvidenceFile]) -> Evidence:
    if key in files:
        address = reverse("planning:amendment_file", args=[amendment.pk, files[key].pk])
        return Evidence(key, _("文件：%(name)s") % {"name": files[key].name}, address)
    fact = stores.ledger().get(key.removeprefix(FACT)) if key.startswith(FACT) else None
    if fact is not None:
        return Evidence(key, fact_words(fact), address_of("fact", fact.id))
    return Evidence(key, key, "")


def fact_words(fact: Any) -> str:
    """A fact of the ledger in a line: what, when, how much, from where."""
    language = current_language()
    names = {one.code: say(one.name) for one in stores.dictionary()}
    value = fact.value if isinstance(fact.value, str) else fact.value.label(language)
    period = fact.period.label(language) if fact.period else _("未注明时点")
    return f"{names.get(fact.attribute, fact.attribute)} {value}（{period}，{fact.source.title}）"


def fact_choices(proposed: PlanBook, base: PlanBook) -> list[tuple[str, str]]:
    """Facts of the ledger about the indicators that the amendment touches, the latest first."""
    touched = {key for table, key in touched_rows(base, proposed) if table == "indicators"}
    attributes = {one.attribute for book in (base, proposed) for one in book.indicators if one.code in touched}
    facts = [fact for fact in stores.ledger() if fact.attribute in attributes]
    facts.sort(key=lambda fact: (fact.period is not None, fact.period.end if fact.period else None), reverse=True)
    return [(f"{FACT}{fact.id}", fact_words(fact)) for fact in facts[:200]]


def picks(book: PlanBook, base: PlanBook, table: Table, words: str, address: Any) -> list[Pick]:
    """The rows of a table whose name or code holds the words."""
    units = {unit.code: say(unit.name) for unit in book.units}
    touched = set(touched_rows(base, book))
    found = []
    for row in getattr(book, table):
        key, name = getattr(row, TABLES[table]), name_of(row)
        if words and words.lower() not in f"{say(name)} {key}".lower():
            continue
        unit = getattr(row, "lead_unit", "") or ""
        found.append(
            Pick(key, name, now_of(row, book), units.get(unit, unit), (table, key) in touched, address(table, key))
        )
    return found


def name_of(row: Row) -> Any:
    """The name of a row; of a clause its title."""
    return row.title if isinstance(row, Clause) else row.name


def now_of(row: Row, book: PlanBook) -> str:
    """What a row promises now, in a few words."""
    language = current_language()
    if isinstance(row, Indicator):
        target = row.target
        return f"{target.period.label(language)} {target.quantity.label(language)}" if target else _("没有规划目标")
    if isinstance(row, Task):
        return next((say(one.name) for one in book.programmes if one.code == row.programme), row.programme)
    text = say(getattr(row, "summary", None))
    return text if len(text) <= 60 else text[:59] + "…"


def proposed_book(amendment: Amendment) -> PlanBook:
    """The book that the amendment proposes."""
    return book_from_dict(amendment.proposed)


def base_book(amendment: Amendment) -> PlanBook:
    """The book of the version that the amendment is based on."""
    return book_from_dict(amendment.base.book)
