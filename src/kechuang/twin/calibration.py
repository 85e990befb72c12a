"""What a synthetic district is held to: published figures with their fact, and assumptions labelled as such (``twin.yaml``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kechuang.content import ContentError, RegionFolder, YamlMap, check_keys, list_of, map_of, maps_of, text_of
from kechuang.dictionary import load_subjects

FILE = "twin.yaml"
MONTHS = 12
WAN = 10_000
YI = 100_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the calibration: where it stands, its value, and what it rests on.

    ``basis`` is ``fact`` (then ``reason`` is the row of observations.csv), ``derived`` or ``assumed`` (then a sentence).
    """

    what: str
    value: Decimal
    basis: str
    reason: str


@dataclass(frozen=True, slots=True)
class Title:
    """A title: its path, its months and who may hold it.

    Attributes:
        life: months a number is in force; ``None`` where it ends with the year.
        path: ``(month, count in force at the end of that month)`` at the district's size, the month counted from year 0.
        within: share of the year's movement reached by the end of each month.
        needs: conditions, as :func:`kechuang.twin.titles.eligible` knows them.
        upper: ``(revenue in yuan, name from there on, name below)`` of a title with two steps.
    """

    code: str
    name: str
    life: int | None
    path: tuple[tuple[int, float], ...]
    within: tuple[float, ...]
    needs: dict[str, float]
    upper: tuple[float, str, str] | None

    def target(self, year: int, month: int) -> float:
        """Numbers in force (of a yearly title: given since January) at the end of a month, at the district's size."""
        at = year * MONTHS + month
        if self.life is None:
            return self._year_end(year) * self.within[month - 1]
        before = max((point for point in self.path if point[0] <= at), default=(0, 0.0))
        after = min((point for point in self.path if point[0] >= at), default=before)
        if before[0] == at or after[0] == before[0]:
            return before[1]
        # Between two year ends the movement follows `within`; around a point inside a year it is even.
        if before[0] % MONTHS or after[0] % MONTHS:
            return before[1] + (after[1] - before[1]) * (at - before[0]) / (after[0] - before[0])
        opening, closing = self._year_end(year - 1), self._year_end(year)
        return opening + (closing - opening) * self.within[month - 1]

    def _year_end(self, year: int) -> float:
        at = year * MONTHS + MONTHS
        before = max((point for point in self.path if point[0] <= at), default=(0, 0.0))
        after = min((point for point in self.path if point[0] >= at), default=before)
        if after[0] == before[0]:
            return before[1]
        return before[1] + (after[1] - before[1]) * (at - before[0]) / (after[0] - before[0])


@dataclass(frozen=True, slots=True)
class Park:
    """A park of the region: its code, name, share of the firms, and the name of its town."""

    code: str
    name: str
    share: float
    town: str


@dataclass(frozen=True, slots=True)
class Industry:
    """An industry (GB/T 4754): its share of firms, of them with research, its weight among emerging ones, its parks."""

    code: str
    name: str
    trades: tuple[str, ...]
    field: str
    share: float
    technical: float
    emerging: float
    parks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """All that a district is made from.

    ``number`` holds the single figures by their name in the file; ``places`` what names begin with and how often.
    """

    region: str
    region_name: str
    city_name: str
    places: tuple[tuple[str, float], ...]
    first_year: int
    last_year: int
    batch_day: int
    office_firms: int
    most_firms: int
    titles: tuple[Title, ...]
    parks: tuple[Park, ...]
    industries: tuple[Industry, ...]
    towns: tuple[str, ...]
    faults: dict[str, float]
    number: dict[str, float]
    figures: tuple[Figure, ...]


def load_calibration(folder: RegionFolder) -> Calibration:
    """The calibration of a region.

    Raises:
        ContentError: the region has no ``twin.yaml``, a figure says neither its fact nor that it is derived or assumed, or a
            park is not the region's; names file and line.

    >>> from kechuang.content import load_region
    >>> known = load_calibration(load_region("baodi"))
    >>> known.titles[0].target(2019, 12), known.titles[4].target(2023, 5)
    (151.0, 15.0)
    """
    document = folder.yaml(FILE)
    subjects = load_subjects(folder)
    names = {subject.code: subject.name.zh for subject in subjects}
    parks = tuple(
        Park(text_of(one, "code"), _named(one, "code", names), float(one["share"]), _named(one, "town", names))
        for one in maps_of(document, "parks")
    )
    place = {park.code: index for index, park in enumerate(parks)}
    years = [int(year) for year in list_of(document, "years")]
    return Calibration(
        region=folder.code,
        region_name=folder.name.zh,
        city_name=folder.parent.name.zh if folder.parent else "",
        places=tuple((one["name"], float(one["share"])) for one in maps_of(document, "places")),
        first_year=years[0],
        last_year=years[1],
        batch_day=int(document["batch_day"]),
        office_firms=int(document["office_firms"]),
        most_firms=int(document["most_firms"]),
        titles=tuple(_title(code, one) for code, one in map_of(document, "titles").items()),
        parks=parks,
        industries=tuple(_industry(one, place) for one in maps_of(document, "industries")),
        towns=tuple(subject.name.zh for subject in subjects if subject.code.startswith("town/")),
        faults={kind: float(rate) for kind, rate in map_of(document, "faults").items()},
        number=dict(_numbers(document)),
        figures=tuple(_figures(document, "")),
    )


def _named(mapping: YamlMap, key: str, names: dict[str, str]) -> str:
    code = text_of(mapping, key)
    if code not in names:
        raise ContentError(
            mapping.at(key), zh=f"本区没有登记“{code}”。", en=f"the region declares no subject '{code}'."
        )
    return names[code]


def _industry(one: YamlMap, place: dict[str, int]) -> Industry:
    return Industry(
        code=text_of(one, "code"),
        name=text_of(one, "name"),
        trades=tuple(one["trades"]),
        field=text_of(one, "field"),
        share=float(one["share"]),
        technical=float(one["technical"]),
        emerging=float(one["emerging"]),
        parks=tuple(place[code] for code in one["parks"]),
    )


def _title(code: str, one: YamlMap) -> Title:
    check_keys(one, {"name", "life", "path", "within", "needs", "upper"})
    upper = map_of(one, "upper", None)
    path = [(_month(point["at"]), float(point["value"])) for point in maps_of(one, "path")]
    return Title(
        code=code,
        name=text_of(one, "name"),
        life=None if one["life"] == "year" else MONTHS * int(one["life"]),
        path=tuple(sorted(path)),
        within=tuple(float(share) for share in one["within"]["value"]),
        needs={key: float(value) for key, value in one["needs"].items()},
        upper=None if upper is None else (float(upper["revenue_least_wan"]) * WAN, upper["name"], upper["below"]),
    )


def _month(at: Any) -> int:
    year, _, month = str(at).partition("-")
    return int(year) * MONTHS + (int(month) if month else MONTHS)


def _numbers(node: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Single numbers by their path: ``movement.entry``. Lists of maps are read by their own functions."""
    if isinstance(node, YamlMap):
        if "value" in node and not isinstance(node["value"], list):
            yield path, float(node["value"])
            if "at" in node:
                yield f"{path}.at", float(_month(node["at"]) // MONTHS - 1)
            return
        for key, value in node.items():
            yield from _numbers(value, f"{path}.{key}".strip("."))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            if isinstance(value, int | Decimal):
                yield f"{path}.{index}", float(value)
    elif isinstance(node, int | Decimal):
        yield path, float(node)


def _figures(node: Any, path: str) -> Iterator[Figure]:
    """Every map with a ``value``, with what it rests on; one that rests on nothing is refused."""
    if isinstance(node, YamlMap):
        if "value" in node:
            bases = [basis for basis in ("fact", "derived", "assumed") if basis in node]
            if len(bases) != 1:
                raise ContentError(
                    node.where,
                    zh=f"{path} 要且只要写 fact、derived、assumed 之一。",
                    en=f"{path} must say one of fact, derived and assumed.",
                )
            if not isinstance(node["value"], list):
                yield Figure(f"{path}@{node.get('at', '')}", Decimal(node["value"]), bases[0], str(node[bases[0]]))
            return
        for key, value in node.items():
            yield from _figures(value, f"{path}.{key}".strip("."))
    elif isinstance(node, list):
        for value in node:
            yield from _figures(value, path)
