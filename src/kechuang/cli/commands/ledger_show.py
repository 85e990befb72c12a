"""``kechuang ledger show``: the figures of a ledger as they stood at a date."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterable
from typing import Any

from kechuang.cli.commands.ledger_source import Source, add_source, open_source
from kechuang.cli.days import parse_day
from kechuang.cli.language import pick
from kechuang.cli.output import display_width, pad, print_json, print_text, shorten
from kechuang.dictionary import Dictionary, Subjects, load_dictionary, load_subjects
from kechuang.ledger import Fact
from kechuang.values import Language, json_number, plain_cell

_CSV_COLUMNS = (
    "id", "subject", "subject_name", "attribute", "attribute_name", "definition", "definition_text", "measure", "period",
    "period_basis", "value", "unit", "bound", "as_of", "published", "title", "publisher", "address", "locator", "confidence",
    "vintage", "supersedes", "visibility", "synthetic", "keywords", "note", "seq", "recorded_at", "recorded_by", "digest",
)  # fmt: skip


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "show", help=pick("列出某一天的台账数据", "list the figures as they stood at a date")
    )
    add_source(parser)
    parser.add_argument(
        "--subject", metavar=pick("对象", "SUBJECT"), help=pick("对象，代码或名称", "subject, by code or name")
    )
    parser.add_argument("--attribute", metavar=pick("代码", "CODE"), help=pick("数据元代码", "code of the attribute"))
    parser.add_argument(
        "--definition",
        metavar=pick("口径", "KEY"),
        help=pick("口径，如 hnte_count@1", "definition, such as hnte_count@1"),
    )
    parser.add_argument(
        "--as-of",
        metavar=pick("日期", "DATE"),
        help=pick(
            "截至哪一天已发生且已发布，默认不限", "what had happened and been published by this day; open by default"
        ),
    )
    parser.add_argument(
        "--known-at",
        metavar=pick("日期", "DATE"),
        help=pick("截至哪一天已收录，默认不限", "what was recorded here by this day; open by default"),
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    form.add_argument("--csv", action="store_true", help=pick("输出CSV", "print CSV"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the facts as a table, JSON or CSV."""
    source = open_source(args)
    if source.warning is not None:
        print(source.warning.text(args.lang), file=sys.stderr)
    names = _Names(source, args.lang)
    as_of, known_at = parse_day(args.as_of, "--as-of"), parse_day(args.known_at, "--known-at")
    view = source.ledger.at(as_of=as_of, known_at=known_at)
    rows = [_row(fact, names) for fact in _chosen(view.facts, args, names)]
    undated = [_row(fact, names) for fact in _chosen(view.undated, args, names)] if as_of else []
    if args.json:
        clocks = {"as_of": as_of.isoformat() if as_of else None, "known_at": known_at.isoformat() if known_at else None}
        print_json(clocks | {"facts": rows, "undated": undated})
    elif args.csv:
        sys.stdout.write(to_csv(rows))
    else:
        print_text("\n".join(_table(rows)))
        print_text(pick(f"共{len(rows)}条。", f"{len(rows)} facts."))
        if undated:
            print_text(
                pick(
                    f"另有{len(undated)}条没有任何日期，不能归入某一天，未列出。",
                    f"{len(undated)} more carry no date at all, belong to no day, and are not listed.",
                )
            )
    return 0


class _Names:
    """The names of subjects, attributes and definitions where a region declares them."""

    def __init__(self, source: Source, lang: Language) -> None:
        self.lang = lang
        self.dictionary = load_dictionary(source.region) if source.region else Dictionary(())
        self.subjects = load_subjects(source.region) if source.region else Subjects({})

    def subject(self, code: str) -> str | None:
        return self.subjects.get(code).name.text(self.lang) if code in self.subjects else None

    def subject_codes(self, given: str) -> set[str]:
        """The subjects a word on the command line names, by code or by name."""
        found = {subject.code for subject in self.subjects.all_named(given)}
        if not found and len(self.subjects):
            found = {self.subjects.get(given).code}  # refuses what is neither a name nor a code
        return found or {given}

    def attribute(self, fact: Fact) -> tuple[str | None, str | None, str | None]:
        if fact.attribute not in self.dictionary:
            return None, None, None
        attribute = self.dictionary.attribute(fact.attribute)
        text = next((one.text.text(self.lang) for one in attribute.definitions if one.key == fact.definition), None)
        return attribute.name.text(self.lang), text, attribute.measure


def _chosen(facts: Iterable[Fact], args: argparse.Namespace, names: _Names) -> list[Fact]:
    """The facts asked for, in order of attribute, subject and time."""
    if args.attribute and len(names.dictionary):
        names.dictionary.attribute(args.attribute)  # a mistyped code is refused rather than found empty
    subjects = names.subject_codes(args.subject) if args.subject else None
    chosen = [
        fact
        for fact in facts
        if (subjects is None or fact.subject in subjects)
        and (args.attribute is None or fact.attribute == args.attribute)
        and (args.definition is None or fact.definition == args.definition)
    ]
    order = {code: place for place, code in enumerate(dict.fromkeys(fact.attribute for fact in chosen))}
    return sorted(
        chosen,
        key=lambda fact: (
            order[fact.attribute],
            fact.subject,
            fact.period is None,
            fact.period.end.toordinal() if fact.period else 0,
            fact.seq,
        ),
    )


def _row(fact: Fact, names: _Names) -> dict[str, Any]:
    name, definition, measure = names.attribute(fact)
    quantity = fact.quantity
    note = fact.remark.text(names.lang) if fact.remark else None
    return {
        "seq": fact.seq,
        "id": fact.id,
        "subject": fact.subject,
        "subject_name": names.subject(fact.subject),
        "attribute": fact.attribute,
        "attribute_name": name,
        "definition": fact.definition,
        "definition_text": definition,
        "measure": measure,
        "period": fact.period.text if fact.period else None,
        "period_basis": fact.period_basis,
        "value": json_number(quantity.value) if quantity else fact.value,
        "high": json_number(quantity.high) if quantity and quantity.bound == "range" else None,
        "unit": quantity.unit.symbol if quantity else None,
        "bound": quantity.bound if quantity else None,
        "label": quantity.label(names.lang) if quantity else fact.value,
        "as_of": fact.as_of.isoformat() if fact.as_of else None,
        "published": fact.published.isoformat() if fact.published else None,
        "source": {
            "title": fact.source.title,
            "publisher": fact.source.publisher,
            "address": fact.source.address,
            "locator": fact.source.locator,
        },
        "confidence": fact.confidence,
        "vintage": fact.vintage,
        "supersedes": fact.supersedes,
        "visibility": fact.visibility,
        "synthetic": fact.synthetic,
        "keywords": list(fact.keywords),
        "note": note,
        "recorded_at": fact.recorded_at.isoformat(),
        "recorded_by": fact.recorded_by,
        "digest": fact.digest,
    }


def to_csv(rows: list[dict[str, Any]]) -> str:
    """The rows as CSV for a spreadsheet: a byte order mark, and no cell that runs as a formula."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_CSV_COLUMNS)
    for row in rows:
        flat = row | row["source"] | {"keywords": " ".join(row["keywords"])}
        if row["high"] is not None:
            flat["value"] = f"{row['value']}~{row['high']}"
        writer.writerow([_cell(flat[column]) for column in _CSV_COLUMNS])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return plain_cell(value) if isinstance(value, str) else value


def _table(rows: list[dict[str, Any]]) -> list[str]:
    head = (
        pick("编号", "id"), pick("对象", "subject"), pick("数据元", "attribute"), pick("期间", "period"), pick("数值", "value"),
        pick("可信度", "confidence"), pick("来源", "source"),
    )  # fmt: skip
    cells = [
        (
            row["id"],
            row["subject_name"] or row["subject"],
            row["attribute_name"] or row["attribute"],
            row["period"] or pick("未注明", "undated"),
            shorten(row["label"], 40),
            row["confidence"],
            f"{row['source']['title']}{pick('，', ', ')}{row['source']['address'] or pick('未记录网址', 'no address recorded')}",
        )
        for row in rows
    ]
    widths = [max(display_width(line[column]) for line in (head, *cells)) for column in range(len(head) - 1)]
    lines = ["  ".join((*map(pad, line[:-1], widths), line[-1])).rstrip() for line in (head, *cells)]
    return lines
