"""From tables of figures as they were collected to drafts: what every row is, by rule and by row.

``observations.yaml`` holds the rules (see the head of that file). A row without a rule, a rule without a row, a value in
no known form: each is an error with its file and line, so that no figure enters the ledger by accident.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast, get_args

from kechuang.content import (
    ContentError,
    CsvRow,
    YamlMap,
    check_keys,
    choice_of,
    map_of,
    maps_of,
    period_of,
    text_of,
)
from kechuang.dictionary import Definition, Dictionary, RegisteredSource, SourceRegister, Subjects
from kechuang.ledger.facts import Draft, PeriodBasis, Vintage
from kechuang.values import (
    CONFIDENCE_ORDER,
    Confidence,
    KechuangError,
    Period,
    Quantity,
    Source,
    least_confidence,
    unit,
)

_CONDITIONS = ("indicator", "district", "unit", "period")
_FIELDS = {
    "attribute", "definition", "subject", "period", "period_basis", "as_of", "published", "bound", "source", "locator",
    "vintage", "parts",
}  # fmt: skip


_VINTAGES, _BASES = get_args(Vintage), get_args(PeriodBasis)

#: Where errors of single rows go instead of being raised; ``None`` raises the first.
Refused = list[KechuangError] | None


@dataclass(frozen=True, slots=True)
class Registers:
    """What a mapping refers to: the catalogues of the region, and the prefix of its fact ids."""

    dictionary: Dictionary
    subjects: Subjects
    sources: SourceRegister
    prefix: str


class Mapping:
    """The rules and row-wise particulars of one table."""

    def __init__(self, document: YamlMap) -> None:
        check_keys(document, {"recorded", "unknown_publisher_confidence", "rules", "rows", "events"})
        self.unknown_publisher_cap = cast(
            Confidence, choice_of(document, "unknown_publisher_confidence", CONFIDENCE_ORDER)
        )
        if self.unknown_publisher_cap == "high":
            raise ContentError(
                document.at("unknown_publisher_confidence"),
                zh="发布单位不明的数，可信度上限只能是 medium 或 low。",
                en="the cap for an unknown publisher can only be medium or low.",
            )
        self._rules: dict[str, list[YamlMap]] = {}
        self._unused = {}
        for rule in maps_of(document, "rules"):
            check_keys(rule, _FIELDS | {"when"})
            when = map_of(rule, "when")
            check_keys(when, _CONDITIONS)
            self._rules.setdefault(text_of(when, "indicator"), []).append(rule)
            self._unused[id(rule)] = rule
        self._rows = map_of(document, "rows", YamlMap(document.where))
        for key in self._rows:
            check_keys(map_of(self._rows, key), _FIELDS)
        self._events = map_of(document, "events", YamlMap(document.where))
        for key in self._events:
            check_keys(map_of(self._events, key), {"source", "period_basis", "confidence"})

    def drafts(self, rows: tuple[CsvRow, ...], registers: Registers, refused: Refused = None) -> list[Draft]:
        """The drafts of all rows, in their order.

        With ``refused`` given, rows that cannot be read are left out and their errors added there, and rules and
        particulars may be left without a row: so a table that was tampered with can still be held against its head.

        Raises:
            ContentError: a row has no rule or several, a rule or a particular has no row, or a row cannot be read.
        """
        drafts, ids = _read_each(rows, lambda row: self._read(row, registers), refused)
        if refused is None:
            self._check_particulars(self._rows, ids)
            for rule in self._unused.values():
                raise ContentError(
                    rule.where, zh="这条规则没有对应任何一行，请删去。", en="this rule matches no row; remove it."
                )
        return drafts

    def event_drafts(
        self, rows: tuple[CsvRow, ...], subject: str, registers: Registers, refused: Refused = None
    ) -> list[Draft]:
        """Pieces of evidence as drafts: attribute ``event``, the words they concern as keywords.

        A date may be a day, a month or a year; without one the fact is undated. ``refused`` as in :meth:`drafts`.

        Raises:
            ContentError: a row cannot be read, or a particular has no row.
        """
        definition = registers.dictionary.attribute("event").definition
        drafts, ids = _read_each(rows, lambda row: [self._event(row, subject, definition, registers)], refused)
        if refused is None:
            self._check_particulars(self._events, ids)
        return drafts

    @staticmethod
    def _check_particulars(particulars: YamlMap, ids: set[str]) -> None:
        for key in particulars:
            if key not in ids:
                raise ContentError(
                    particulars.at(key), zh=f"表里没有编号“{key}”的行。", en=f"the table has no row '{key}'."
                )

    def _rule(self, row: CsvRow) -> YamlMap:
        found = [
            rule
            for rule in self._rules.get(row["indicator"], ())
            if all(row[key] == str(value) for key, value in rule["when"].items())
        ]
        if len(found) != 1:
            count_zh, count_en = (f"有{len(found)}条", f"{len(found)} rules") if found else ("没有", "no rule")
            raise ContentError(
                row.where,
                zh=f"“{row['indicator']}”（{row['district']}，{row['period']}，{row['unit']}）{count_zh}对应的规则，应当恰有一条。",
                en=f"'{row['indicator']}' ({row['district']}, {row['period']}, {row['unit']}) has {count_en}; exactly one is needed.",
            )
        self._unused.pop(id(found[0]), None)
        return found[0]

    def _read(self, row: CsvRow, registers: Registers) -> list[Draft]:
        rule = self._rule(row)
        own = map_of(self._rows, row["id"], None)
        entry = _overlay(rule, own)
        parts = maps_of(entry, "parts")
        if not parts:
            return [self._draft(row, entry, registers, row["id"], row["value"], row["unit"])]
        values = row["value"].split(":")
        if len(values) != len(parts):
            raise ContentError(
                row.where,
                zh=f"“{row['value']}”有{len(values)}个数，规则写了{len(parts)}个。",
                en=f"'{row['value']}' holds {len(values)} numbers, its rule {len(parts)}.",
            )
        return [
            self._draft(row, _overlay(entry, part), registers, f"{row['id']}.{number}", value, text_of(part, "unit"))
            for number, (part, value) in enumerate(zip(parts, values, strict=True), 1)
        ]

    def _draft(self, row: CsvRow, entry: YamlMap, registers: Registers, key: str, text: str, symbol: str) -> Draft:
        attribute = registers.dictionary.attribute(text_of(entry, "attribute"))
        definition = registers.dictionary.definition(f"{attribute.code}@{text_of(entry, 'definition', '1')}")
        period = period_of(entry, "period", None) or Period.parse(row["period"])
        registered = _source(row, entry, registers.sources)
        return Draft(
            id=f"{registers.prefix}/{key}",
            subject=_subject(row, entry, registers.subjects),
            attribute=attribute.code,
            definition=definition.key,
            period=period,
            value=_value(text, symbol, entry, attribute.unit or ""),
            as_of=_as_of(entry, period),
            published=entry.get("published", registered.published),
            source=_locate(registered.source, text_of(entry, "locator", None)),
            confidence=self._capped(row, registered.source),
            vintage=cast("Vintage | None", choice_of(entry, "vintage", _VINTAGES, None)),
            period_basis=cast(PeriodBasis, choice_of(entry, "period_basis", _BASES, "stated")),
            note=row["note"] or None,
            note_zh=row["note_zh"] or None,
        )

    def _capped(self, row: CsvRow, source: Source) -> Confidence:
        stated = row["confidence"]
        if stated not in CONFIDENCE_ORDER:
            raise ContentError(
                row.where,
                zh=f"可信度“{stated}”只能是 high、medium、low。",
                en=f"the confidence '{stated}' must be high, medium or low.",
            )
        level = stated
        return level if source.publisher is not None else least_confidence(level, self.unknown_publisher_cap)

    def _event(self, row: CsvRow, subject: str, definition: Definition, registers: Registers) -> Draft:
        entry = map_of(self._events, row["id"], None) or YamlMap(row.where)
        registered = _source(row, entry, registers.sources)
        period = Period.parse(row["date"]) if row["date"] else None
        return Draft(
            id=f"{registers.prefix}/{row['id']}",
            subject=subject,
            attribute=definition.attribute,
            definition=definition.key,
            period=period,
            value=row["what_happened"],
            as_of=period.end if period is not None and period.grain == "day" else None,
            published=registered.published,
            source=registered.source,
            confidence=cast(Confidence, choice_of(entry, "confidence", CONFIDENCE_ORDER, registered.confidence)),
            period_basis=cast(PeriodBasis, choice_of(entry, "period_basis", _BASES, "stated")),
            keywords=tuple(row["task_keyword"].split()),
        )


def _read_each(
    rows: tuple[CsvRow, ...], read: Callable[[CsvRow], list[Draft]], refused: Refused
) -> tuple[list[Draft], set[str]]:
    """The drafts of every row and the ids of the rows; an error names its row."""
    drafts: list[Draft] = []
    ids: set[str] = set()
    for row in rows:
        try:
            if row["id"] in ids or not row["id"]:
                raise KechuangError(
                    zh=f"编号“{row['id']}”为空或重复。", en=f"the id '{row['id']}' is empty or used twice."
                )
            ids.add(row["id"])
            drafts += read(row)
        except KechuangError as error:
            placed = error if isinstance(error, ContentError) else ContentError(row.where, zh=error.zh, en=error.en)
            if refused is None:
                raise placed from error
            refused.append(placed)
    return drafts, ids


def _overlay(base: YamlMap, over: YamlMap | None) -> YamlMap:
    if not over:
        return base
    merged = YamlMap(base.where)
    for source in (base, over):
        for key, value in source.items():
            merged.put(key, value, source.at(key).line or 1)
    return merged


def _subject(row: CsvRow, entry: YamlMap, subjects: Subjects) -> str:
    code = text_of(entry, "subject", None)
    if code is not None:
        return subjects.get(code).code
    found = subjects.named(row["district"])
    if found is None:
        raise ContentError(
            row.where, zh=f"没有名为“{row['district']}”的对象，请在 subjects.yaml 登记。",
            en=f"no subject is named '{row['district']}'; declare it in subjects.yaml.",
        )  # fmt: skip
    return found.code


def _source(row: CsvRow, entry: YamlMap, sources: SourceRegister) -> RegisteredSource:
    key = text_of(entry, "source", None)
    if key is None:
        return sources.linked(row["source"], row["source_url"], row.where)
    found = sources.get(key)
    if found is None:
        raise ContentError(entry.at("source"), zh=f"来源“{key}”没有登记。", en=f"the source '{key}' is not registered.")
    if row["source_url"] and found.source.address != row["source_url"]:
        raise ContentError(
            entry.at("source"),
            zh=f"来源“{key}”的网址与表中不同。",
            en=f"the source '{key}' has another address than the row.",
        )
    return found


def _locate(source: Source, locator: str | None) -> Source:
    return source if locator is None else Source(source.title, source.publisher, source.address, locator)


def _as_of(entry: YamlMap, period: Period) -> date | None:
    value: Any = entry.get("as_of", "none")
    if type(value) is date:
        return value
    if value not in ("none", "period_end"):
        raise ContentError(
            entry.at("as_of"),
            zh="as_of 只能是 period_end、none 或一个日期。",
            en="as_of must be period_end, none or a day.",
        )
    return period.end if value == "period_end" else None


def _value(text: str, symbol: str, entry: YamlMap, expected: str) -> Quantity:
    quantity = Quantity.parse(text, symbol)
    if quantity.unit.dimension != unit(expected).dimension:
        raise KechuangError(
            zh=f"单位“{symbol}”与数据元的单位“{expected}”不是一类。",
            en=f"the unit '{symbol}' does not measure what the attribute's '{expected}' does.",
        )
    bound = choice_of(entry, "bound", {"about"}, None)
    if bound is None or not quantity.exact:
        return quantity
    return Quantity.of(quantity.low, symbol, "about")
