"""What recognition could not settle by itself, as problems at the headings of a table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from kechuang.intake.policy import Policy
from kechuang.intake.problems import Problem, Severity
from kechuang.intake.recognition import ColumnMatch, Recognition
from kechuang.register import RecordType
from kechuang.values import Sentence


@dataclass(frozen=True, slots=True)
class Doubts:
    """Asks what is open about a recognised table.

    ``filled`` are the columns that hold something, ``fractions`` those whose plain numbers are all at most one;
    ``stands_in`` says whether a required field without a column is told
    elsewhere; ``rivals`` are the record types by score, best first;
    ``said`` that a person named the type.
    """

    table: Recognition
    record_types: Mapping[str, RecordType]
    policy: Policy
    filled: Collection[int]
    fractions: Collection[int]
    stands_in: Callable[[str, RecordType], bool]
    rivals: tuple[tuple[RecordType, int], ...]
    hidden_sheet: bool
    said: bool

    def problems(self) -> Iterator[Problem]:
        """The questions and remarks, those of the whole table first."""
        table = self.table
        if self.hidden_sheet:
            yield self._at("warning", "sheet_hidden", None, Sentence(
                f"工作表“{table.sheet}”是隐藏的；请核对是否要报送。",
                f"The sheet “{table.sheet}” is hidden; check that it is meant to be sent."))  # fmt: skip
        if table.record_type is None:
            yield self._unknown_type()
            return
        yield from self._close_type(table.record_type)
        yield from self._missing(table.record_type)
        for column in table.columns:
            yield from self._column(column, table.record_type)

    def _at(
        self, severity: Severity, kind: str, column: ColumnMatch | None, sentence: Sentence, field: str | None = None
    ) -> Problem:
        table = self.table
        row = table.header_rows[-1] if table.header_rows else table.first_row
        place = column.column if column is not None else table.first_column
        return Problem(
            severity,
            kind,
            sentence,
            table.sheet,
            row,
            place,
            field or (column.field if column else None),
            whole_column=True,
        )

    def _unknown_type(self) -> Problem:
        best = [(one, score) for one, score in self.rivals[:2] if score]
        zh = "，最像" + "、".join(f"{one.name.zh}（{score}分）" for one, score in best) if best else ""
        en = "; most like " + ", ".join(f"{one.name.en} ({score})" for one, score in best) if best else ""
        return self._at("error", "type_unknown", None, Sentence(
            f"看不出这张表是哪一类记录{zh}；请指定类型。", f"It cannot be told what this table records{en}; say its type."))  # fmt: skip

    def _close_type(self, chosen: RecordType) -> Iterator[Problem]:
        table = self.table
        settled = self.said or table.remembered or table.stamped or table.score == 100 or table.runner_up is None
        if settled or table.runner_up is None or table.score - table.runner_up[1] >= self.policy.margin:
            return
        other, score = self.record_types[table.runner_up[0]].name, table.runner_up[1]
        yield self._at("warning", "type_close", None, Sentence(
            f"这张表像“{chosen.name.zh}”（{table.score}分），也像“{other.zh}”（{score}分）；请核对类型。",
            f"This table looks like “{chosen.name.en}” ({table.score}) and like “{other.en}” ({score}); check the type."))  # fmt: skip

    def _missing(self, record_type: RecordType) -> Iterator[Problem]:
        fields = {column.field for column in self.table.fields}
        for field in record_type.fields:
            if field.required and field.code not in fields and not self.stands_in(field.code, record_type):
                yield self._at("error", "field_missing", None, Sentence(
                    f"缺少必填的“{field.name.zh}”一列；请补上，或指定哪一列是它。",
                    f"The required column “{field.name.en}” is missing; add it, or say which column it is."), field.code)  # fmt: skip
        for group in record_type.either:
            if not fields.intersection(group):
                names = "、".join(record_type.field(code).name.zh for code in group)
                names_en = " or ".join(record_type.field(code).name.en for code in group)
                yield self._at("error", "field_missing", None, Sentence(
                    f"“{names}”至少要有一列；请补上。", f"At least one column of {names_en} is needed; add it."), group[0])  # fmt: skip

    def _column(self, column: ColumnMatch, record_type: RecordType) -> Iterator[Problem]:
        if column.role == "unknown" and column.column in self.filled:
            zh = en = ""
            if column.candidates:
                name, score = record_type.field(column.candidates[0].field).name, column.candidates[0].score
                zh, en = f"，最像“{name.zh}”（{score}分）", f"; most like “{name.en}” ({score})"
            heading = column.heading, column.heading
            if not column.heading:
                heading = "没有标题的一列", "a column without heading"
            yield self._at("warning", "column_unknown", column, Sentence(
                f"“{heading[0]}”没有对应的字段，未读入{zh}；需要时请指定。",
                f"“{heading[1]}” is no known field and was not read{en}; say which it is if it matters."))  # fmt: skip
        if column.role != "field":
            return
        if column.unit_from == "field" and record_type.field(str(column.field)).type == "money":
            yield self._at("warning", "unit_missing", column, Sentence(
                f"“{column.heading}”没有写单位，按表样的“{column.unit}”读取；请核对是元、千元还是万元。",
                f"“{column.heading}” states no unit and was read in the form's {column.unit}; check whether it is 元, 千元 or 万元."))  # fmt: skip
        if column.column in self.fractions and column.unit == "%" and column.unit_from == "heading":
            yield self._at("warning", "share_scale", column, Sentence(
                f"“{column.heading}”标题写的是百分数，数值却都不超过1；按百分数读取（0.5 即 0.5%），如写的是小数请改。",
                f"“{column.heading}” says per cent, but no figure exceeds 1; read so (0.5 is 0.5 %). Correct them if they are fractions."))  # fmt: skip
        if column.hidden:
            yield self._at("note", "column_hidden", column, Sentence(
                f"“{column.heading}”是隐藏列，已读入。", f"“{column.heading}” is a hidden column; it was read."))  # fmt: skip
