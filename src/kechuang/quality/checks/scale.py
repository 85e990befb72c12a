"""Money in the wrong unit: all of a record a power of ten away from what else is known of the unit."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterator

from kechuang.quality.findings import Finding
from kechuang.quality.index import Index, amount_of
from kechuang.quality.records import Record
from kechuang.values import Sentence

#: Neighbouring years that a figure is held against.
_SIDES = ((-1, -2), (1, 2))


def check_scale(index: Index) -> Iterator[Finding]:
    """A finding for each amount of a record whose money is off by the same power of ten throughout.

    An amount that another channel confirms for the same year is sound. One that another channel contradicts by just a power of
    ten is off, or the other is: the years around decide, else the rank of the evidence. Without another channel only what no growth
    explains counts. A record is told when most of its amounts that can be held against something agree on the power. Remembers
    the power in ``index.slipped``.
    """
    found: dict[int, int] = {}
    for number, record in index.yearly:
        power = _power(index, number, record)
        if power:
            found[number] = power
    index.slipped.update(found)
    for number, record in enumerate(index.records):
        twin_power = found.get(number)
        if twin_power is None:
            continue
        for attribute in sorted(record.values):
            amount = amount_of(record.values[attribute])
            if attribute in index.known.money and amount:
                meant = round(amount / 10**twin_power)
                yield Finding(
                    "unit_slip", record.unit, record.year, record.channel, attribute, record.place,
                    Sentence(
                        f"是其他来源和前后年份的{_times(twin_power, zh=True)}，单位可能写错。",
                        f"{_times(twin_power, zh=False)} what other sources and years say; the unit is probably wrong.",
                    ),
                    meant,
                )  # fmt: skip


def _power(index: Index, number: int, record: Record) -> int:
    """The power of ten by which the record's money is off; 0 where it is not."""
    confirmed: Counter[int] = Counter()
    likely: Counter[int] = Counter()
    for attribute, value in record.values.items():
        amount = amount_of(value)
        if attribute not in index.known.money or not amount or amount < 0:
            continue
        beside, vote = _vote(index, number, record, attribute, amount)
        if vote is not None:
            (confirmed if beside else likely)[vote] += 1
    # What another channel says of the same year weighs more than what the years around make likely.
    votes = confirmed or likely
    if not votes:
        return 0
    power, count = votes.most_common(1)[0]
    return power if power and count * 2 > sum(votes.values()) else 0


def _vote(index: Index, number: int, record: Record, attribute: str, amount: float) -> tuple[bool, int | None]:
    """Whether another channel speaks of it, and the power of ten it is off by: 0 for none, ``None`` where nothing tells."""
    policy = index.policy
    years = index.figures[str(record.unit), attribute]
    beside = [(mine, other) for place, mine, other in years.get(record.year, ()) if place != number and other > 0]
    before, after = (
        [math.log10(other) for year in side for _, _, other in years.get(record.year + year, ()) if other > 0]
        for side in _SIDES
    )
    around = before + after
    size = math.log10(amount)
    if beside:
        apart = [(mine, size - math.log10(other)) for mine, other in beside]
        if any(abs(distance) <= policy.slip_same_year for _, distance in apart):
            return True, 0
        return True, _against_others(index, record, size, apart, around)
    if not around:
        return False, None
    distance = size - statistics.median(around)
    power = round(distance)
    # One power of ten may be growth or a bad year: without a second source only a spike against both sides counts.
    spike = bool(before and after) and all(abs(size - other - power) <= policy.slip_same_year * 4 for other in around)
    likely = abs(distance - power) <= policy.slip_other_years if abs(power) > 1 else spike
    return False, power if power in _both_ways(policy.slip_powers) and likely else 0


def _against_others(
    index: Index, record: Record, size: float, apart: list[tuple[Record, float]], around: list[float]
) -> int:
    """The power by which this amount is off where another channel differs by just that; 0 where the other one is off."""
    policy = index.policy
    for mine, distance in apart:
        power = round(distance)
        if power not in _both_ways(policy.slip_powers) or abs(distance - power) > policy.slip_same_year:
            continue
        if around:
            usual = statistics.median(around)
            return power if abs(size - power - usual) < abs(size - usual) else 0
        channels = policy.channels
        return power if channels[record.channel].evidence < channels[mine.channel].evidence else 0
    return 0


def _both_ways(powers: tuple[int, ...]) -> set[int]:
    return {*powers, *(-power for power in powers)}


def _times(power: int, *, zh: bool) -> str:
    if power > 0:
        return f"{10**power:,}倍" if zh else f"{10**power:,} times"
    return f"{10**-power:,}分之一" if zh else f"one {10**-power:,}th of"
