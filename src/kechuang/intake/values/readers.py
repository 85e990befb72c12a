"""One reader for each column: made once from its field and unit, then called for every cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from kechuang.intake.cells import CellError, Uncomputed, cell_text
from kechuang.intake.dates import FIRST_YEAR, LAST_YEAR, DateReading, read_date
from kechuang.intake.evidence import NO, YES
from kechuang.intake.values.codes import read_uscc
from kechuang.intake.values.complaints import Complaint, Value, complain, shown
from kechuang.intake.values.numbers import LARGEST, NumberReading, read_number
from kechuang.intake.words import fold_text, is_nothing
from kechuang.register import Field
from kechuang.values import Unit, unit

Answer = tuple[Value, Complaint | None]
Reader = Callable[[Any], Answer]

_NONE: Answer = (None, None)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2060\ufeff]")
_BLANKS = re.compile(r"[ \t\r\n\u00a0\u3000]+")
_PHONE = re.compile(r"(?:\+?86-?)?1[3-9]\d{9}|(?:\(?0\d{2,3}\)?-?)?\d{7,8}(?:-\d{1,6})?|400-?\d{3}-?\d{4}")
_SCIENTIFIC = re.compile(r"\d\.\d+[eE]\+\d{2}")
_KEPT = 15


def make_reader(field: Field, unit_symbol: str | None, *, ratio: bool = False) -> Reader:
    """The reader of a column.

    Args:
        field: what the column carries.
        unit_symbol: the unit its figures stand in, unless a cell says otherwise.
        ratio: for shares without a percent sign: 0.031 means 3.1 %.

    >>> from kechuang.values import Sentence
    >>> revenue = Field("operating_revenue", Sentence("营业收入", "revenue"), "money", "万元")
    >>> read = make_reader(revenue, "千元")
    >>> read(89482.2), read("1.5亿元"), read(" — ")
    ((8948220000, None), (15000000000, None), (None, None))
    """
    reader = _KINDS[field.type](field, unit_symbol, ratio)

    def read(raw: Any) -> Answer:
        if raw is None:
            return _NONE
        if type(raw) is str:
            raw = raw.strip()
            if not raw or (is_nothing(raw) and not _says_no(field, raw)):
                return _NONE
        elif isinstance(raw, CellError | Uncomputed):
            return None, _formula(field, raw)
        return reader(raw)

    return read


def _says_no(field: Field, raw: str) -> bool:
    """无 in a column of yes and no is a no, and in a choice may be one of the choices."""
    return field.type in ("yes_no", "choice") and fold_text(raw) in ("无", "没有")


def _formula(field: Field, raw: CellError | Uncomputed) -> Complaint:
    name = field.name
    if isinstance(raw, CellError):
        return complain(
            "error", "formula_error",
            f"“{name.zh}”的公式出错，显示为 {raw}；请改正公式或填写数值。",
            f"The formula of “{name.en}” failed and shows {raw}; mend it or fill in the value.",
        )  # fmt: skip
    return complain(
        "error", "formula_uncomputed",
        f"“{name.zh}”是公式，文件里没有存下结果；请在 Excel 或 WPS 里打开、保存后再报，或填写数值。",
        f"“{name.en}” is a formula whose result the file does not hold; open and save it in Excel or WPS, or fill in the value.",
    )  # fmt: skip


def _text(field: Field, _: str | None, __: bool) -> Reader:
    def read(raw: Any) -> Answer:
        text = cell_text(raw)
        if (type(raw) is float and ("e" in text or abs(raw) >= 10**_KEPT)) or (
            type(raw) is str and _SCIENTIFIC.fullmatch(text)
        ):
            return None, complain(
                "error", "digits_lost",
                f"“{field.name.zh}”被表格当成了数字（{shown(text)}），后几位可能已丢失；请设为文本格式后重新填写。",
                f"The spreadsheet took “{field.name.en}” for a number ({shown(text)}) and may have lost its last digits; format the cell as text.",
            )  # fmt: skip
        clean = text if text.isprintable() and "  " not in text else _BLANKS.sub(" ", _CONTROL.sub("", text)).strip()
        return clean or None, None

    return read


def _uscc(_: Field, __: str | None, ___: bool) -> Reader:
    return read_uscc


def _money(field: Field, symbol: str | None, _: bool) -> Reader:
    factor = _whole(unit(symbol or field.unit or "元").factor)

    def read(raw: Any) -> Answer:
        reading = read_number(raw)
        number = reading.number
        if number is None or reading.percent:
            return None, _not_a_number(field, raw, reading)
        scale = factor
        if reading.unit is not None:
            if reading.unit.dimension != "money":
                return None, _wrong_unit(field, raw, reading.unit)
            scale = _whole(reading.unit.factor)
        fen = number * scale
        if abs(fen) > LARGEST:
            return None, _too_large(field, raw)
        whole = int(fen.to_integral_value(ROUND_HALF_UP))
        if whole != fen and abs(whole - fen) * 100 > 1:
            return whole, complain(
                "note", "rounded",
                f"“{field.name.zh}”的“{shown(cell_text(raw))}”不足一分的部分已四舍五入。",
                f"“{shown(cell_text(raw))}” of “{field.name.en}” was rounded to the 分.",
            )  # fmt: skip
        return whole, _about(field, raw) if reading.doubt == "about" else None

    return read


def _count(field: Field, symbol: str | None, _: bool) -> Reader:
    scale = unit(symbol).factor if symbol else Fraction(1)
    own = unit(field.unit).factor if field.unit else Fraction(1)

    def read(raw: Any) -> Answer:
        reading = read_number(raw)
        if reading.number is None or reading.percent:
            return None, _not_a_number(field, raw, reading)
        factor = reading.unit.factor if reading.unit is not None else scale
        value = Fraction(reading.number) * factor / own
        if value.denominator != 1:
            return None, complain(
                "error", "not_whole",
                f"“{field.name.zh}”应为整数，写的是“{shown(cell_text(raw))}”；请核对。",
                f"“{field.name.en}” must be a whole number, not “{shown(cell_text(raw))}”; check it.",
            )  # fmt: skip
        if abs(value) > LARGEST:
            return None, _too_large(field, raw)
        if value < 0:
            return value.numerator, _negative(field, raw)
        return value.numerator, _about(field, raw) if reading.doubt == "about" else None

    return read


def _number(field: Field, symbol: str | None, _: bool) -> Reader:
    own = unit(field.unit) if field.unit else None
    given = unit(symbol) if symbol else own

    def read(raw: Any) -> Answer:
        reading = read_number(raw)
        if reading.number is None or reading.percent:
            return None, _not_a_number(field, raw, reading)
        stated = reading.unit or given
        if own is not None and stated is not None and stated.dimension != own.dimension:
            return None, _wrong_unit(field, raw, stated)
        ratio = stated.factor / own.factor if own is not None and stated is not None else Fraction(1)
        value = reading.number * Decimal(ratio.numerator) / Decimal(ratio.denominator)
        if abs(value) > LARGEST:
            return None, _too_large(field, raw)
        return _plain(value), _about(field, raw) if reading.doubt == "about" else None

    return read


def _share(field: Field, symbol: str | None, ratio: bool) -> Reader:
    scale = Decimal(1) if ratio else Decimal(100) if symbol != "‰" else Decimal(1000)

    def read(raw: Any) -> Answer:
        reading = read_number(raw)
        if reading.number is None or (reading.unit is not None and reading.unit.dimension != "share"):
            return None, _not_a_number(field, raw, reading)
        if reading.unit is not None:
            value = reading.number * Decimal(reading.unit.factor.numerator) / Decimal(reading.unit.factor.denominator)
        else:
            value = reading.number if reading.percent else reading.number / scale
        if abs(value) > 1:
            return _plain(value), complain(
                "warning", "share_large",
                f"“{field.name.zh}”读作 {_plain(value * 100)}%，超过100%；请核对写的是百分数还是小数。",
                f"“{field.name.en}” reads {_plain(value * 100)} %, more than 100 %; check whether a percentage or a fraction was written.",
            )  # fmt: skip
        return _plain(value), None

    return read


def _date(field: Field, _: str | None, __: bool) -> Reader:
    def read(raw: Any) -> Answer:
        if type(raw) is date and FIRST_YEAR < raw.year <= LAST_YEAR:
            return raw, None
        reading = read_date(raw)
        if reading.day is not None:
            return reading.day, None
        if reading.period is not None:
            label = reading.period.label("zh"), reading.period.label("en")
            return reading.period, complain(
                "note", "day_missing",
                f"“{field.name.zh}”只写到{label[0]}，没有日；按所写的保存，不补日期。",
                f"“{field.name.en}” says {label[1]} without a day; it is kept as written.",
            )  # fmt: skip
        return None, _date_complaint(field, raw, reading)

    return read


def _date_complaint(field: Field, raw: Any, reading: DateReading) -> Complaint:
    name, text = field.name, shown(cell_text(raw))
    offers = " / ".join(reading.offers) or None
    zh, en = {
        "no_such_day": ("不是存在的日期；请核对", "is no day that exists; check it"),
        "out_of_range": ("不在1900年至2100年之间；请核对", "is not between 1900 and 2100; check it"),
        "ambiguous_month": ("可能是1月，也可能是10月（末位的0会被表格省略）；请写成 2023-10 或 2023年10月",
                            "may be January or October (spreadsheets drop a last 0); write 2023-10"),
        "short_year": ("年份只有两位；请写四位年份", "has a year of two digits; write four"),
        "day_or_month_first": ("月和日的先后分不清；请写成 2023-05-01", "does not tell month from day; write 2023-05-01"),
    }.get(reading.doubt or "", ("不是能读的日期；请写成 2023-05-01", "cannot be read as a day; write 2023-05-01"))  # fmt: skip
    return complain("error", "date_fault", f"“{name.zh}”的“{text}”{zh}。", f"“{text}” of “{name.en}” {en}.", offers)


def _year(field: Field, _: str | None, __: bool) -> Reader:
    def read(raw: Any) -> Answer:
        reading = read_date(raw)
        if reading.day is not None:
            return reading.day.year, None
        if reading.period is not None:
            return reading.period.end.year, None
        text = shown(cell_text(raw))
        return None, complain(
            "error", "year_fault",
            f"“{field.name.zh}”的“{text}”不是年份；请写成 2023。",
            f"“{text}” of “{field.name.en}” is no year; write 2023.",
        )  # fmt: skip

    return read


def _yes_no(field: Field, _: str | None, __: bool) -> Reader:
    def read(raw: Any) -> Answer:
        if isinstance(raw, bool):
            return raw, None
        text = fold_text(cell_text(raw))
        if text in YES:
            return True, None
        if text in NO:
            return False, None
        return None, complain(
            "error", "yes_no_fault",
            f"“{field.name.zh}”应填是或否，写的是“{shown(cell_text(raw))}”。",
            f"“{field.name.en}” is yes or no, not “{shown(cell_text(raw))}”.",
        )  # fmt: skip

    return read


def _choice(field: Field, _: str | None, __: bool) -> Reader:
    known: dict[str, str] = {}
    for choice in field.choices:
        for text in (choice.code, choice.name.zh, choice.name.en, *choice.aliases):
            known.setdefault(fold_text(text), choice.code)
    names = {choice.code: choice.name.zh for choice in field.choices}

    def read(raw: Any) -> Answer:
        text = fold_text(cell_text(raw))
        code = known.get(text)
        if code is None and len(text) >= 2:
            inside = {one for name, one in known.items() if len(name) >= 2 and (name in text or text in name)}
            offer = names[next(iter(inside))] if len(inside) == 1 else None
        elif code is None:
            offer = None
        else:
            return code, None
        listed = "、".join(list(names.values())[:8]) + ("等" if len(names) > 8 else "")
        also = f"可能是“{offer}”；" if offer else ""
        return None, complain(
            "error", "choice_fault",
            f"“{field.name.zh}”没有“{shown(cell_text(raw))}”这一项；{also}可填：{listed}。",
            f"“{field.name.en}” has no “{shown(cell_text(raw))}”; it may be one of {listed}.",
            offer,
        )  # fmt: skip

    return read


def _phone(field: Field, _: str | None, __: bool) -> Reader:
    def read(raw: Any) -> Answer:
        text = fold_text(cell_text(raw))
        parts = [part for part in re.split(r"[/、,，;；]", text) if part]
        if parts and all(_PHONE.fullmatch(part) for part in parts):
            return text, None
        return text, complain(
            "warning", "phone_fault",
            f"“{field.name.zh}”不像电话号码；请核对位数。",
            f"“{field.name.en}” does not look like a telephone number; check its digits.",
        )  # fmt: skip

    return read


def _whole(factor: Fraction) -> Decimal:
    return Decimal(factor.numerator) / Decimal(factor.denominator)


def _plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent."""
    bare = value.normalize()
    return bare.quantize(Decimal(1)) if bare == bare.to_integral_value() else bare


def _not_a_number(field: Field, raw: Any, reading: NumberReading) -> Complaint:
    text = shown(cell_text(raw)) if not isinstance(raw, datetime | date) else raw.isoformat()
    if reading.doubt == "range":
        return complain(
            "error", "number_range",
            f"“{field.name.zh}”写的是范围“{text}”；请填一个数。",
            f"“{field.name.en}” is a range, “{text}”; give one figure.",
        )  # fmt: skip
    return complain(
        "error", "number_fault",
        f"“{field.name.zh}”的“{text}”不是数；请填数字，没有的留空。",
        f"“{text}” of “{field.name.en}” is no number; fill in a figure or leave the cell empty.",
    )  # fmt: skip


def _wrong_unit(field: Field, raw: Any, stated: Unit) -> Complaint:
    return complain(
        "error", "unit_fault",
        f"“{field.name.zh}”的单位不能是“{stated.symbol}”（“{shown(cell_text(raw))}”）；请核对。",
        f"“{field.name.en}” cannot be in {stated.symbol} (“{shown(cell_text(raw))}”); check it.",
    )  # fmt: skip


def _too_large(field: Field, raw: Any) -> Complaint:
    return complain(
        "error", "number_too_large",
        f"“{field.name.zh}”的“{shown(cell_text(raw))}”大得不可能；请核对是否填错了列。",
        f"“{shown(cell_text(raw))}” is impossibly large for “{field.name.en}”; check that it is in the right column.",
    )  # fmt: skip


def _negative(field: Field, raw: Any) -> Complaint:
    return complain(
        "warning", "negative",
        f"“{field.name.zh}”是负数（{shown(cell_text(raw))}）；请核对。",
        f"“{field.name.en}” is negative ({shown(cell_text(raw))}); check it.",
    )  # fmt: skip


def _about(field: Field, raw: Any) -> Complaint:
    return complain(
        "warning", "about",
        f"“{field.name.zh}”写的是约数“{shown(cell_text(raw))}”，按其中的数读取；请填准数。",
        f"“{field.name.en}” is given as about, “{shown(cell_text(raw))}”; the figure in it was taken. Give an exact one.",
    )  # fmt: skip


_KINDS: dict[str, Callable[[Field, str | None, bool], Reader]] = {
    "text": _text, "uscc": _uscc, "date": _date, "year": _year, "money": _money, "count": _count, "number": _number, "share": _share,
    "yes_no": _yes_no, "choice": _choice, "phone": _phone, "person": _text,
}  # fmt: skip
