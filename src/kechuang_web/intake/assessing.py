"""Data quality of what was taken over: the committed files' rows, as the library checks them against each other and the register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Max

from kechuang.quality import Assessment, Known, Place, Policy, Record, TitleSpan, assess, load_policy
from kechuang.register import load_record_types
from kechuang.values import Sentence
from kechuang_web.intake.models import IntakeBatch, IntakePart
from kechuang_web.intake.staging import StagedRow, staged_rows
from kechuang_web.register.models import Organisation, OrganisationName, Title
from kechuang_web.stores import memory, selectors

#: Intake's words for what it notices → those of quality.
_KINDS = {"code_fault": "code_typo"}
#: Fields that say who and when, not what.
_ABOUT = frozenset({"name", "uscc", "year", "returned_on"})


def policy(region: str | None = None) -> Policy:
    """The rules of the region."""
    code = region or selectors.region_code()
    return memory.content.remember(("quality", code), lambda: load_policy(selectors.region_folder(code)))


def assessment(region: str | None = None) -> Assessment:
    """The quality of everything committed, computed once for a state of batches and register."""
    code = region or selectors.region_code()
    batches = IntakeBatch.objects.filter(region=code, state="committed")
    state = batches.aggregate(last=Max("pk"), ended=Max("ended_at"))
    register = Organisation.objects.in_region(code).aggregate(last=Max("pk"), changed=Max("changed_at"))
    key = ("quality", code, batches.count(), *state.values(), *register.values())
    return memory.results.remember(key, lambda: assess(gather(code), known(code), policy(code)))


def gather(region: str) -> Iterator[Record]:
    """The records of every committed batch of a region, oldest first."""
    rules, codes = policy(region), _codes(region)
    listed = _listed(region, codes)
    for batch in IntakeBatch.objects.filter(region=region, state="committed").order_by("pk"):
        who = {
            number: codes.get(organisation, "")
            for number, organisation in batch.names.filter(organisation__isnull=False).values_list(
                "number", "organisation"
            )
        }
        for part in batch.parts.filter(included=True):
            channel = _channel(rules, batch, part)
            noticed = _noticed(part)
            columns = {column.get("field"): column.get("column") for column in part.columns if column.get("field")}
            for place, row in staged_rows(part):
                yield _record(batch, part, row, channel, who, listed, noticed.get(place, ()), columns)


def _channel(rules: Policy, batch: IntakeBatch, part: IntakePart) -> str:
    if batch.organisation:
        return "self_report" if "self_report" in rules.channels else ""
    return rules.channel_of(batch.sender, str(part.reading.get("found", {}).get("title", "")), batch.name, part.sheet)


def _record(
    batch: IntakeBatch, part: IntakePart, row: StagedRow, channel: str, who: dict[int, str], listed: dict[str, str],
    noticed: tuple[tuple[str, str | None, Sentence], ...], columns: dict[str, int],
) -> Record:  # fmt: skip
    values = {
        field: float(value) if isinstance(value, Decimal) else value
        for field, value in row.values.items()
        if field not in _ABOUT and isinstance(value, bool | int | Decimal)
    }
    year = row.values.get("year")
    place = Place(batch.name, part.sheet, row.row, columns)
    code, name = str(row.values.get("uscc") or ""), str(row.values.get("name") or "")
    unit = (who.get(row.who) if row.who is not None else None) or listed.get(code) or listed.get(name)
    return Record(
        channel,
        part.record_type,
        year if isinstance(year, int) else 0,
        unit or None,
        code,
        name,
        values,
        place,
        noticed,
    )


def _noticed(part: IntakePart) -> dict[int, tuple[tuple[str, str | None, Sentence], ...]]:
    held: dict[int, list[tuple[str, str | None, Sentence]]] = defaultdict(list)
    rows = part.problems.filter(place__isnull=False).values_list("place", "kind", "field", "sentence")
    for place, kind, field, sentence in rows.iterator(2000):
        held[place].append((_KINDS.get(kind, kind), field or None, Sentence(sentence["zh"], sentence["en"])))
    return {place: tuple(found) for place, found in held.items()}


def _listed(region: str, codes: dict[int, str]) -> dict[str, str]:
    """Organisations by code and by present name: those that a file brought are known by these and not by a number of the batch."""
    listed: dict[str, str] = {}
    for pk, uscc, name in Organisation.objects.in_region(region).values_list("pk", "uscc", "name"):
        listed[name] = codes[pk]
        if uscc:
            listed[uscc] = codes[pk]
    return listed


def _codes(region: str) -> dict[int, str]:
    """Every organisation by its number, as checks name it: the credit code of the row that stands for it, else that number."""
    rows = {
        pk: (uscc, merged)
        for pk, uscc, merged in Organisation.objects.in_region(region).values_list("pk", "uscc", "merged_into")
    }
    return {pk: _code_of(rows, pk) for pk in rows}


def _code_of(rows: dict[int, tuple[str | None, int | None]], pk: int) -> str:
    seen = set()
    while rows[pk][1] is not None and rows[pk][1] in rows and pk not in seen:
        seen.add(pk)
        pk = rows[pk][1]  # type: ignore[assignment]
    return rows[pk][0] or f"#{pk}"


def known(region: str) -> Known:
    """What the register holds beside the records: names, years on the register, lists of titles."""
    codes = _codes(region)
    names: dict[str, set[str]] = defaultdict(set)
    present: dict[str, tuple[int, int | None]] = {}
    rows = Organisation.objects.in_region(region).values_list("pk", "name", "registered_on", "left_on", "merged_into")
    for pk, name, registered, left, merged in rows.iterator(5000):
        names[codes[pk]].add(name)
        if merged is None and registered is not None:
            present[codes[pk]] = (registered.year, left.year - 1 if left else None)
    for pk, name in OrganisationName.objects.filter(organisation__in=codes).values_list("organisation", "name"):
        names[codes[pk]].add(name)
    titles = Title.objects.standing().in_region(region).filter(organisation__isnull=False, issued_on__isnull=False)
    spans = tuple(
        TitleSpan(codes[organisation], kind, issued, ended or expires)
        for organisation, kind, issued, expires, ended in titles.values_list(
            "organisation", "kind", "issued_on", "expires_on", "ended_on"
        )
    )
    types: dict[str, Any] = load_record_types(selectors.region_folder(region))
    money = frozenset(field.code for one in types.values() for field in one.fields if field.type == "money")
    return Known({unit: frozenset(held) for unit, held in names.items()}, spans, present, money)
