"""Between plan values and plain data (dicts, lists, texts), strictly: what is not declared is refused.

One reading serves both forms a book is kept in: JSON, where a whole number is a number, and YAML, where every scalar is
text until the field it fills says what it is (so ``3.10`` stays a clause number and ``on`` a word). Fields at their default
are left out, so that adding a field later changes no digest.
"""

from __future__ import annotations

import dataclasses
import re
import types
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from kechuang.plan.book.book import PlanBookError
from kechuang.values import KechuangError, Period, Quantity

Path = tuple[str | int, ...]
#: Says where a path stands, for a message: a file and line, or just the path.
Locate = Callable[[Path], tuple[str, str]]

T = TypeVar("T")

_QUANTITY = re.compile(
    r"(?P<sign>[<>=≥≤≈~]*)\s*(?P<low>[+-]?[\d.,，]+(?:/\d+)?)(?:~(?P<high>[+-]?[\d.,，]+(?:/\d+)?))?"
)
_RATIO = re.compile(r"[+-]?\d+(?:/[1-9]\d*)?")
_PERCENT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*[%％]")


def path_text(path: Path) -> str:
    """A path as people read it.

    >>> path_text(("indicators", 3, "targets", 0, "quantity"))
    'indicators[3].targets[0].quantity'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def locate_path(path: Path) -> tuple[str, str]:
    """Where a path stands when there is no file: the path itself."""
    text = path_text(path) or "(root)"
    return f"“{text}”", f"“{text}”"


def quantity_text(quantity: Quantity) -> str:
    """An amount in one word pair, exact: ``280 家``, ``≥5 家``, ``3~5 个``, ``1/3 %``.

    >>> quantity_text(Quantity.parse(">2000", "家")), quantity_text(Quantity.of("2.8", "%"))
    ('>2000 家', '2.8 %')
    """
    low, high = _exact(quantity.low), _exact(quantity.high)
    sign = Quantity.of(0, quantity.unit.symbol, quantity.bound).to_text()[:-1] if quantity.bound != "range" else ""
    return f"{sign}{low}{'~' + high if quantity.bound == 'range' else ''} {quantity.unit.symbol}"


def parse_quantity(text: str) -> Quantity:
    """Read an amount with its unit; the blank between them may be left out.

    Raises:
        KechuangError: no number, or no unit.

    >>> parse_quantity("35亿元").label()
    '35亿元'
    """
    found = _QUANTITY.match(text.strip())
    symbol = text.strip()[found.end() :].strip() if found else ""
    if found is None or not symbol:
        raise PlanBookError(
            zh=f"数量“{text}”无法识别，请写成“280 家”“≥5 家”或“3~5 个”。",
            en=f"Amount “{text}” cannot be read; write “280 家”, “≥5 家” or “3~5 个”.",
        )
    sign, low, high = found["sign"], found["low"], found["high"]
    if "/" not in found.group():
        return Quantity.parse(f"{sign}{low}" + (f"~{high}" if high else ""), symbol)
    ends = [Fraction(end.replace(",", "")) for end in (low, high) if end]
    marked = Quantity.parse("0~0" if high else f"{sign}0", symbol)
    return Quantity(ends[0], ends[-1], marked.unit, marked.bound)


def _exact(number: Fraction) -> str:
    """The decimal of a number that has one, else the fraction: 2.8 and 1/3, never rounded."""
    rest, places = number.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    if rest != 1:
        return str(number)
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def to_plain(value: Any) -> Any:
    """A plan value as dicts, lists, texts, whole numbers and booleans; fields at their default left out."""
    match value:
        case None | bool() | int() | str():
            return value
        case Quantity():
            return quantity_text(value)
        case Period():
            return value.text
        case Fraction():
            percent = _exact(value * 100)
            return str(value) if "/" in percent else f"{percent}%"
        case date():
            return value.isoformat()
        case tuple():
            return [to_plain(item) for item in value]
    plain = {}
    for field in dataclasses.fields(value):
        part = getattr(value, field.name)
        if part is not None and (field.default is dataclasses.MISSING or part != field.default):
            plain[field.name] = to_plain(part)
    return plain


def from_plain(kind: type[T], data: Any, locate: Locate = locate_path) -> T:
    """Build a value of ``kind`` from plain data.

    Raises:
        PlanBookError: a field is unknown, missing or of the wrong form; the message says where.
    """
    value: T = _read(kind, data, (), locate)
    return value


@cache
def fields_of(kind: type) -> Mapping[str, tuple[Any, bool]]:
    """The fields of a dataclass: name to (type, whether it must be given)."""
    hints = get_type_hints(kind)
    return {
        field.name: (hints[field.name], field.default is dataclasses.MISSING and not _optional(hints[field.name]))
        for field in dataclasses.fields(kind)
    }


def refuse(locate: Locate, path: Path, zh: str, en: str) -> PlanBookError:
    """The error for a place, with the place in front."""
    place_zh, place_en = locate(path)
    return PlanBookError(zh=f"{place_zh}：{zh}", en=f"{place_en}: {en}")


def _optional(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint)


def _read(hint: Any, data: Any, path: Path, locate: Locate) -> Any:
    if _optional(hint):
        (hint,) = (part for part in get_args(hint) if part is not type(None))
        if data is None:
            return None
    if get_origin(hint) is tuple:
        if not isinstance(data, Sequence) or isinstance(data, str):
            raise refuse(locate, path, f"应为列表，却是“{_shown(data)}”。", f"a list is needed, not “{_shown(data)}”.")
        return tuple(_read(get_args(hint)[0], item, (*path, place), locate) for place, item in enumerate(data))
    if dataclasses.is_dataclass(hint) and hint not in _SCALARS:
        return _read_record(hint, data, path, locate)
    if isinstance(data, Mapping | list | tuple) or data is None:
        shown = _shown(data)
        raise refuse(locate, path, f"应为单个值，却是“{shown}”。", f"a single value is needed, not “{shown}”.")
    return _read_scalar(hint, data, path, locate)


def _read_record(kind: Any, data: Any, path: Path, locate: Locate) -> Any:
    if not isinstance(data, Mapping):
        raise refuse(
            locate,
            path,
            f"应为一组“键: 值”，却是“{_shown(data)}”。",
            f"a group of “key: value” is needed, not “{_shown(data)}”.",
        )
    fields = fields_of(kind)
    for key in data:
        if key not in fields:
            known = "、".join(fields)
            raise refuse(
                locate,
                (*path, key),
                f"不认识的键“{_shown(key)}”，可用的键：{known}。",
                f"unknown key “{_shown(key)}”; known keys: {known.replace('、', ', ')}.",
            )
    missing = [name for name, (_, needed) in fields.items() if needed and name not in data]
    if missing:
        raise refuse(locate, path, f"缺少“{missing[0]}”。", f"“{missing[0]}” is missing.")
    values = {
        name: _read(hint, data[name], (*path, name), locate) for name, (hint, _) in fields.items() if name in data
    }
    values |= {name: None for name, (hint, _) in fields.items() if name not in data and not _has_default(kind, name)}
    return kind(**values)


def _has_default(kind: Any, name: str) -> bool:
    return any(f.name == name and f.default is not dataclasses.MISSING for f in dataclasses.fields(kind))


def _read_scalar(hint: Any, data: Any, path: Path, locate: Locate) -> Any:
    if get_origin(hint) is Literal:
        if data in get_args(hint):
            return data
        choices = "、".join(map(str, get_args(hint)))
        raise refuse(
            locate,
            path,
            f"“{_shown(data)}”不在可选值中：{choices}。",
            f"“{_shown(data)}” is not one of {choices.replace('、', ', ')}.",
        )
    try:
        return _SCALARS[hint](data)
    except KechuangError as error:
        raise refuse(locate, path, error.zh, error.en) from None
    except (ValueError, TypeError, ZeroDivisionError):
        zh, en = _WANTED[hint]
        raise refuse(locate, path, f"“{_shown(data)}”不是{zh}。", f"“{_shown(data)}” is not {en}.") from None


def _text(data: Any) -> str:
    if not isinstance(data, str):
        raise TypeError
    return data


def _whole(data: Any) -> int:
    if isinstance(data, bool) or not (isinstance(data, int) or (isinstance(data, str) and _is_whole(data))):
        raise TypeError
    return int(data)


def _is_whole(text: str) -> bool:
    return re.fullmatch(r"-?\d{1,18}", text, re.ASCII) is not None


def _flag(data: Any) -> bool:
    if data in (True, False):
        return bool(data)
    return {"true": True, "false": False}[data] if data in ("true", "false") else _fail()


def _fail() -> bool:
    raise ValueError


def _day(data: Any) -> date:
    text = _text(data)
    if len(text) != 10:
        raise ValueError
    return date.fromisoformat(text)


def _share(data: Any) -> Fraction:
    text = _text(data).strip()
    percent = _PERCENT.fullmatch(text)
    if percent is None and not _RATIO.fullmatch(text):
        raise ValueError
    return Fraction(percent[1]) / 100 if percent else Fraction(text)


def _shown(data: Any) -> str:
    text = str(data)
    return text if len(text) <= 40 else text[:39] + "…"


_SCALARS: dict[Any, Callable[[Any], Any]] = {
    str: _text,
    int: _whole,
    bool: _flag,
    date: _day,
    Fraction: _share,
    Period: lambda data: Period.parse(_text(data)),
    Quantity: lambda data: parse_quantity(_text(data)),
}
_WANTED: dict[Any, tuple[str, str]] = {
    str: ("文字（数字请加引号）", "a text (put digits in quotes)"),
    int: ("整数", "a whole number"),
    bool: ("true 或 false", "true or false"),
    date: ("日期（如 2021-09-28）", "a day (such as 2021-09-28)"),
    Fraction: ("比例（如 95%）", "a share (such as 95%)"),
    Period: ("期间（如 2025 或 2021-2025）", "a period (such as 2025 or 2021-2025)"),
    Quantity: ("数量（如 280 家）", "an amount (such as 280 家)"),
}
