"""An assessment: all checks over all records, the measures that follow, and the list of whom to ask."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from kechuang.quality.checks.evidence import check_sources, check_titles
from kechuang.quality.checks.identity import check_identity
from kechuang.quality.checks.outliers import check_outliers
from kechuang.quality.checks.returns import check_missing, owed_and_returned
from kechuang.quality.checks.scale import check_scale
from kechuang.quality.findings import DIMENSIONS, KINDS, Finding, Kind
from kechuang.quality.index import Index
from kechuang.quality.policy import Policy
from kechuang.quality.records import Known, Record


@dataclass(frozen=True, slots=True)
class Measure:
    """One side of quality of one thing: ``sound`` of ``checked``. With nothing checked there is no share."""

    checked: int
    sound: int

    @property
    def share(self) -> Fraction | None:
        """The sound share, exactly; ``None`` where nothing could be checked."""
        return Fraction(self.sound, self.checked) if self.checked else None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What to ask one unit for, or one channel about: findings of one urgency, gravest first."""

    unit: str | None
    channel: str
    urgency: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the checks found.

    Attributes:
        findings: in the order of channel, year, sheet and row.
        by_channel: dimension → channel → measure.
        by_unit: dimension → unit → measure.
        by_attribute: dimension → attribute → measure (consistency and correctness only: a return is late as a whole).
        records: how many were checked.
    """

    findings: tuple[Finding, ...]
    by_channel: Mapping[str, Mapping[str, Measure]]
    by_unit: Mapping[str, Mapping[str, Measure]]
    by_attribute: Mapping[str, Mapping[str, Measure]]
    records: int

    def count(self) -> Counter[Kind]:
        """How many findings of each kind."""
        return Counter(finding.kind for finding in self.findings)

    @property
    def watermelons(self) -> tuple[Finding, ...]:
        """Green outside, red inside: figures better by their owner's account than by the evidence."""
        return tuple(finding for finding in self.findings if finding.kind == "watermelon")


def assess(records: Iterable[Record], known: Known, policy: Policy) -> Assessment:
    """Take over what intake noticed in each record, and run the checks that need more than one.

    >>> from kechuang.quality import Known, Place, Record
    >>> row = Record("tax", "enterprise_year", 2023, "u1", "u1", "甲公司", {}, Place("a.xlsx", "表", 3))
    >>> policy = Policy({}, Fraction(1, 20), 0.02, 0.35, (3,), 6.0, 6, {}, {}, {})
    >>> [finding.kind for finding in assess([row], Known({"u1": frozenset({"甲有限公司"})}), policy).findings]
    ['name_variant']
    """
    index = Index(records, known, policy)
    findings = [
        *_noticed(index), *check_identity(index), *check_scale(index), *check_missing(index), *check_sources(index),
        *check_titles(index), *check_outliers(index),
    ]  # fmt: skip
    findings.sort(key=_in_order)
    return Assessment(
        tuple(findings), _by_channel(index, findings), _by_unit(index, findings), _by_attribute(index, findings),
        len(index.records),
    )  # fmt: skip


def follow_up(assessment: Assessment, policy: Policy) -> tuple[FollowUp, ...]:
    """Whom to ask for what: one entry a unit and channel, the most urgent and the longest first."""
    held: dict[tuple[str | None, str], list[Finding]] = defaultdict(list)
    for finding in assessment.findings:
        if finding.kind in policy.follow_up:
            held[finding.unit, finding.channel].append(finding)
    entries = [
        FollowUp(
            unit,
            channel,
            min(policy.follow_up[finding.kind] for finding in findings),
            tuple(sorted(findings, key=lambda finding: policy.follow_up[finding.kind])),
        )
        for (unit, channel), findings in held.items()
    ]
    return tuple(
        sorted(entries, key=lambda entry: (entry.urgency, -len(entry.findings), entry.channel, entry.unit or ""))
    )


def _noticed(index: Index) -> Iterator[Finding]:
    for record in index.records:
        for kind, attribute, says in record.noticed:
            if kind in KINDS:
                yield Finding(kind, record.unit, record.year, record.channel, attribute, record.place, says)


def _in_order(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    return (
        finding.channel, finding.year, place.file if place else "", place.sheet if place else "", place.row if place else 0,
        finding.kind, finding.attribute or "", finding.unit or "",
    )  # fmt: skip


def _by_channel(index: Index, findings: list[Finding]) -> dict[str, dict[str, Measure]]:
    rows: Counter[str] = Counter(record.channel for record in index.records)
    owed: Counter[str] = Counter()
    for (channel, _), (owing, _) in owed_and_returned(index).items():
        owed[channel] += owing
    faulty = _faulty(findings, lambda finding: finding.channel)
    return {
        dimension: {
            channel: _measure((owed[channel] or rows[channel]) if dimension == "completeness" else rows[channel],
                              faulty[dimension][channel])
            for channel in sorted(rows)
        }
        for dimension in DIMENSIONS
    }  # fmt: skip


def _by_unit(index: Index, findings: list[Finding]) -> dict[str, dict[str, Measure]]:
    rows: Counter[str] = Counter(record.unit for record in index.records if record.unit is not None)
    missing = Counter(finding.unit for finding in findings if finding.kind == "missing_return")
    faulty = _faulty(findings, lambda finding: finding.unit)
    return {
        dimension: {
            unit: _measure(rows[unit] + (missing[unit] if dimension == "completeness" else 0), faulty[dimension][unit])
            for unit in sorted({*rows, *(unit for unit in missing if unit is not None)})
        }
        for dimension in DIMENSIONS
    }


def _by_attribute(index: Index, findings: list[Finding]) -> dict[str, dict[str, Measure]]:
    cells: Counter[str] = Counter(attribute for record in index.records for attribute in record.values)
    faulty = _faulty(findings, lambda finding: finding.attribute)
    return {
        dimension: {attribute: _measure(cells[attribute], faulty[dimension][attribute]) for attribute in sorted(cells)}
        for dimension in ("consistency", "correctness")
    }


def _faulty(findings: list[Finding], of: Callable[[Finding], str | None]) -> dict[str, Counter[str | None]]:
    """By dimension and thing, how many records (or missing returns) something speaks against: a row counts once."""
    held: dict[str, dict[str | None, set[object]]] = {dimension: defaultdict(set) for dimension in DIMENSIONS}
    for finding in findings:
        for dimension, kinds in DIMENSIONS.items():
            if finding.kind in kinds:
                place = finding.place
                row = (place.file, place.sheet, place.row) if place else (finding.unit, finding.year, finding.channel)
                held[dimension][of(finding)].add(row)
    return {
        dimension: Counter({thing: len(rows) for thing, rows in things.items()}) for dimension, things in held.items()
    }


def _measure(checked: int, faulty: int) -> Measure:
    return Measure(checked, max(0, checked - faulty))
