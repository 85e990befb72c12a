"""Who is meant: names spelled otherwise, and valid codes that belong to another unit."""

from __future__ import annotations

from collections.abc import Iterator

from kechuang.quality.findings import Finding
from kechuang.quality.index import Index
from kechuang.values import Sentence


def check_identity(index: Index) -> Iterator[Finding]:
    """One finding a record at most: the code of another unit, or another spelling of the name.

    A code that is missing or does not hold is noticed by intake at its cell, so it is not told here a second time.
    """
    for record in index.records:
        names = index.known.names.get(record.unit or "", frozenset())
        if record.unit is None or not record.code:
            continue
        if record.code != record.unit and record.unit in index.known.names:
            says = Sentence(
                f"信用代码“{record.code}”不是“{record.name}”的。",
                f"the credit code '{record.code}' is not that of '{record.name}'.",
            )
            yield Finding(
                "code_typo", record.unit, record.year, record.channel, "uscc", record.place, says, record.unit
            )
        elif record.name and names and record.name not in names:
            held = min(names)
            says = Sentence(
                f"写作“{record.name}”，名册为“{held}”。", f"written '{record.name}'; the register has '{held}'."
            )
            yield Finding("name_variant", record.unit, record.year, record.channel, "name", record.place, says, held)
