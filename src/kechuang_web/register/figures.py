"""Figures of organisations, from the region's second book: of one organisation by year, or of all for one attribute and year.

What was corrected does not show; what other sources say of the same year stands beside it, so that a difference is seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from kechuang.ledger import WITHDRAWN, Fact
from kechuang_web.register.models import Organisation
from kechuang_web.register.selectors import family, survivors
from kechuang_web.stores.ledger_bulk import same_value
from kechuang_web.stores.mapping import row_to_fact
from kechuang_web.stores.models import LedgerFact
from kechuang_web.stores.selectors import organisations_book, region_code

#: Up to this many organisations are named in the query; of more the whole column is read.
_NAMED_IN_QUERY = 500


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one organisation: attribute → period (``2023``) → the facts that stand, the latest recorded first."""

    facts: dict[str, dict[str, tuple[Fact, ...]]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)

    @property
    def periods(self) -> tuple[str, ...]:
        """Every period there is a figure for, in order."""
        return tuple(sorted({period for by_period in self.facts.values() for period in by_period}))

    def get(self, attribute: str, period: str | int) -> Fact | None:
        """The figure recorded last; ``None`` where none is held."""
        found = self.all(attribute, period)
        return found[0] if found else None

    def all(self, attribute: str, period: str | int) -> tuple[Fact, ...]:
        """What every source says."""
        return self.facts.get(attribute, {}).get(str(period), ())

    def differ(self, attribute: str, period: str | int) -> bool:
        """Whether sources say different things of the same definition."""
        found = self.all(attribute, period)
        return any(one.definition == found[0].definition and not same_value(one.value, found[0].value) for one in found)


def figures_of(organisation: Organisation) -> Figures:
    """The figures of an organisation and of the rows merged into it; two queries."""
    subjects = [f"organisation/{pk}" for pk in family(organisation)]
    rows = LedgerFact.objects.filter(region=organisations_book(organisation.region), subject__in=subjects)
    facts = [row_to_fact(row) for row in rows.order_by("-seq")]
    superseded = {fact.supersedes for fact in facts}
    grouped: defaultdict[str, defaultdict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts:
        if fact.id not in superseded and not fact.withdraws:
            grouped[fact.attribute][fact.period.text if fact.period else ""].append(fact)
    return Figures(
        {
            attribute: {period: tuple(found) for period, found in sorted(by_period.items())}
            for attribute, by_period in sorted(grouped.items())
        }
    )


@dataclass(slots=True)
class Column:
    """One attribute in one period, as columns of equal length: a row for each figure that stands.

    ``value`` is the exact number in ``unit``, or the text of an attribute that is one. An organisation with figures of several
    sources has several rows; those merged into another count as that one.
    """

    attribute: str
    period: str
    organisation: list[int] = field(default_factory=list)
    value: list[Fraction | str] = field(default_factory=list)
    unit: list[str] = field(default_factory=list)
    definition: list[str] = field(default_factory=list)
    publisher: list[str] = field(default_factory=list)
    fact: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.organisation)

    def rows(self) -> dict[int, list[int]]:
        """Organisation → the places of its rows."""
        places: defaultdict[int, list[int]] = defaultdict(list)
        for place, organisation in enumerate(self.organisation):
            places[organisation].append(place)
        return dict(places)


def figure_column(
    attribute: str, period: str | int, *, region: str | None = None, organisations: Collection[int] | None = None
) -> Column:
    """The figures of many organisations for one attribute and period; of all of the region, or of those given.

    One query for the figures, one for what was merged; 100,000 organisations in about a second.
    """
    region = region or region_code()
    merged = survivors(region)
    rows = LedgerFact.objects.filter(region=organisations_book(region), attribute=attribute, period=str(period))
    wanted: set[int] | None = None
    if organisations is not None:
        wanted = set(organisations)
        members = wanted | {pk for pk, top in merged.items() if top in wanted}
        if len(members) <= _NAMED_IN_QUERY:
            rows = rows.filter(subject__in=[f"organisation/{pk}" for pk in members])
    found = rows.order_by().values_list(
        "subject",
        "is_text",
        "low",
        "text",
        "unit",
        "definition",
        "source_publisher",
        "source_title",
        "fact_id",
        "supersedes",
        "keywords",
    )
    column = Column(attribute, str(period))
    lines = list(found.iterator(chunk_size=5000))
    superseded = {line[-2] for line in lines if line[-2] is not None}
    for subject, is_text, low, text, unit, definition, publisher, title, fact_id, _supersedes, keywords in lines:
        if fact_id in superseded or WITHDRAWN in keywords:
            continue
        pk = int(subject.removeprefix("organisation/"))
        pk = merged.get(pk, pk)
        if wanted is not None and pk not in wanted:
            continue
        column.organisation.append(pk)
        column.value.append(text if is_text else _number(low))
        column.unit.append(unit)
        column.definition.append(definition)
        column.publisher.append(publisher or title)
        column.fact.append(fact_id)
    return column


def _number(text: str) -> Fraction:
    """A stored number; reading two whole numbers is four times as fast as reading a fraction."""
    top, _, bottom = text.partition("/")
    return Fraction(int(top), int(bottom)) if bottom else Fraction(int(top))
