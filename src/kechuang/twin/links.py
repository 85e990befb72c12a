"""What ties firms to one another and to money: relations, technology contracts, projects and financing. Columns only."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kechuang.twin.calibration import YI, Calibration
from kechuang.twin.firms import STEP_FEN, Flags, Population, Real, Whole, Year
from kechuang.twin.keyed import stream

Columns = dict[str, NDArray[Any]]

CONTRACT_KINDS = ("技术开发", "技术转让", "技术咨询", "技术服务")
FINANCING_KINDS = ("银行贷款", "股权投资", "知识产权质押", "融资租赁")
PROJECT_LEVELS = ("区级", "市级", "国家级")


def contracts_of(known: Calibration, people: Population, figures: Year, seed: int, scale: float) -> Columns:
    """Technology contracts registered in a year: sellers do research; the year's amounts add up to the calibrated sum exactly."""
    number, year = known.number, figures.year
    rng = stream(seed, "contracts", year)
    sellers = figures.rows[people.technical[figures.rows]]
    count = round(number["contracts.number"] * scale) if len(sellers) else 0
    first, last = int(number["contracts.years.0"]), int(number["contracts.years.1"])
    growth = 1 + number["contracts.growth"]
    whole = sum(growth ** (one - first) for one in range(first, last + 1))
    amount_yi = number["contracts.total_yi"] * number["contracts.reached"] * growth ** (year - first) / whole
    seller = sellers[rng.integers(0, max(len(sellers), 1), count)]
    amount = _split(np.exp(1.1 * rng.normal(size=count)), amount_yi * scale)
    other = np.rint(amount / STEP_FEN * np.where(rng.random(count) < 0.6, 0, 0.4 * rng.random(count))).astype(np.int64)
    return {
        "row": seller,
        "serial": np.arange(1, count + 1),
        "day": np.sort(np.datetime64(f"{year}-01-01") + rng.integers(0, 365, count)),
        "kind": rng.choice(len(CONTRACT_KINDS), count, p=(0.55, 0.08, 0.07, 0.30)),
        "amount": amount,
        "technical_amount": amount - other * STEP_FEN,
        "other_amount": other * STEP_FEN,
    }


def projects_of(known: Calibration, people: Population, figures: Year, seed: int, scale: float) -> Columns:
    """Research projects that start in a year."""
    year = figures.year
    rng = stream(seed, "projects", year)
    able = figures.rows[people.technical[figures.rows]]
    count = round(known.number["projects.number"] * scale) if len(able) else 0
    begins = np.datetime64(f"{year}-01-01") + rng.integers(0, 365, count)
    budget = _hundred(np.exp(np.log(2_000_000) + 0.9 * rng.normal(size=count)))
    public = np.rint(budget / STEP_FEN * (0.1 + 0.3 * rng.random(count))).astype(np.int64) * STEP_FEN
    return {
        "row": able[rng.integers(0, max(len(able), 1), count)],
        "serial": np.arange(1, count + 1),
        "starts": begins,
        "ends": begins + rng.integers(365, 1100, count),
        "level": rng.choice(len(PROJECT_LEVELS), count, p=(0.6, 0.35, 0.05)),
        "budget": budget,
        "public_funds": public,
    }


def financing(known: Calibration, people: Population, titled: Flags, years: range, seed: int, scale: float) -> Columns:
    """Every financing of the years. Inside the published period, firms and amount are the published ones in proportion."""
    number = known.number
    first, last = int(number["financing.years.0"]), int(number["financing.years.1"])
    span = last - first + 1
    rows, days, amounts = [], [], []
    inside = [year for year in years if first <= year <= last]
    if inside:
        share = scale * len(inside) / span
        people_in, day = _financed(people, titled, inside, round(number["financing.firms"] * share), seed)
        weight = np.exp(1.2 * stream(seed, "financing amount").normal(size=len(people_in)))
        rows.append(people_in)
        days.append(day)
        amounts.append(_split(weight, number["financing.amount_yi"] * share))
    for year in years:
        if year > last:
            amount = number["financing.amount_yi"] / span * (1 + number["financing.later_growth"]) ** (year - last)
            people_in, day = _financed(people, titled, [year], round(number["financing.firms"] / span * scale), seed)
            weight = np.exp(1.2 * stream(seed, "financing amount", year).normal(size=len(people_in)))
            rows.append(people_in)
            days.append(day)
            amounts.append(_split(weight, amount * scale))
    row = np.concatenate([np.empty(0, dtype=np.int64), *rows])
    return {
        "row": row,
        "day": np.concatenate([np.empty(0, dtype="datetime64[D]"), *days]),
        "kind": stream(seed, "financing kind").choice(len(FINANCING_KINDS), len(row), p=(0.72, 0.14, 0.08, 0.06)),
        "amount": np.concatenate([np.empty(0, dtype=np.int64), *amounts]),
    }


def _financed(people: Population, titled: Flags, years: list[int], count: int, seed: int) -> tuple[Whole, Any]:
    """``count`` different firms, titled ones first, each with one to three days on which it was on the register."""
    rng = stream(seed, "financed", years[0])
    score = rng.random(people.count) + 2.0 * titled
    there = (people.entry_year < years[0]) & (people.exit_year > years[-1])
    rows = np.flatnonzero(there)
    chosen = np.sort(rows[np.argsort(-score[rows], kind="stable")[:count]])
    rows = np.repeat(chosen, rng.integers(1, 4, len(chosen)))
    year = np.array(years)[rng.integers(0, len(years), len(rows))]
    day = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]") + rng.integers(0, 365, len(rows))
    return rows, day


def supplies(known: Calibration, people: Population, seed: int) -> Columns:
    """Who supplies whom, both on the register at the later one's entry; nobody supplies itself."""
    rng = stream(seed, "supplies")
    count = round(known.number["movement.supplies"] * people.count)
    seller, buyer = rng.integers(0, people.count, count), rng.integers(0, people.count, count)
    since = np.maximum(people.entered[seller], people.entered[buyer])
    together = (seller != buyer) & (_out(people, seller) > since) & (_out(people, buyer) > since)
    _, first = np.unique(seller[together] * people.count + buyer[together], return_index=True)
    return {"row": seller[together][first], "other": buyer[together][first], "since": since[together][first]}


def owners(known: Calibration, people: Population, seed: int) -> Columns:
    """Parents in the district: an earlier firm owns a later one, so that no circle can arise."""
    rng = stream(seed, "owners")
    owned = np.flatnonzero(rng.random(people.count) < known.number["movement.owned"])
    owned = owned[owned > 0]
    parent = (rng.random(len(owned)) * owned).astype(np.int64)
    since = np.maximum(people.entered[parent], people.entered[owned])
    together = (_out(people, parent) > since) & (_out(people, owned) > since)
    return {"row": parent[together], "other": owned[together], "since": since[together]}


def _out(people: Population, rows: Whole) -> Any:
    return np.where(np.isnat(people.exited[rows]), np.datetime64("9999-12-31"), people.exited[rows])


def emerging(known: Calibration, people: Population, rows: Whole, output: Whole, seed: int) -> Flags:
    """Who belongs to the emerging industries, so that their share of ``output`` (of ``rows``) is the published one.

    Firms are taken in a random order that favours the industries named for it, each only while it still fits below the
    share; those not in ``rows`` get the flag by the rate of their industry.
    """
    weight = np.array([one.emerging for one in known.industries])[people.industry]
    order_key = stream(seed, "emerging").random(people.count) / np.maximum(weight, 1e-3)
    flags = order_key < np.float64(0.5)
    flags[rows] = False
    left = known.number["emerging_share"] * float(output.sum())
    order = np.argsort(order_key[rows], kind="stable")
    flags[rows[order[output[order] == 0]]] = order_key[rows[order[output[order] == 0]]] < 0.5
    order = order[output[order] > 0]
    # Take what fits from the front, drop the one that does not, go on behind it: a few passes reach the share closely.
    while len(order):
        total = np.cumsum(output[order].astype(np.float64))
        fits = int(np.searchsorted(total, left, side="right"))
        flags[rows[order[:fits]]] = True
        left -= float(total[fits - 1]) if fits else 0.0
        order = order[fits + 1 :]
        order = order[output[order] <= left]
    return np.asarray(flags)


def _split(weight: Real, amount_yi: float) -> Whole:
    """An amount in 亿元 split by weight into whole steps of 100 yuan that add up to it exactly, none of them zero; in 分."""
    if not len(weight):
        return np.empty(0, dtype=np.int64)
    steps = round(amount_yi * YI * 100 / STEP_FEN)
    shares = 1 + np.floor((steps - len(weight)) * weight / weight.sum()).astype(np.int64)
    shares[int(np.argmax(weight))] += steps - shares.sum()
    return np.asarray(shares * STEP_FEN)


def _hundred(yuan: Real) -> Whole:
    return np.asarray(np.rint(yuan * 100 / STEP_FEN), dtype=np.int64) * STEP_FEN
