"""``kechuang register template``: the Excel template of a record type."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from kechuang.cli.language import pick
from kechuang.cli.output import print_json, print_text
from kechuang.values import KechuangError


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "template",
        help=pick("生成记录类型的 Excel 模板", "write the Excel template of a record type"),
        description=pick(
            "生成一种记录的 Excel 模板：分组表头、单位、下拉选项、输入检查和填报说明。填好交回后可直接导入。",
            "Write the Excel template of a record type: headings in groups, units, drop-downs, checks while typing, and help. "
            "What comes back filled in can be taken in as it is.",
        ),
    )
    parser.add_argument(
        "type", metavar=pick("类型", "TYPE"), help=pick("如 enterprise_year", "such as enterprise_year")
    )
    parser.add_argument(
        "--out", required=True, type=Path, metavar="FILE", help=pick("写到哪个文件", "the file to write")
    )
    parser.add_argument(
        "--fields",
        metavar="A,B,C",
        help=pick("只要这些字段（必需的自动补上）", "only these fields; those a row cannot do without are added"),
    )
    parser.add_argument(
        "--note", default="", metavar=pick("说明", "NOTE"), help=pick("写在表头的一句话", "a sentence above the table")
    )
    parser.add_argument(
        "--region",
        default="china",
        metavar=pick("区域", "REGION"),
        help=pick("区域，默认全国", "region; the country by default"),
    )
    parser.add_argument("--force", action="store_true", help=pick("覆盖已有文件", "replace a file that is there"))
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Write the template and say which columns it has."""
    from kechuang.cli.commands.register_types import find_type
    from kechuang.content import load_region
    from kechuang.register import load_record_types, write_template

    region = load_region(args.region)
    record_type = find_type(load_record_types(region), args.type)
    out: Path = args.out
    if out.suffix.lower() != ".xlsx":
        raise KechuangError(
            zh=f"“{out}”不是 .xlsx 文件名；模板是 Excel 文件，请以 .xlsx 结尾。",
            en=f"'{out}' does not end in .xlsx; a template is an Excel file.",
        )
    if out.exists() and not args.force:
        raise KechuangError(
            zh=f"文件“{out}”已存在；换一个名字，或加 --force 覆盖。",
            en=f"The file '{out}' is there already; choose another name, or replace it with --force.",
        )
    only = [code.strip() for code in args.fields.split(",") if code.strip()] if args.fields else None
    place = "" if region.parent is None else region.name.zh
    columns = write_template(record_type, out, only=only, place=place, note=args.note)
    if args.json:
        print_json({"file": str(out), "type": record_type.code, "stamp": record_type.stamp, "columns": list(columns)})
    else:
        print_text(
            pick(
                f"已写好“{record_type.name.zh}”模板：{out}，{len(columns)}列，版本 {record_type.stamp}。",
                f"The template '{record_type.name.en}' is written: {out}, {len(columns)} columns, version {record_type.stamp}.",
            )
        )
    return 0
