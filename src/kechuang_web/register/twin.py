"""Filling the register of a synthetic region from a district twin, through the same door as a bureau's files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from kechuang.content import RegionFolder
from kechuang.register import Field, RecordType
from kechuang.twin import read_table
from kechuang_web.audit.services import Actor
from kechuang_web.register.bulk import commit_records
from kechuang_web.register.models import Organisation
from kechuang_web.register.services import RowSource, record_row
from kechuang_web.register.words import record_types

#: Years of figures that are taken over, counted back from the last whole year.
YEARS = 3
_SOURCE = RowSource("合成孪生区域名录", "合成孪生区域（非真实单位）")


def load_organisations(*, actor: Actor, folder: RegionFolder, twin: Path, until: date, most: int) -> int:
    """Bring organisations of a twin into the register, with their titles and the figures of the last years; how many.

    Those with a title come first. Nothing is done where the register holds organisations already: what people changed stays.

    Raises:
        KechuangError: the region is not declared synthetic.
    """
    if Organisation.objects.filter(region=folder.code).exists():
        return 0
    types, titles = record_types(folder.code), read_table(twin, "titles").to_pylist()
    chosen = _choose(read_table(twin, "organisations").to_pylist(), {row["uscc"] for row in titles}, until, most)
    held = {row["uscc"] for row in chosen}
    _record_parks(actor, folder, chosen)
    figures = read_table(twin, "facts").to_pylist()
    records = {
        "organisation": _organisations(types["organisation"], chosen, until),
        "title": _titles(types["title"], [row for row in titles if row["uscc"] in held and row["issued"] <= until]),
        "enterprise_year": _figures(
            types["enterprise_year"],
            [row for row in figures if row["uscc"] in held and until.year - YEARS <= row["year"] < until.year],
        ),
    }
    for code, rows in records.items():
        commit_records(
            actor=actor, region=folder.code, record_type=code, records=rows, source=_SOURCE, batch=f"twin-{code}"[:12]
        )
    return len(chosen)


def _record_parks(actor: Actor, folder: RegionFolder, rows: list[dict[str, Any]]) -> None:
    """The parks that the twin's organisations stand in, of the kinds that the region's content gives them."""
    kinds = folder.yaml("register.yaml")["sites"]
    for code, name in sorted({(row["park"], row["park_name"]) for row in rows if row["park"]}):
        record_row(
            actor=actor, region=folder.code, table="site", reason=_SOURCE.title, source=_SOURCE,
            values={"code": code, "name": name, "kind": kinds.get(code, "")},
        )  # fmt: skip


def _choose(rows: list[dict[str, Any]], titled: set[str], until: date, most: int) -> list[dict[str, Any]]:
    known = [row for row in rows if row["registered_on"] <= until]
    return sorted(known, key=lambda row: row["uscc"] not in titled)[:most]


def _organisations(kind: RecordType, rows: list[dict[str, Any]], until: date) -> Iterator[dict[str, Any]]:
    fields = {field.code: field for field in kind.fields}
    for row in rows:
        left = row["left_on"] if row["left_on"] and row["left_on"] <= until else None
        yield _without_gaps(
            {
                "uscc": row["uscc"],
                "name": row["name"],
                "kind": "enterprise",
                "registered_on": row["registered_on"],
                "left_on": left,
                "state": "deregistered" if left else "active",
                "industry": _known_start(fields["industry"], row["industry_code"]),
                "technology_field": _named(fields["technology_field"], row["technology_field"]),
                "park": row["park_name"],
                "town": row["town"],
                "address": row["address"],
            }
        )


def _titles(kind: RecordType, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    kinds = {choice.code for field in kind.fields if field.code == "kind" for choice in field.choices}
    for row in rows:
        if row["title"] in kinds:
            yield {
                "uscc": row["uscc"],
                "kind": row["title"],
                "year": row["year"],
                "number": row["number"],
                "issued_on": row["issued"],
                "expires_on": row["expires"],
            }


def _figures(kind: RecordType, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    codes = {field.code for field in kind.fields}
    for row in rows:
        yield _without_gaps({code: value for code, value in row.items() if code in codes})


def _without_gaps(record: dict[str, Any]) -> dict[str, Any]:
    return {code: value for code, value in record.items() if value not in (None, "")}


def _known_start(field: Field, code: str) -> str | None:
    """The code, or the class above it that the classification of this region holds."""
    known = {choice.code for choice in field.choices}
    return next((code[:size] for size in range(len(code), 0, -1) if code[:size] in known), None)


def _named(field: Field, name: str | None) -> str | None:
    return next((one.code for one in field.choices if name in (one.code, one.name.zh, *one.aliases)), None)
