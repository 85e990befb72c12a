"""Making a synthetic district: year by year into a folder beside the one asked for, which takes its name only when whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kechuang.twin import links
from kechuang.twin.calibration import MONTHS, WAN, Calibration
from kechuang.twin.firms import (
    NEVER,
    NO_PARK,
    Flags,
    Population,
    Year,
    figures_of,
    leave,
    make_population,
    new_property,
)
from kechuang.twin.identity import BRANDS, addresses, credit_codes, names
from kechuang.twin.keyed import stream
from kechuang.twin.offices import write_offices
from kechuang.twin.readme import write_readme
from kechuang.twin.titles import TitleBook
from kechuang.twin.truth import FOLDER, LABEL, TruthWriter, digest_of
from kechuang.values import KechuangError

MANIFEST = "manifest.json"
LEAST_FIRMS = 50
#: Titles of three years need so many years before the first to stand where they should.
WARM_UP = 3
#: Bytes that one organisation takes in a year of the clean tables, rounded up from a measured run; for the message of size.
BYTES_PER_FIRM_YEAR = 110

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: organisations over all years, the years, the seed, and whether the offices' files are wanted."""

    firms: int
    first: int
    last: int
    seed: int
    offices: bool


def check_order(known: Calibration, order: Order) -> None:
    """Refuse what cannot be made, with the reason and what can.

    Raises:
        KechuangError: too few or too many firms, years reversed or outside the calibration, a negative seed.
    """
    if order.firms < LEAST_FIRMS:
        raise KechuangError(
            zh=f"企业数 {order.firms} 太少，按比例缩小后各项称号所剩无几；请写 {LEAST_FIRMS} 以上。",
            en=f"{order.firms} firms are too few to carry any title in proportion; ask for {LEAST_FIRMS} or more.",
        )
    if order.first > order.last:
        raise KechuangError(
            zh=f"年份 {order.first}-{order.last} 前后颠倒，请写成 {order.last}-{order.first}。",
            en=f"The years {order.first}-{order.last} are reversed; write {order.last}-{order.first}.",
        )
    if order.first < known.first_year or order.last > known.last_year:
        raise KechuangError(
            zh=f"年份 {order.first}-{order.last} 超出标定的 {known.first_year}-{known.last_year}，请改在其内。",
            en=f"The years {order.first}-{order.last} leave the calibrated {known.first_year}-{known.last_year}; stay within them.",
        )
    most = min(known.most_firms, BRANDS)
    if order.firms > most:
        size = order.firms * (order.last - order.first + 1) * BYTES_PER_FIRM_YEAR / 1e9
        raise KechuangError(
            zh=f"企业数 {order.firms:,} 超过上限 {most:,}，约需 {size:.1f} GB 磁盘；请减少企业数。",
            en=f"{order.firms:,} firms are above the most, {most:,}, and would take about {size:.1f} GB; ask for fewer.",
        )
    if order.seed < 0:
        raise KechuangError(zh=f"种子 {order.seed} 不能是负数。", en=f"The seed {order.seed} must not be negative.")


def make_twin(
    known: Calibration, order: Order, out: Path, *, force: bool = False, progress: Progress = lambda *_: None
) -> dict[str, Any]:
    """Make a synthetic district in ``out`` and return its manifest. The same order gives the same bytes.

    Args:
        known: the region's calibration.
        order: what is asked for.
        out: a folder that is absent or empty; with ``force`` a twin made earlier may be replaced, nothing else.
        force: replace a twin that is there.
        progress: called with what is done, how much of it, and of how much.

    Raises:
        KechuangError: the order cannot be made, or ``out`` holds something.
    """
    check_order(known, order)
    with _whole_or_nothing(out.resolve(), force=force) as folder:
        with TruthWriter(folder / FOLDER) as truth:
            summary = _make(known, order, truth, progress)
            if order.offices:
                for table in ("organisations", "facts", "titles", "intellectual_property", "contracts"):
                    truth.finish(table)
                faults = write_offices(folder, known, order.seed, progress)
                truth.add("faults", faults)
        write_readme(folder, known, order.firms, (order.first, order.last), order.seed, offices=order.offices)
        manifest = {"label": LABEL, "synthetic": True, "region": known.region, "order": asdict(order)} | summary
        manifest["rows"] = dict(sorted(truth.rows.items()))
        manifest["files"] = {
            str(path.relative_to(folder)): digest_of(path) for path in sorted(folder.rglob("*")) if path.is_file()
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return manifest


@contextmanager
def _whole_or_nothing(out: Path, *, force: bool) -> Iterator[Path]:
    """A new folder beside ``out`` that becomes ``out`` at the end; what a killed run left there is removed first."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        if not force:
            raise KechuangError(
                zh=f"“{out}”里已有内容；请换一个文件夹，或加 --force 替换其中的孪生区域。",
                en=f"'{out}' is not empty; name another folder, or add --force to replace the twin in it.",
            )
        if not (out / MANIFEST).is_file():
            raise KechuangError(
                zh=f"“{out}”里没有 {MANIFEST}，不是孪生区域，不予替换；请换一个文件夹。",
                en=f"'{out}' has no {MANIFEST}, so it is no twin and is not replaced; name another folder.",
            )
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if part.exists():
            shutil.rmtree(part)
        part.mkdir()
    except OSError as error:
        raise KechuangError(
            zh=f"不能在“{out.parent}”里写文件夹：{error.strerror}；请换一个位置。",
            en=f"No folder can be written in '{out.parent}': {error.strerror}; name another place.",
        ) from error
    try:
        yield part
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    if out.exists():
        old = out.with_name(f".{out.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        out.rename(old)
        part.rename(out)
        shutil.rmtree(old)
    else:
        part.rename(out)


def _make(known: Calibration, order: Order, truth: TruthWriter, progress: Progress) -> dict[str, Any]:
    years = range(order.first, order.last + 1)
    scale = order.firms / known.number["district_firms"]
    people = make_population(known, order.firms, years, order.seed)
    codes = credit_codes(order.firms, order.seed)
    uscc = pa.array(codes.astype("U18"))
    books = [TitleBook(title, scale, order.firms, known.batch_day, years.start - WARM_UP) for title in known.titles]
    kept: Year | None = None
    for year in range(years.start - WARM_UP, years.stop):
        recorded = year in years
        progress("year", year, years.stop - 1)
        before = len(people.present(year - 1))
        if recorded:
            bound = np.logical_or.reduce([book.bound_in(year) for book in books])
            leave(people, known, year, order.seed, bound)
        owners, classes = new_property(people, year, order.seed, before=year == years.start - WARM_UP)
        figures = figures_of(people, known, year, order.seed, books[0].bound_in(year))
        for book in books:
            book.give(year, people, figures, order.seed)
        people.last_revenue[figures.rows] = figures.columns["operating_revenue"] / 100
        _write_property(truth, uscc, people, owners, classes, year, order.seed)
        if not recorded:
            continue
        _write_year(truth, known, uscc, people, figures)
        _write_links(truth, known, uscc, people, figures, order.seed, scale)
        _write_stock(truth, people, year, before)
        if kept is None or year <= int(known.number["emerging_share.at"]):
            kept = Year(year, figures.rows, {"industrial_output": figures.columns["industrial_output"]})
    progress("tables", 0, 1)
    assert kept is not None  # noqa: S101 - the range of years is never empty (check_order)
    flags = links.emerging(known, people, kept.rows, kept.columns["industrial_output"], order.seed)
    titled = np.zeros(order.firms, dtype=np.bool_)
    for book in books:
        titled[book.issues.joined()[0]] = True
        _write_titles(truth, uscc, book, years)
        _write_counters(truth, book, years)
    _write_organisations(truth, known, uscc, people, flags, order.seed)
    _write_financing(truth, uscc, links.financing(known, people, titled, years, order.seed, scale))
    _write_relations(truth, known, uscc, people, order.seed)
    return {"short": {book.title.code: book.short for book in books if book.short}, "scale": scale}


def _write_year(truth: TruthWriter, known: Calibration, uscc: pa.Array, people: Population, figures: Year) -> None:
    columns: dict[str, Any] = dict(figures.columns)
    industrial = columns["industrial_output"] > 0
    floor = known.number["above_designated_wan"] * WAN * 100
    columns["uscc"] = pc.take(uscc, pa.array(figures.rows))
    columns["year"] = np.full(len(figures.rows), figures.year, dtype=np.int32)
    columns["above_designated_size"] = industrial & (columns["main_business_revenue"] >= floor)
    # A firm that is not industrial has no industrial output: unknown to that statistic, not zero.
    columns["industrial_output"] = pa.array(columns["industrial_output"], mask=~industrial)
    truth.add("facts", columns)


def _write_property(
    truth: TruthWriter, uscc: pa.Array, people: Population, rows: Any, classes: Any, year: int, seed: int
) -> None:
    rng = stream(seed, "property day", year)
    count = len(rows)
    first = people.entered[rows]
    day = np.maximum(np.datetime64(f"{year}-01-01") + rng.integers(0, 365, count), first)
    kind = np.where(classes == 1, 0, 1 + (rng.random(count) < 0.4))
    serial = pc.cast(pa.array(np.arange(1, count + 1)), pa.string())
    number = pc.binary_join_element_wise(f"合成IP{year}-", pc.utf8_lpad(serial, 7, "0"), "")
    truth.add(
        "intellectual_property",
        {
            "uscc": pc.take(uscc, pa.array(rows)),
            "number": number,
            "kind": pc.take(pa.array(["发明专利", "实用新型", "软件著作权"]), pa.array(kind)),
            "ip_class": classes.astype(np.int32),
            "granted": day,
            "year": np.full(count, year, dtype=np.int32),
        },
    )


def _write_links(
    truth: TruthWriter, known: Calibration, uscc: pa.Array, people: Population, figures: Year, seed: int, scale: float
) -> None:
    year = figures.year
    deals = links.contracts_of(known, people, figures, seed, scale)
    truth.add(
        "contracts",
        {
            "uscc": pc.take(uscc, pa.array(deals["row"])),
            "number": _numbers(f"合成合同{year}-", deals["serial"]),
            "kind": pc.take(pa.array(links.CONTRACT_KINDS), pa.array(deals["kind"])),
            "registered_on": deals["day"],
            "year": np.full(len(deals["row"]), year, dtype=np.int32),
            **{name: deals[name] for name in ("amount", "technical_amount", "other_amount")},
        },
    )
    projects = links.projects_of(known, people, figures, seed, scale)
    truth.add(
        "projects",
        {
            "uscc": pc.take(uscc, pa.array(projects["row"])),
            "number": _numbers(f"合成项目{year}-", projects["serial"]),
            "level": pc.take(pa.array(links.PROJECT_LEVELS), pa.array(projects["level"])),
            "year": np.full(len(projects["row"]), year, dtype=np.int32),
            **{name: projects[name] for name in ("starts", "ends", "budget", "public_funds")},
        },
    )


def _numbers(prefix: str, serial: Any) -> pa.Array:
    return pc.binary_join_element_wise(prefix, pc.utf8_lpad(pc.cast(pa.array(serial), pa.string()), 6, "0"), "")


def _write_stock(truth: TruthWriter, people: Population, year: int, opening: int) -> None:
    counts = {
        "opening": opening,
        "entered": int((people.entry_year == year).sum()),
        "left": int((people.exit_year == year).sum()),
        "closing": len(people.present(year)),
    }
    truth.add("stock", {"year": np.array([year], dtype=np.int32)} | {name: np.array([n]) for name, n in counts.items()})


def _write_titles(truth: TruthWriter, uscc: pa.Array, book: TitleBook, years: range) -> None:
    rows, issued, expires, step = book.issues.joined()
    # What ended before the first day of the first year is history that this twin does not tell.
    live = expires > np.datetime64(f"{years.start}-01-01")
    rows, issued, expires, step = rows[live], issued[live], expires[live], step[live]
    upper = book.title.upper
    labels = pa.array([upper[2], upper[1]] if upper else [book.title.name, book.title.name])
    year = issued.astype("datetime64[Y]").astype(np.int64) + 1970
    truth.add(
        "titles",
        {
            "uscc": pc.take(uscc, pa.array(rows)),
            "title": pa.array([book.title.code] * len(rows)),
            "title_name": pc.take(labels, pa.array(step)),
            "number": _numbers(f"合成{book.title.code.upper()}-", np.arange(1, len(rows) + 1)),
            "issued": issued,
            "expires": expires,
            "year": year.astype(np.int32),
        },
    )


def _write_counters(truth: TruthWriter, book: TitleBook, years: range) -> None:
    """What a bulletin would say at the end of each month: in force, and given since January."""
    _, issued, expires, _ = book.issues.joined()
    months = np.array([np.datetime64(f"{year}-{month:02}") for year in years for month in range(1, MONTHS + 1)])
    last = (months + 1).astype("datetime64[D]") - 1
    given = np.searchsorted(issued, last, side="right")
    ended = np.searchsorted(np.sort(expires), last, side="right")
    january = np.searchsorted(issued, months.astype("datetime64[Y]").astype("datetime64[D]"), side="left")
    truth.add(
        "counters",
        {
            "title": pa.array([book.title.code] * len(months)),
            "month": last,
            "in_force": (given - ended).astype(np.int64),
            "since_january": (given - january).astype(np.int64),
        },
    )


def _write_organisations(
    truth: TruthWriter, known: Calibration, uscc: pa.Array, people: Population, emerging: Flags, seed: int
) -> None:
    trades = tuple(trade for one in known.industries for trade in one.trades)
    full, brand = names(seed, people.trade, trades, known.places)
    industry = pa.array(people.industry)
    place = pa.array(people.park, mask=people.park == NO_PARK)
    park_name = pc.take(pa.array([park.name for park in known.parks]), place)
    town = pc.take(pa.array(known.towns), pa.array(people.town))
    truth.add(
        "organisations",
        {
            "uscc": uscc,
            "name": full,
            "brand": brand,
            "registered_on": people.entered,
            "left_on": pa.array(people.exited, mask=people.exit_year == NEVER),
            "industry_code": pc.take(pa.array([one.code for one in known.industries]), industry),
            "industry": pc.take(pa.array([one.name for one in known.industries]), industry),
            "technology_field": pc.take(pa.array([one.field for one in known.industries]), industry),
            "emerging": emerging,
            "park": pc.take(pa.array([park.code for park in known.parks]), place),
            "park_name": park_name,
            "town": town,
            "address": addresses(known.city_name + known.region_name, town, park_name, seed),
        },
    )


def _write_financing(truth: TruthWriter, uscc: pa.Array, made: links.Columns) -> None:
    year = made["day"].astype("datetime64[Y]").astype(np.int64) + 1970
    truth.add(
        "financing",
        {
            "uscc": pc.take(uscc, pa.array(made["row"])),
            "kind": pc.take(pa.array(links.FINANCING_KINDS), pa.array(made["kind"])),
            "day": made["day"],
            "amount": made["amount"],
            "year": year.astype(np.int32),
        },
    )


def _write_relations(truth: TruthWriter, known: Calibration, uscc: pa.Array, people: Population, seed: int) -> None:
    housed = np.flatnonzero(people.park != NO_PARK)
    parks = pc.take(pa.array([park.code for park in known.parks]), pa.array(people.park[housed]))
    _add_relations(truth, "located_in", pc.take(uscc, pa.array(housed)), parks, people.entered[housed])
    for relation, made in (
        ("supplies", links.supplies(known, people, seed)),
        ("owns", links.owners(known, people, seed)),
    ):
        other = pc.take(uscc, pa.array(made["other"]))
        _add_relations(truth, relation, pc.take(uscc, pa.array(made["row"])), other, made["since"])


def _add_relations(truth: TruthWriter, relation: str, uscc: pa.Array, other: pa.Array, since: Any) -> None:
    kind = pa.array([relation] * len(uscc))
    truth.add("relations", {"uscc": uscc, "relation": kind, "other": other, "since": since})
