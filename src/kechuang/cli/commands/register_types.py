"""``kechuang register types``: which records the register takes, with their fields."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from kechuang.cli.language import pick
from kechuang.cli.output import display_width, pad, print_json, print_text
from kechuang.values import KechuangError, Language, Sentence


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "types", help=pick("列出记录类型和字段", "list the record types and their fields")
    )
    parser.add_argument(
        "type", nargs="?", metavar=pick("类型", "TYPE"), help=pick("只看一种，列出字段", "one of them, with its fields")
    )
    parser.add_argument(
        "--region",
        default="china",
        metavar=pick("区域", "REGION"),
        help=pick("区域，默认全国", "region; the country by default"),
    )
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Print every type, or one with its fields."""
    from kechuang.content import load_region
    from kechuang.register import load_record_types

    types = load_record_types(load_region(args.region))
    chosen = [find_type(types, args.type)] if args.type else list(types.values())
    if args.json:
        print_json({"types": [describe(one, args.lang) for one in chosen]})
    elif args.type:
        print_text("\n".join(render_fields(chosen[0], args.lang)))
    else:
        width = max(len(one.code) for one in chosen)
        for one in chosen:
            told = one.help.text(args.lang) if one.help is not None else ""
            print_text(f"{pad(one.code, width)}  {one.name.text(args.lang)}（{len(one.fields)}） {told}")
    return 0


def find_type(types: Mapping[str, Any], name: str) -> Any:
    """The record type with this code or Chinese name.

    Raises:
        KechuangError: there is none.
    """
    found = types.get(name) or next((one for one in types.values() if one.name.zh == name), None)
    if found is None:
        raise KechuangError(
            zh=f"没有记录类型“{name}”；可用：{'、'.join(types)}。",
            en=f"There is no record type '{name}'; known: {', '.join(types)}.",
        )
    return found


def describe(record_type: Any, lang: Language) -> dict[str, Any]:
    """A record type for programs; what is empty is left out."""
    return {
        "code": record_type.code,
        "name": record_type.name.text(lang),
        "stamp": record_type.stamp,
        "table": record_type.table,
        "key": list(record_type.key),
        "yearly": record_type.yearly,
        "either": [list(group) for group in record_type.either],
        "fields": [_describe_field(field, lang) for field in record_type.fields],
        "sums": [{"total": one.total, "parts": list(one.parts)} for one in record_type.sums],
        "limits": [{"part": one.part, "whole": one.whole} for one in record_type.limits],
        "order": [list(row) for row in record_type.order],
    }


def _describe_field(field: Any, lang: Language) -> dict[str, Any]:
    told = {
        "code": field.code,
        "name": field.name.text(lang),
        "type": field.type,
        "unit": field.unit,
        "required": field.required,
        "attribute": field.attribute,
        "group": _text(field.group, lang),
        "personal": field.personal,
        "kinds": field.kinds,
        "choices": [choice.code for choice in field.choices],
        "aliases": list(field.aliases),
        "help": _text(field.help, lang),
    }
    return {key: value for key, value in told.items() if value not in (None, False, [])}


def _text(sentence: Sentence | None, lang: Language) -> str | None:
    return None if sentence is None else sentence.text(lang)


def render_fields(record_type: Any, lang: Language) -> list[str]:
    """One type for people: a line for each field."""
    told = record_type.help.text(lang) if record_type.help is not None else ""
    lines = [f"{record_type.name.text(lang)} {record_type.code}（{record_type.stamp}）", told, ""]
    rows = [
        (
            "*" if field.required else " ",
            field.code,
            field.name.text(lang),
            field.type,
            field.unit or "",
            pick("台账事实", "fact of the ledger")
            if field.attribute
            else pick("个人信息", "personal")
            if field.personal
            else "",
        )
        for field in record_type.fields
    ]
    widths = [max(display_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return lines + ["  ".join(map(pad, row, widths)).rstrip() for row in rows]
