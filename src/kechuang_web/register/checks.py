"""What the database cannot check of a row: links stay within the region, codes are words of the vocabulary, credit codes add up."""

from __future__ import annotations

from datetime import date
from typing import Any

from kechuang.resolution import fold
from kechuang.values import KechuangError, normalise_uscc, uscc_fault
from kechuang_web.register import sealing
from kechuang_web.register.models import Person, Row, Title
from kechuang_web.register.models.fields import Code
from kechuang_web.register.words import is_word, list_words, vocabulary


def fill_derived(row: Row) -> None:
    """The columns that follow from others: what a name is searched by."""
    if hasattr(row, "name_key"):
        row.name_key = fold(row.name)[:200] or row.name[:200]
    if hasattr(row, "uscc"):
        row.uscc = normalise_uscc(row.uscc) if row.uscc else None
    if isinstance(row, Person):
        fill_hashes(row)
    if isinstance(row, Title) and row.issued_on and row.year is None:
        row.year = row.issued_on.year
    if isinstance(row, Title) and row.issued_on and row.expires_on is None:
        row.expires_on = expiry(row.region, row.kind, row.issued_on)


def fill_hashes(row: Person) -> None:
    """What a person is called in lists, and found by: from the sealed fields. One whose key was destroyed is found by nothing."""
    held = sealing.open_fields(row.sealed, row.sealing_key)
    if row.sealing_key:
        row.label = sealing.mask_name(held.get("name", ""))
    for name in ("name", "phone", "identity"):
        setattr(row, f"{name}_hash", sealing.keyed_hash(name, held.get(name, "")))


def expiry(region: str, kind: str, issued_on: date) -> date | None:
    """The first day on which a title is no longer in force, as the rules of its kind say; ``None`` where they say nothing."""
    known = vocabulary(region)
    found = known.find("title_kind", kind)
    lasting = found.lasting if found else None
    if lasting is None:
        return None
    if lasting.to_year_end:
        return date(issued_on.year + 1, 1, 1)
    if lasting.years is None:
        return None
    leap = (issued_on.month, issued_on.day) == (2, 29)
    return issued_on.replace(year=issued_on.year + lasting.years, day=28 if leap else issued_on.day)


def check_row(row: Row) -> None:
    """Refuse a row that points to another region, holds a code of no list, or a credit code that does not add up.

    Raises:
        KechuangError: names the column, the value and what would do.
    """
    for column in row._meta.concrete_fields:
        value = getattr(row, column.attname)
        if value in (None, ""):
            continue
        if column.is_relation and issubclass(column.related_model, Row):
            _check_link(row, column, value)
        elif isinstance(column, Code) and column.words and not is_word(row.region, column.words, value):
            words = list_words(row.region, column.words)
            raise KechuangError(
                zh=f"{column.verbose_name}“{value}”不在词表中；可用的有：{'、'.join(words[:12])}{'…' if len(words) > 12 else ''}。",
                en=f"“{value}” is no word of the list {column.words}; it has {', '.join(words[:12])}{'…' if len(words) > 12 else ''}.",
            )
    code = getattr(row, "uscc", None)
    if code and (fault := uscc_fault(code)) is not None:
        raise KechuangError(
            zh=f"统一社会信用代码“{code}”有误：{fault.zh}", en=f"The credit code “{code}” is wrong: {fault.en}"
        )


def _check_link(row: Row, column: Any, pk: int) -> None:
    other = column.related_model.objects.filter(pk=pk).values("region", "withdrawn_at").first()
    if other is None or other["region"] != row.region:
        raise KechuangError(
            zh=f"{column.verbose_name}（编号{pk}）不在本地区的登记簿中；请从列表里重新选择。",
            en=f"{column.verbose_name} (number {pk}) is not in the register of this region; choose it from the list again.",
        )
