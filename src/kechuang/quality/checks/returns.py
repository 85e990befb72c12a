"""Returns that were owed and never came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kechuang.quality.findings import Finding
from kechuang.quality.index import Index, amount_of
from kechuang.quality.policy import Channel
from kechuang.values import Sentence


def check_missing(index: Index) -> Iterator[Finding]:
    """A finding for each return that was owed and did not come, in the years for which the channel returned anything.

    Who owes it: everyone on the register; whoever had the named figure above zero by better evidence; or, where neither rule is
    given, whoever returned in both neighbouring years, or in one of them and still is what the return is for.
    """
    for code, channel in index.policy.channels.items():
        for year, units in sorted(index.returned.get(code, {}).items()):
            for unit in sorted(_owing(index, channel, year) - units):
                yield Finding(
                    "missing_return", unit, year, code, None, None,
                    Sentence(f"{year}年度{channel.name.zh}报表未报。", f"no {channel.name.en} return for {year}."),
                )  # fmt: skip


def _owing(index: Index, channel: Channel, year: int) -> set[str]:
    if channel.everyone:
        return _standing(index, year)
    if channel.owed_by:
        attribute, proof = channel.owed_by
        return {
            record.unit
            for _, record in index.yearly
            if record.channel == proof and record.year == year and record.unit and (record.values.get(attribute) or 0)
        }
    returned = index.returned[channel.code]
    before, after = returned.get(year - 1, set()), returned.get(year + 1, set())
    return (before & after) | ((before ^ after) & _standing(index, year) & _still(index, channel, year))


def _standing(index: Index, year: int) -> set[str]:
    """The units on the register at the end of a year."""
    return {
        unit for unit, (first, last) in index.known.present.items() if first <= year and (last is None or year <= last)
    }


def _still(index: Index, channel: Channel, year: int) -> set[str]:
    """The units whose figure of the year makes them owe the return still; all of them where no figure is asked."""
    if channel.still is None:
        return _standing(index, year)
    attribute, proof, least = channel.still
    return {
        str(record.unit)
        for _, record in index.yearly
        if record.channel == proof and record.year == year and (amount_of(record.values.get(attribute)) or 0) >= least
    }


def owed_and_returned(index: Index) -> dict[tuple[str, int], tuple[int, int]]:
    """By channel and year, how many returns were owed and how many of them came."""
    counted: dict[tuple[str, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for code, channel in index.policy.channels.items():
        for year, units in index.returned.get(code, {}).items():
            owing = _owing(index, channel, year) | units
            counted[code, year] = (len(owing), len(units))
    return dict(counted)
