"""The firms of a synthetic district: who they are, when they come and go, and their figures of a year. Columns only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kechuang.twin.calibration import WAN, Calibration
from kechuang.twin.keyed import stream

Days = NDArray[np.datetime64]
Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEVER = 9999
NO_PARK = -1
#: Figures are rounded to 100 yuan, so that 万元 with two decimals and 千元 with one give them back exactly. Money is in 分.
STEP_FEN = 10_000

MONEY = (
    "operating_revenue",
    "main_business_revenue",
    "other_business_revenue",
    "sales_revenue",
    "total_revenue",
    "hightech_revenue",
    "cost_expense",
    "income_tax",
    "tax_paid",
    "net_profit",
    "rd_expense",
    "rd_expense_domestic",
    "total_assets",
    "total_liabilities",
    "net_assets",
    "industrial_output",
)
COUNTS = ("staff_total", "science_staff", "rd_staff", "ip_class1", "ip_class2", "ip_total")


@dataclass(slots=True)
class Population:
    """All organisations of the years, in order of registration; ``size`` is the logarithm of revenue in yuan, moved yearly."""

    count: int
    entry_year: Whole
    entered: Days
    exit_year: Whole
    exited: Days
    industry: Whole
    park: Whole
    town: Whole
    trade: Whole
    technical: Flags
    quality: Real
    size: Real
    productivity: Real
    margin: Real
    leverage: Real
    turnover: Real
    rd_share: Real
    science_share: Real
    hightech_share: Real
    last_revenue: Real
    ip_class1: Whole
    ip_class2: Whole

    def present(self, year: int) -> Whole:
        """Places of the firms on the register at the end of a year."""
        return np.flatnonzero((self.entry_year <= year) & (self.exit_year > year))


@dataclass(slots=True)
class Year:
    """Figures of the firms in ``rows`` (places in the population): money in 分, counts whole."""

    year: int
    rows: Whole
    columns: dict[str, Whole] = field(default_factory=dict)


def make_population(known: Calibration, count: int, years: range, seed: int) -> Population:
    """Everyone who will ever be on the register, with what does not change; exits are decided year by year."""
    entry = known.number["movement.entry"]
    leave = known.number["movement.exit"]
    stock = (1 + entry - leave) ** np.arange(len(years))
    opening = count / (1 + entry * stock.sum())
    bounds = np.rint(opening * (1 + entry * np.concatenate([[0.0], np.cumsum(stock)]))).astype(np.int64)
    bounds[-1] = count
    entry_year = np.empty(count, dtype=np.int64)
    entry_year[: bounds[0]] = years.start - 1
    for index, year in enumerate(years):
        entry_year[bounds[index] : bounds[index + 1]] = year
    rng = stream(seed, "entry")
    day = rng.integers(0, 365, count)
    age = np.minimum(rng.exponential(7.0, count), 30).astype(np.int64)
    founded = np.where(entry_year < years.start, entry_year - age, entry_year)
    industry = _pick(stream(seed, "industry").random(count), [one.share for one in known.industries])
    lucky = stream(seed, "technical").random(count)
    technical = lucky < np.array([one.technical for one in known.industries])[industry]
    return Population(
        count=count,
        entry_year=founded,
        entered=_first_of(founded) + day,
        exit_year=np.full(count, NEVER, dtype=np.int64),
        exited=np.full(count, np.datetime64("NaT"), dtype="datetime64[D]"),
        industry=industry,
        trade=_trades(known, industry, seed),
        technical=technical,
        quality=stream(seed, "quality").normal(size=count),
        last_revenue=np.full(count, np.nan),
        ip_class1=np.zeros(count, dtype=np.int64),
        ip_class2=np.zeros(count, dtype=np.int64),
        **_places(known, industry, seed),
        **_finances(known, technical, seed),
    )


def _first_of(year: Whole) -> Days:
    """The first of January of each year."""
    return (year - 1970).astype("datetime64[Y]").astype("datetime64[D]")


def _pick(uniform: Real, shares: list[float]) -> Whole:
    edges = np.cumsum(shares) / sum(shares)
    return np.asarray(np.minimum(np.searchsorted(edges, uniform, side="right"), len(shares) - 1))


def _trades(known: Calibration, industry: Whole, seed: int) -> Whole:
    counts = np.array([len(one.trades) for one in known.industries])
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    choice = stream(seed, "trade").random(len(industry)) * counts[industry]
    return np.asarray(first[industry] + choice.astype(np.int64))


def _places(known: Calibration, industry: Whole, seed: int) -> dict[str, Any]:
    """Park and town: a firm prefers the parks that the plan gives its industry."""
    shares = np.array([one.share for one in known.parks])
    uniform = stream(seed, "park").random(len(industry))
    park = np.full(len(industry), NO_PARK, dtype=np.int64)
    for index, one in enumerate(known.industries):
        weight = shares.copy()
        weight[list(one.parks)] *= 4
        weight *= shares.sum() / weight.sum()
        mine = industry == index
        park[mine] = _pick(uniform[mine], [*weight, 1 - shares.sum()])
    park[park == len(shares)] = NO_PARK
    town = stream(seed, "town").integers(0, len(known.towns), len(industry))
    of_park = np.array([known.towns.index(one.town) for one in known.parks])
    return {"park": park, "town": np.where(park >= 0, of_park[park], town)}


def _finances(known: Calibration, technical: Flags, seed: int) -> dict[str, Any]:
    """Traits of a firm's figures that stay with it. Shapes are assumed; sizes come from the calibration."""
    count, number = len(technical), known.number
    rng = stream(seed, "finances")
    median = np.where(technical, number["size.technical.median_wan"], number["size.plain.median_wan"])
    spread = np.where(technical, number["size.technical.spread"], number["size.plain.spread"])
    size = np.log(median * WAN) + spread * rng.normal(size=count)
    larger = np.exp(-number["research.size_slope"] * (size - np.log(median * WAN)))
    research = number["research.floor"] + rng.gamma(2.2, number["research.mean"] / 2.2, count)
    return {
        "size": size,
        "productivity": np.exp(np.log(number["revenue_per_head_wan"] * WAN) + 0.45 * rng.normal(size=count)),
        "margin": 0.05 + 0.04 * rng.normal(size=count),
        "leverage": rng.beta(4, 4, count),
        "turnover": np.exp(np.log(1.1) + 0.35 * rng.normal(size=count)),
        "rd_share": np.where(technical, np.minimum(research * larger, 0.5), 0.0),
        "science_share": np.where(technical, 0.06 + rng.beta(2, 6, count), 0.02 * rng.random(count)),
        "hightech_share": np.where(technical, 0.5 + 0.48 * rng.random(count), 0.0),
    }


def leave(people: Population, known: Calibration, year: int, seed: int, bound: Flags) -> None:
    """Decide who leaves the register in a year: no one in their first year, and no one ``bound`` by a title in force."""
    rng = stream(seed, "exit", year)
    chance, day = rng.random(people.count), rng.integers(0, 365, people.count)
    going = (people.entry_year < year) & (people.exit_year > year) & ~bound
    # The unluckiest hold the average of the rate: firms of low quality leave twice as often as the best.
    rate = known.number["movement.exit"] * (4 / 3 - 2 / 3 / (1 + np.exp(-people.quality)))
    going &= chance < rate
    people.exit_year[going] = year
    people.exited[going] = np.datetime64(f"{year}-01-01") + day[going]


def figures_of(people: Population, known: Calibration, year: int, seed: int, titled: Flags) -> Year:
    """The figures of a year for every firm on the register at its end; moves ``people`` one year on.

    Identities that hold exactly: operating = main + other business revenue; assets = liabilities + net assets; profit = total
    revenue - costs - income tax; intellectual property = class I + class II; R&D in China <= R&D; R&D staff <= science staff <= staff.
    """
    rng = stream(seed, "figures", year)
    noise = rng.normal(size=(5, people.count))
    uniform = rng.random(size=(4, people.count))
    number = known.number
    drift = number["movement.growth"] + number["movement.technical_extra"] * people.technical
    moved = people.size + drift + number["movement.spread"] * noise[0]
    older = people.entry_year < year
    people.size = np.where(older, np.minimum(moved, np.log(number["size.most_wan"] * WAN)), people.size)
    rows = people.present(year)
    revenue = np.exp(people.size[rows])
    first_year = people.entry_year[rows] == year
    revenue = np.where(first_year, revenue * (0.05 + 0.95 * uniform[0, rows]), revenue)
    made = Year(year, rows)
    put = made.columns
    put["operating_revenue"] = _fen(revenue)
    put["other_business_revenue"] = _fen(revenue * 0.08 * uniform[1, rows])
    put["main_business_revenue"] = put["operating_revenue"] - put["other_business_revenue"]
    put["sales_revenue"] = put["operating_revenue"]
    put["total_revenue"] = put["operating_revenue"] + _fen(revenue * 0.01 * uniform[2, rows])
    put["hightech_revenue"] = _fen(put["main_business_revenue"] / 100 * people.hightech_share[rows])
    margin = np.clip(people.margin[rows] + 0.03 * noise[1, rows], -0.3, 0.35)
    put["cost_expense"] = _fen(put["total_revenue"] / 100 * (1 - margin))
    gain = put["total_revenue"] - put["cost_expense"]
    rate = np.where(titled[rows], number["taxes.income_titled"], number["taxes.income"])
    put["income_tax"] = np.where(gain > 0, _fen(gain / 100 * rate), 0)
    put["net_profit"] = gain - put["income_tax"]
    put["tax_paid"] = put["income_tax"] + _fen(revenue * number["taxes.turnover"])
    share = people.rd_share[rows] * np.exp(0.12 * noise[2, rows])
    put["rd_expense"] = _fen(revenue * share)
    abroad = np.where(uniform[3, rows] < 0.8, 0.0, 0.38 * (1 - uniform[3, rows]))
    put["rd_expense_domestic"] = put["rd_expense"] - _fen(put["rd_expense"] / 100 * abroad)
    put["total_assets"] = _fen(revenue * people.turnover[rows] * np.exp(0.08 * noise[3, rows]) + 10 * WAN)
    put["total_liabilities"] = _fen(put["total_assets"] / 100 * people.leverage[rows])
    put["net_assets"] = put["total_assets"] - put["total_liabilities"]
    industrial = np.array([one.code[:2] <= "46" and one.code[:2] >= "06" for one in known.industries])
    put["industrial_output"] = np.where(industrial[people.industry[rows]], _fen(revenue * 1.02), 0)
    staff = np.maximum(1, np.rint(revenue / people.productivity[rows] * np.exp(0.05 * noise[4, rows])))
    put["staff_total"] = staff.astype(np.int64)
    put["science_staff"] = np.rint(staff * people.science_share[rows]).astype(np.int64)
    put["rd_staff"] = (put["science_staff"] * 0.8).astype(np.int64)
    put["ip_class1"] = people.ip_class1[rows].copy()
    put["ip_class2"] = people.ip_class2[rows].copy()
    put["ip_total"] = put["ip_class1"] + put["ip_class2"]
    return made


def new_property(people: Population, year: int, seed: int, *, before: bool = False) -> tuple[Whole, Whole]:
    """Rights granted in a year, as the firm's place and the class (1 or 2) of each; ``before``: what firms already held."""
    rng = stream(seed, "property", year)
    present = (people.entry_year <= year) & (people.exit_year > year) & people.technical
    scale = np.exp(0.5 * people.quality + 0.25 * (people.size - 16.5)) * (4 if before else 1)
    first = rng.poisson(np.where(present, np.minimum(0.10 * scale, 30), 0))
    second = rng.poisson(np.where(present, np.minimum(0.8 * scale, 60), 0))
    people.ip_class1 += first
    people.ip_class2 += second
    places = np.arange(people.count)
    rows = np.concatenate([np.repeat(places, first), np.repeat(places, second)])
    return rows, np.repeat([1, 2], [first.sum(), second.sum()])


def _fen(yuan: Real) -> Whole:
    """Yuan rounded to 100 yuan, in 分."""
    return np.asarray(np.rint(yuan * 100 / STEP_FEN), dtype=np.int64) * STEP_FEN
