"""Records looked at from the sides that checks need: by unit and year, by channel, by figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from kechuang.quality.policy import Policy
from kechuang.quality.records import Known, Record, TitleSpan, Value


class Index:
    """All records of an assessment with what is known beside them.

    ``slipped`` holds, by record, the power of ten by which its money is off; checks that compare figures read it, so that one slip
    is told once and not as a disagreement with every other source.
    """

    def __init__(self, records: Iterable[Record], known: Known, policy: Policy) -> None:
        self.records = tuple(records)
        self.known = known
        self.policy = policy
        self.slipped: dict[int, int] = {}

    @cached_property
    def yearly(self) -> tuple[tuple[int, Record], ...]:
        """Records of a unit's year, one a unit, channel and year: the first where a row was handed in twice."""
        first: dict[tuple[str, str, str, int], tuple[int, Record]] = {}
        for number, record in enumerate(self.records):
            if record.unit is not None and self._is_yearly(record):
                first.setdefault((record.unit, record.channel, record.table, record.year), (number, record))
        return tuple(first.values())

    @cached_property
    def figures(self) -> dict[tuple[str, str], dict[int, list[tuple[int, Record, float]]]]:
        """By unit and attribute, by year: record number, record and amount, of every channel."""
        held: dict[tuple[str, str], dict[int, list[tuple[int, Record, float]]]] = defaultdict(lambda: defaultdict(list))
        for number, record in self.yearly:
            for attribute, value in record.values.items():
                amount = amount_of(value)
                if amount is not None and record.unit is not None:
                    held[record.unit, attribute][record.year].append((number, record, amount))
        return held

    @cached_property
    def returned(self) -> dict[str, dict[int, set[str]]]:
        """By channel and year, the units that returned something."""
        held: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for _, record in self.yearly:
            held[record.channel][record.year].add(str(record.unit))
        return held

    @cached_property
    def titles(self) -> dict[tuple[str, str], list[TitleSpan]]:
        """Titles by unit and kind."""
        held: dict[tuple[str, str], list[TitleSpan]] = defaultdict(list)
        for span in self.known.titles:
            held[span.unit, span.title].append(span)
        return held

    def _is_yearly(self, record: Record) -> bool:
        return record.channel in self.policy.channels


def amount_of(value: Value | None) -> float | None:
    """A figure as a number; a statement (yes/no, text) has none."""
    if value is None or isinstance(value, bool | str):
        return None
    return float(value)
