"""Reading the record types: the files of ``records/`` of a region and of the regions above it, one type a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import cast, get_args

from kechuang.content import (
    ContentError,
    RegionFolder,
    YamlMap,
    check_keys,
    choice_of,
    expect_map,
    flag_of,
    list_of,
    map_of,
    maps_of,
    sentence_of,
    text_of,
    texts_of,
)
from kechuang.dictionary import Attribute, Dictionary, load_dictionary
from kechuang.register.kinds import load_vocabulary
from kechuang.register.types import Choice, Field, FieldType, Limit, RecordType, Sum
from kechuang.register.vocabulary import Vocabulary
from kechuang.values import KechuangError, Sentence, unit

FOLDER = "records"

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_TYPE_KEYS = {"name", "table", "help", "key", "yearly", "either", "groups", "fields", "sums", "order", "limits"}
_ADDED_KEYS = {"groups", "fields", "aliases", "sums", "order", "limits"}
_FIELD_KEYS = {
    "name", "type", "unit", "required", "attribute", "choices", "kinds", "aliases", "group", "help", "personal",
    "example", "year_of", "names", "signed",
}  # fmt: skip
_CHOICE_KEYS = {"name", "aliases"}
#: Types whose values carry a unit. Money is kept in 分; its unit is the one people fill in.
_MEASURED = {"money", "number", "count"}
_PERSONAL = {"phone", "person"}


def load_record_types(folder: RegionFolder) -> dict[str, RecordType]:
    """The record types declared for a region, by code; a city and a district add fields and headings to the country's.

    Fields that carry a fact (``attribute``) take name, unit, choices and help from the data dictionary unless they say
    otherwise.

    Raises:
        ContentError: a declaration is wrong or names what is not declared; names file and line.
    """
    reader = _Reader(load_dictionary(folder), load_vocabulary(folder))
    types: dict[str, RecordType] = {}
    for _, path, document in folder.yaml_parts(FOLDER):
        entry = expect_map(document, path)
        known = types.get(path.stem)
        types[path.stem] = reader.declare(path.stem, entry) if known is None else reader.extend(known, entry)
    return types


class _Reader:
    """Reads declarations with the dictionary and the vocabulary at hand."""

    def __init__(self, dictionary: Dictionary, vocabulary: Vocabulary) -> None:
        self._dictionary = dictionary
        self._vocabulary = vocabulary

    def declare(self, code: str, entry: YamlMap) -> RecordType:
        """A record type as the highest region declares it."""
        if not _CODE.fullmatch(code):
            raise ContentError(
                entry.where,
                zh=f"文件名“{code}”就是记录类型的代码，只能用小写字母、数字和下划线。",
                en=f"the file's name '{code}' is the type's code and must be lower snake case.",
            )
        check_keys(entry, _TYPE_KEYS)
        fields = self._fields(entry, {})
        known = {field.code: field for field in fields}
        key = texts_of(entry, "key")
        either = tuple(
            tuple(str(one) for one in group) if isinstance(group, list) else (str(group),)
            for group in list_of(entry, "either", None) or ()
        )
        for what, codes in (("key", key), *(("either", group) for group in either)):
            _check_known(codes, known, entry, what)
        if not key:
            raise ContentError(entry.at("key"), zh="要写 key（哪些字段相同就是同一条）。", en="'key' is missing.")
        yearly = flag_of(entry, "yearly")
        if yearly and (known.get("year") is None or known["year"].type != "year"):
            raise ContentError(
                entry.at("yearly"),
                zh="按年的记录要有 type: year 的字段 year。",
                en="a yearly record needs a field 'year'.",
            )
        return RecordType(
            code=code,
            name=sentence_of(entry, "name"),
            table=text_of(entry, "table"),
            fields=fields,
            key=key,
            yearly=yearly,
            sums=_sums(entry, known),
            order=_order(entry, known),
            limits=_limits(entry, known),
            help=sentence_of(entry, "help", None),
            either=either,
        )

    def extend(self, known: RecordType, entry: YamlMap) -> RecordType:
        """A record type with the fields, headings and sums that a lower region adds."""
        check_keys(entry, _ADDED_KEYS)
        added = self._fields(entry, known.by_code)
        headings = map_of(entry, "aliases", None)
        fields = [*known.fields, *added]
        for code in headings or ():
            _check_known((code,), known.by_code, cast(YamlMap, headings), code)
        fields = [
            replace(field, aliases=(*field.aliases, *texts_of(headings, field.code)))
            if headings is not None and field.code in headings
            else field
            for field in fields
        ]
        by_code = {field.code: field for field in fields}
        return replace(
            known,
            fields=tuple(fields),
            sums=(*known.sums, *_sums(entry, by_code)),
            order=(*known.order, *_order(entry, by_code)),
            limits=(*known.limits, *_limits(entry, by_code)),
        )

    def _fields(self, entry: YamlMap, known: Mapping[str, Field]) -> tuple[Field, ...]:
        groups = map_of(entry, "groups", None)
        named = {code: sentence_of(groups, code) for code in groups} if groups is not None else {}
        declared = map_of(entry, "fields", None if known else YamlMap(entry.where)) or YamlMap(entry.where)
        fields: dict[str, Field] = {}
        for code in declared:
            if not _CODE.fullmatch(code) or code in known:
                raise ContentError(
                    declared.at(code),
                    zh=f"字段代码“{code}”已经有了，或不是小写字母、数字和下划线。",
                    en=f"the field '{code}' is already declared, or is not lower snake case.",
                )
            fields[code] = self._field(code, map_of(declared, code), named)
        for field in fields.values():
            source = fields.get(field.year_of or "")
            if field.year_of is not None and (source is None or source.type != "date" or field.type != "year"):
                raise ContentError(
                    map_of(declared, field.code).at("year_of"),
                    zh="year_of 只用于年份字段，且要指向本记录的日期字段。",
                    en="'year_of' is for a year and names a date field of the record.",
                )
        return tuple(fields.values())

    def _field(self, code: str, entry: YamlMap, groups: Mapping[str, Sentence]) -> Field:
        check_keys(entry, _FIELD_KEYS)
        attribute = self._attribute(entry)
        kind = cast(FieldType, choice_of(entry, "type", get_args(FieldType), _type_of(attribute)))
        if attribute is not None:
            _check_agrees(entry, kind, attribute)
        symbol = text_of(entry, "unit", attribute.unit if attribute is not None else None)
        _check_unit(entry, kind, symbol)
        group = text_of(entry, "group", None)
        if group is not None and group not in groups:
            raise ContentError(entry.at("group"), zh=f"groups 里没有“{group}”。", en=f"'groups' has no '{group}'.")
        kinds = text_of(entry, "kinds", attribute.kinds if attribute is not None else None)
        choices = self._choices(entry, attribute, kinds)
        if (kind == "choice") != bool(choices):
            raise ContentError(
                entry.at("choices"),
                zh="选项字段（type: choice）要有 choices 或 kinds，其他字段不能有。",
                en="a 'type: choice' has 'choices' or 'kinds', and no other field has them.",
            )
        return Field(
            code=code,
            name=sentence_of(entry, "name") if attribute is None else sentence_of(entry, "name", attribute.name),
            type=kind,
            unit=symbol,
            required=flag_of(entry, "required"),
            attribute=attribute.code if attribute is not None else None,
            choices=choices,
            aliases=texts_of(entry, "aliases"),
            group=groups[group] if group is not None else None,
            help=sentence_of(entry, "help", _help_of(attribute)),
            personal=flag_of(entry, "personal", default=kind in _PERSONAL),
            example=text_of(entry, "example", None),
            kinds=kinds,
            year_of=text_of(entry, "year_of", None),
            names=text_of(entry, "names", None),
            signed=flag_of(entry, "signed"),
            by_prefix=kinds is not None and self._vocabulary.kinds(kinds).by_prefix,
        )

    def _attribute(self, entry: YamlMap) -> Attribute | None:
        code = text_of(entry, "attribute", None)
        if code is None:
            return None
        if code not in self._dictionary or self._dictionary.attribute(code).about != "organisation":
            raise ContentError(
                entry.at("attribute"),
                zh=f"数据元目录里没有关于组织的数据元“{code}”，请先登记。",
                en=f"the dictionary has no attribute '{code}' about organisations; declare it first.",
            )
        return self._dictionary.attribute(code)

    def _choices(self, entry: YamlMap, attribute: Attribute | None, kinds: str | None) -> tuple[Choice, ...]:
        if kinds is not None:
            try:
                return self._vocabulary.choices(kinds)
            except KechuangError as error:
                raise ContentError(entry.at("kinds"), zh=error.zh, en=error.en) from error
        declared = map_of(entry, "choices", None)
        if declared is None:
            return tuple(Choice(code, name) for code, name in attribute.choices) if attribute is not None else ()
        choices: list[Choice] = []
        for code in declared:
            body = map_of(declared, code)
            if "name" in body:
                check_keys(body, _CHOICE_KEYS)
                choices.append(Choice(code, sentence_of(body, "name"), texts_of(body, "aliases")))
            else:
                choices.append(Choice(code, sentence_of(declared, code)))
        return tuple(choices)


def _type_of(attribute: Attribute | None) -> str:
    """The type a field has when it does not say: that of its attribute."""
    if attribute is None:
        return "text"
    if attribute.type != "quantity":
        return attribute.type
    match unit(attribute.unit or "").dimension:
        case "money":
            return "money"
        case "share":
            return "share"
        case "家" | "人" | "项" | "件" | "个":
            return "count"
        case _:
            return "number"


def _help_of(attribute: Attribute | None) -> Sentence | None:
    """Help of a field that carries a fact: the definition in force, then what the dictionary adds."""
    if attribute is None:
        return None
    text = attribute.definition.text
    return (
        text
        if attribute.help is None
        else Sentence(f"{text.zh}。{attribute.help.zh}", f"{text.en}. {attribute.help.en}")
    )


def _check_agrees(entry: YamlMap, kind: FieldType, attribute: Attribute) -> None:
    """A field holds numbers where its attribute does, and its unit measures the same thing."""
    numeric = kind in {"money", "count", "number", "share"}
    symbol = text_of(entry, "unit", None)
    if numeric != (attribute.type == "quantity") or (
        symbol is not None and unit(symbol).dimension != unit(attribute.unit or "").dimension
    ):
        raise ContentError(
            entry.at("type"),
            zh=f"字段的类型或单位与数据元“{attribute.code}”（{attribute.type}，{attribute.unit or '无单位'}）不合。",
            en=f"type or unit do not fit the attribute '{attribute.code}' ({attribute.type}, {attribute.unit or 'no unit'}).",
        )


def _check_unit(entry: YamlMap, kind: FieldType, symbol: str | None) -> None:
    if (symbol is not None) != (kind in _MEASURED or kind == "share"):
        raise ContentError(
            entry.at("unit"),
            zh="金额、数量、比率字段要写单位，其他字段不能有单位。",
            en="fields of money, counts, numbers and shares have a unit, others have none.",
        )
    if symbol is None:
        return
    dimension = unit(symbol).dimension
    if (kind in ("money", "share") or dimension in ("money", "share")) and kind != dimension:
        raise ContentError(
            entry.at("unit"), zh=f"单位“{symbol}”与类型 {kind} 不合。", en=f"the unit '{symbol}' does not fit '{kind}'."
        )


def _check_known(codes: tuple[str, ...], known: Mapping[str, Field], entry: YamlMap, key: str) -> None:
    for code in codes:
        if code not in known:
            raise ContentError(entry.at(key), zh=f"没有字段“{code}”。", en=f"there is no field '{code}'.")


def _sums(entry: YamlMap, known: Mapping[str, Field]) -> tuple[Sum, ...]:
    sums: list[Sum] = []
    for one in maps_of(entry, "sums"):
        check_keys(one, {"total", "parts"})
        total, parts = text_of(one, "total"), texts_of(one, "parts")
        _check_known((total, *parts), known, one, "total")
        types = {known[code].type for code in (total, *parts)}
        if len(parts) < 2 or len(types) > 1 or not types <= {"money", "count", "number"}:
            raise ContentError(
                one.at("parts"),
                zh="和式至少有两个部分，各项都是同一类数值。",
                en="a sum has two parts or more, all numbers of one type.",
            )
        sums.append(Sum(total, parts))
    return tuple(sums)


def _order(entry: YamlMap, known: Mapping[str, Field]) -> tuple[tuple[str, ...], ...]:
    """Rows of date fields, the earlier first."""
    rows = list_of(entry, "order", None)
    found: list[tuple[str, ...]] = []
    for index, row in enumerate(rows or ()):
        codes = tuple(str(one) for one in row) if isinstance(row, list) else ()
        if rows is not None and (len(codes) < 2 or any(known[c].type != "date" for c in codes if c in known)):
            raise ContentError(
                rows.at(index),
                zh="每一行写两个以上日期字段，早的在前。",
                en="each row names two or more dates, the earlier first.",
            )
        _check_known(codes, known, entry, "order")
        found.append(codes)
    return tuple(found)


def _limits(entry: YamlMap, known: Mapping[str, Field]) -> tuple[Limit, ...]:
    """Pairs of a part and its whole, both numbers of the same dimension."""
    limits: list[Limit] = []
    for one in maps_of(entry, "limits"):
        check_keys(one, {"part", "whole"})
        part, whole = text_of(one, "part"), text_of(one, "whole")
        _check_known((part, whole), known, one, "part")
        units = {known[code].unit for code in (part, whole)}
        if None in units or len({unit(symbol or "").dimension for symbol in units}) > 1:
            raise ContentError(one.at("part"), zh="两项要是同一类数值。", en="both must be numbers of one dimension.")
        limits.append(Limit(part, whole))
    return tuple(limits)
