"""From a sheet to its tables: which record type each is, which field each column carries, for which period and in which unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from kechuang.intake.assigning import Claims, claim_fields, column_of, years_of
from kechuang.intake.dates import period_of_text
from kechuang.intake.doubts import Doubts
from kechuang.intake.evidence import Profile, looks_like_data, profile_of
from kechuang.intake.headings import Lexicon
from kechuang.intake.layout import SCANNED, Grid, Layout, find_layouts, make_grid
from kechuang.intake.memory import Memory, heading_key, recall, shape_of
from kechuang.intake.policy import Policy
from kechuang.intake.recognition import ColumnMatch, Recognition
from kechuang.intake.sheets import Sheet, Sheets
from kechuang.intake.units import units_of_lines
from kechuang.intake.words import IGNORED, NATURES, RETURNED, SERIALS, fold_heading, fold_text, is_total
from kechuang.register import RecordType, read_template_mark
from kechuang.values import Period, Sentence

#: Records whose cells are looked at as evidence.
_SAMPLED = 300
#: Weight of a column that no record type knows.
_STRANGER = 0.35
#: Points that a title naming the record type adds.
_TITLED = 12
#: Sheets that explain a form or hold its lists: their tables count only from so many points.
_SURE = 95
_GUIDE = re.compile(r"说明|选项|字典|代码表|目录|封面|指标解释|下拉")
_COMMON = SERIALS | IGNORED | NATURES | RETURNED


def recognise(
    sheet: Sheet,
    record_types: Mapping[str, RecordType],
    remembered: Mapping[str, Memory] | None = None,
    *,
    policy: Policy,
    file_name: str = "",
    record_type: str | None = None,
) -> tuple[Recognition, ...]:
    """The tables of a sheet, each with what it was taken for; none where the sheet holds no table.

    Args:
        sheet: a sheet of an opened file.
        record_types: the types a table may be of.
        remembered: what this sender's files were taken for before, by shape (see :func:`remember`); it is followed, and said.
        policy: thresholds and returns.
        file_name: the file's name, which may name a period.
        record_type: the type a person said; no other is considered.

    Nothing below a threshold is decided: the record type is then ``None``, the column a question.
    """
    return _recognise(sheet, Lexicon(record_types), policy, remembered or {}, file_name, record_type)


def recognise_file(
    sheets: Sheets,
    record_types: Mapping[str, RecordType],
    remembered: Mapping[str, Memory] | None = None,
    *,
    policy: Policy,
    record_type: str | None = None,
) -> list[tuple[Sheet, Recognition]]:
    """Every table of a file with its sheet, in order; hidden sheets too (their recognition says so)."""
    lexicon = Lexicon(record_types)
    found = [
        (sheet, table)
        for sheet in sheets
        for table in _recognise(sheet, lexicon, policy, remembered or {}, sheets.name, record_type)
    ]
    stamped = [one for one in found if one[1].stamped]
    return stamped or found  # beside a template's form stand its own sheets of help and choices


def _recognise(
    sheet: Sheet,
    lexicon: Lexicon,
    policy: Policy,
    remembered: Mapping[str, Memory],
    file_name: str,
    record_type: str | None,
) -> tuple[Recognition, ...]:
    rows = list(islice(sheet.rows(), SCANNED))
    grid = make_grid(rows, sheet.merged, rows[-1].number if rows else 0)

    def known(text: str) -> bool:
        return fold_heading(text) in _COMMON or lexicon.knows(text)

    tables = []
    for layout in find_layouts(grid, known):
        look = _Look(sheet, grid, layout, lexicon, policy, file_name)
        table = look.recognise(remembered, record_type)
        guide = _GUIDE.search(sheet.name) is not None and table.score < _SURE and record_type is None
        if not guide and (table.record_type is not None or look.holds_data()):
            tables.append(table)  # a sheet of instructions is no table that nobody understood
    return tuple(tables)


@dataclass(frozen=True, slots=True)
class _Scored:
    """A record type's claim to a table."""

    record_type: RecordType
    score: int
    claims: Claims
    titled: bool


class _Look:
    """One look at one table."""

    def __init__(
        self, sheet: Sheet, grid: Grid, layout: Layout, lexicon: Lexicon, policy: Policy, file_name: str
    ) -> None:
        self.sheet, self.grid, self.layout, self.lexicon, self.policy = sheet, grid, layout, lexicon, policy
        self.file_name = file_name
        self.titles = (*sheet.before, *layout.titles)
        self.profiles = self._profiles()
        self.weights = {column: self._weight(texts, column) for column, texts in layout.headings.items()}
        self.side_by_side = bool(years_of(layout.headings))
        self.units, self.unit_line = units_of_lines(self.titles)
        self.period, self.period_from = self._find_period()

    def recognise(self, remembered: Mapping[str, Memory], record_type: str | None) -> Recognition:
        shape = shape_of(self.layout.headings.values())
        memory = remembered.get(shape)
        types = self.lexicon.record_types
        mark = next((found for text in self.titles if (found := read_template_mark(text)) is not None), None)
        stamped = mark.code if mark is not None and mark.code in types else None
        scored = sorted(
            (self._score(one) for one in types.values()), key=lambda one: (-one.score, one.record_type.code)
        )
        chosen, reasons = self._choose(
            scored, record_type or stamped or (memory["record_type"] if memory is not None else None)
        )
        if chosen is not None and chosen.record_type.code == stamped and record_type is None:
            reasons = [Sentence("文件带有本系统模板的印记", "the file carries the mark of a template of this register")]
            if mark is not None and mark.stamp != chosen.record_type.stamp:
                reasons.append(
                    Sentence("模板是旧版，表样后来改过", "the template is an old one; the form has changed since")
                )
        elif memory is not None and record_type is None:
            reasons = [Sentence("按这一报送单位上次确认的对应关系", "as a person confirmed for this sender before")]
        columns = self._columns(chosen, memory)
        first = next((one for one in scored if chosen is not None and one.record_type is not chosen.record_type), None)
        result = Recognition(
            sheet=self.sheet.name,
            record_type=chosen.record_type if chosen else None,
            score=100
            if chosen is not None and chosen.record_type.code == stamped
            else chosen.score
            if chosen
            else (scored[0].score if scored else 0),
            runner_up=(first.record_type.code, first.score) if first is not None and first.score > 0 else None,
            reasons=tuple(reasons),
            titles=self.titles,
            title_rows=self.layout.title_rows,
            header_rows=self.layout.header_rows,
            first_row=self.layout.first_row,
            last_row=self.layout.last_row,
            columns=columns,
            period=self.period,
            period_from=self.period_from,
            unit=next((one.symbol for one in self.units if one.dimension == "money"), None),
            unit_line=self.unit_line,
            synthetic=any(
                "合成数据" in text or "synthetic data" in text.lower() for text in (*self.titles, self.file_name)
            ),
            due=self._due(),
            shape=shape,
            remembered=memory is not None,
            stamped=stamped is not None and chosen is not None and chosen.record_type.code == stamped,
            first_column=self.layout.first_column,
            last_column=self.layout.last_column,
        )
        doubts = Doubts(
            table=result,
            record_types=types,
            policy=self.policy,
            filled={column for column, profile in self.profiles.items() if profile.filled},
            fractions={column for column, one in self.profiles.items() if 0 < one.largest <= 1 and not one.percent},
            stands_in=self._stands_in,
            rivals=tuple((one.record_type, one.score) for one in scored),
            hidden_sheet=self.sheet.hidden,
            said=record_type is not None,
        )
        return replace(result, problems=tuple(doubts.problems()))

    def holds_data(self) -> bool:
        """Whether any cell below the headings can only be a record's."""
        rows = (cells for number, cells in self.grid.rows.items() if number >= self.layout.first_row)
        return any(looks_like_data(value) for cells in rows for value in cells.values())

    def _profiles(self) -> dict[int, Profile]:
        layout = self.layout
        rows = [
            cells
            for number, cells in self.grid.rows.items()
            if number >= layout.first_row and (layout.last_row is None or number <= layout.last_row)
        ]
        rows = [
            cells
            for cells in rows
            if len(cells) > 1 and not any(isinstance(one, str) and is_total(one) for one in list(cells.values())[:3])
        ]
        return {column: profile_of(cells.get(column) for cells in rows[:_SAMPLED]) for column in layout.headings}

    def _score(self, record_type: RecordType) -> _Scored:
        claims = claim_fields(record_type, self.layout.headings, self.profiles, self.lexicon, self.policy.column)
        won = total = 0.0
        for column, headings in self.layout.headings.items():
            if not headings or fold_heading(headings[-1]) in _COMMON or not self.profiles[column].filled:
                continue
            weight = self.weights[column]
            total += weight
            if column in claims.chosen:
                won += weight * claims.chosen[column].score / 100
        if not total:  # no headings: what the cells say by themselves
            won, total = sum(one.score for one in claims.chosen.values()) / 200, max(len(self.layout.headings), 1)
        fields = {one.field for one in claims.chosen.values()}
        lacking = sum(
            field.required and field.code not in fields and not self._stands_in(field.code, record_type)
            for field in record_type.fields
        ) + sum(not fields.intersection(group) for group in record_type.either)
        titled = self._is_titled(record_type)
        score = 100 * won / total * 0.85**lacking + (_TITLED if titled and won else 0)
        return _Scored(record_type, max(0, min(100, round(score))), claims, titled)

    def _weight(self, headings: tuple[str, ...], column: int) -> float:
        """How much a column says about the type: what is most particular about it among the types that know it."""
        best = 0.0
        for one in self.lexicon.record_types.values():
            for candidate in self.lexicon.candidates(one, headings, self.profiles[column]):
                if candidate.score >= 90:
                    best = max(best, self.lexicon.weights[candidate.field])
        return best or _STRANGER

    def _stands_in(self, code: str, record_type: RecordType) -> bool:
        """Whether a required field without a column is told elsewhere: the year by the title or by the dates."""
        field = record_type.field(code)
        told = self.period is not None or field.year_of is not None or (record_type.yearly and self.side_by_side)
        return field.type == "year" and told

    def _is_titled(self, record_type: RecordType) -> bool:
        whole = fold_text("".join((*self.titles, self.sheet.name, self.file_name)))
        return fold_text(record_type.name.zh) in whole

    def _choose(self, scored: list[_Scored], said: str | None) -> tuple[_Scored | None, list[Sentence]]:
        if said:
            chosen = next((one for one in scored if one.record_type.code == said), None)
            if chosen is not None:
                return chosen, [Sentence("由人指定", "said by a person")]
        best = scored[0] if scored else None
        if best is None or best.score < self.policy.table or not best.claims.chosen:
            return None, [
                Sentence(
                    "没有一种记录类型达到判定分值，请指定类型", "no record type reaches the threshold; say which it is"
                )
            ]
        count = len(best.claims.chosen)
        reasons = [
            Sentence(
                f"{count}列对应“{best.record_type.name.zh}”的字段",
                f"{count} columns are fields of “{best.record_type.name.en}”",
            )
        ]
        if best.titled:
            reasons.append(Sentence("表题写有这一类型的名称", "the title names the type"))
        return best, reasons

    def _columns(self, chosen: _Scored | None, memory: Memory | None) -> tuple[ColumnMatch, ...]:
        columns = []
        taken: set[str] = set()
        for column, headings in self.layout.headings.items():
            if not headings and not self.profiles[column].filled:
                continue
            found = column_of(
                column, headings, chosen.record_type if chosen else None, chosen.claims if chosen else None, self.units
            )
            field = recall(memory, found) if memory is not None else None
            if (
                memory is not None
                and field is not None
                and chosen is not None
                and found.role in ("field", "ignored", "unknown")
            ):
                found = self._recalled(found, field, chosen.record_type, memory)
            if found.field is not None and found.year is None:
                if found.field in taken:
                    found = replace(
                        found,
                        role="unknown",
                        field=None,
                        reason=Sentence("另一列已对应这一字段", "another column carries that field"),
                    )
                elif found.field is not None:
                    taken.add(found.field)
            columns.append(replace(found, hidden=column in self.sheet.hidden_columns))
        return tuple(columns)

    def _recalled(self, column: ColumnMatch, code: str, record_type: RecordType, memory: Memory) -> ColumnMatch:
        why = Sentence("按上次确认的对应关系", "as was confirmed before")
        if code not in record_type.by_code:
            return replace(column, role="ignored", field=None, score=100, reason=why) if code == "" else column
        found = column_of(column.column, column.headings, record_type, None, self.units, said=code)
        unit = memory["units"].get(heading_key(column.headings)) if found.unit_from != "heading" else None
        if unit is not None:
            found = replace(found, unit=unit, unit_from="person")
        return replace(found, reason=why, candidates=column.candidates)

    def _find_period(self) -> tuple[Period | None, Sentence | None]:
        # Years side by side are the columns' own; only one that all headings share is the table's.
        heads = () if self.side_by_side else (text for texts in self.layout.headings.values() for text in texts)
        places = (
            (self.titles, Sentence("表题", "the title"), False),
            (tuple(dict.fromkeys(heads)), Sentence("表头", "the headings"), False),
            ((self.sheet.name,), Sentence("工作表名", "the sheet's name"), True),
            ((self.file_name,), Sentence("文件名", "the file's name"), True),
        )
        for texts, where, bare in places:
            for text in texts:
                found = period_of_text(text, bare=bare)
                if found is not None:
                    return found, Sentence(f"{where.zh}“{text[:40]}”", f"{where.en} “{text[:40]}”")
        return None, None

    def _due(self) -> date | None:
        found = self.policy.return_of((*self.titles, self.sheet.name, self.file_name))
        return found.due(self.period.end.year) if found is not None and self.period is not None else None
