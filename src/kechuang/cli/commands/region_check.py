"""``kechuang region check``: read everything a region's folder holds, and say what is there or the first thing that is wrong."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from kechuang.cli.commands.ledger_source import add_source, open_source
from kechuang.cli.language import pick
from kechuang.cli.output import print_json, print_text
from kechuang.content import RegionFolder, check_keys, choice_of, expect_map, map_of, read_yaml
from kechuang.dictionary import (
    Dictionary,
    Subjects,
    load_dictionary,
    load_release_calendar,
    load_sources,
    load_subjects,
)
from kechuang.ledger import Ledger, check_draft, load_conflicts, read_head, verify
from kechuang.ledger.drafts import Catalogue
from kechuang.plan.book import load_book
from kechuang.register import Vocabulary, load_record_types, load_vocabulary
from kechuang.values import KechuangError, Sentence

FOUND = 1


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "check", help=pick("检查区域内容能否使用", "check that a region's content can be used")
    )
    add_source(parser)
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Print what the region holds; exit code 1 when something in it does not fit together."""
    source = open_source(args)
    if source.region is None:
        raise KechuangError(
            zh="单个台账文件不是区域，请用 --region 指明。", en="A bare ledger is no region; name one with --region."
        )
    if source.warning is not None:
        print(source.warning.text(args.lang), file=sys.stderr)
    counts, problems = check_region(source.region, source.ledger)
    if args.json:
        print_json(
            {
                "region": source.region.code,
                "ok": not problems,
                "holds": {key: count for key, (_, count) in counts.items()},
                "problems": [problem.text(args.lang) for problem in problems],
            }
        )
        return FOUND if problems else 0
    print_text(" → ".join(folder.name.text(args.lang) for folder in source.region.chain))
    for name, count in counts.values():
        print_text(f"  {name.text(args.lang)} {count:,}")
    for problem in problems:
        print_text(problem.text(args.lang))
    print_text(
        pick(f"有{len(problems)}处问题。", f"{len(problems)} problems.")
        if problems
        else pick("内容可用。", "The content can be used.")
    )
    return FOUND if problems else 0


def check_region(region: RegionFolder, ledger: Ledger) -> tuple[dict[str, tuple[Sentence, int]], list[Sentence]]:
    """What a region holds, counted, and what in it does not fit together.

    Raises:
        KechuangError: a file cannot be read; names file and line.
    """
    dictionary, subjects = load_dictionary(region), load_subjects(region)
    calendar = load_release_calendar(region)
    record_types, vocabulary = load_record_types(region), load_vocabulary(region)
    counts = {
        "attributes": (Sentence("数据元", "attributes"), len(dictionary)),
        "definitions": (Sentence("口径", "definitions"), len(list(dictionary.definitions))),
        "subjects": (Sentence("对象", "subjects"), len(subjects)),
        "sources": (Sentence("来源", "sources"), len(load_sources(region))),
        "releases": (Sentence("发布日历", "releases"), len(calendar.releases)),
        "record_types": (Sentence("记录类型", "record types"), len(record_types)),
        "kinds": (Sentence("种类", "kinds"), sum(len(kinds) for kinds in vocabulary)),
        "facts": (Sentence("台账事实", "facts"), len(ledger)),
        "conflicts": (Sentence("已声明的冲突", "declared conflicts"), len(load_conflicts(region, ledger))),
    }
    problems = [
        Sentence(
            f"发布日历写了未登记的数据元“{release.attribute}”。",
            f"The release calendar names the undeclared '{release.attribute}'.",
        )
        for release in calendar.releases
        if release.attribute not in dictionary
    ]
    problems += check_register(dictionary, vocabulary) + check_beginnings(region, subjects, vocabulary)
    catalogue = Catalogue(dictionary, subjects)
    for fact in ledger:
        try:
            check_draft(fact, catalogue)
        except KechuangError as error:
            problems.append(Sentence(f"{fact.id}：{error.zh}", f"{fact.id}: {error.en}"))
    head = region.find("ledger.head.json", inherit=False)
    if head is not None:
        problems += [problem.sentence for problem in verify(ledger, read_head(head), allow_appended=True).problems]
    if (region.path / "plan").is_dir():
        book = load_book(region.path / "plan")
        counts["indicators"] = Sentence("规划指标", "indicators of the plan"), len(book.indicators)
        counts["tasks"] = Sentence("规划任务", "tasks of the plan"), len(book.tasks)
        problems += [
            Sentence(
                f"规划指标“{one.code}”用了未登记的数据元“{one.attribute}”。",
                f"Indicator '{one.code}' uses the undeclared '{one.attribute}'.",
            )
            for one in book.indicators
            if one.attribute not in dictionary
        ]
    return counts, problems


def check_register(dictionary: Dictionary, vocabulary: Vocabulary) -> list[Sentence]:
    """What the register's words and the dictionary name of each other and does not exist."""
    problems = [
        Sentence(
            f"“{kind.name.zh}”由未登记的数据元“{kind.counted_by}”计数。",
            f"'{kind.code}' is counted by the undeclared '{kind.counted_by}'.",
        )
        for kinds in vocabulary
        for kind in kinds
        if kind.counted_by is not None and kind.counted_by not in dictionary
    ]
    return problems + [
        Sentence(
            f"数据元“{one.code}”的选项用了没有的词表“{one.kinds}”。",
            f"'{one.code}' takes its choices from the list '{one.kinds}', which does not exist.",
        )
        for one in dictionary
        if one.kinds is not None and one.kinds not in vocabulary
    ]


def check_beginnings(region: RegionFolder, subjects: Subjects, vocabulary: Vocabulary) -> list[Sentence]:
    """What ``register.yaml`` says of sites and carriers that are not declared.

    Raises:
        ContentError: it gives one a kind that there is not; names file and line.
    """
    path = region.find("register.yaml", inherit=False)
    if path is None:
        return []
    lists = {"sites": "site_kind", "carriers": "carrier_kind"}
    document = expect_map(read_yaml(path), path)
    check_keys(document, lists)
    problems: list[Sentence] = []
    for key, kinds in lists.items():
        declared = map_of(document, key, None)
        if declared is None:
            continue
        for code in declared:
            choice_of(declared, code, vocabulary.kinds(kinds).by_code)
            if code not in subjects:
                problems.append(
                    Sentence(
                        f"register.yaml 写了未登记的对象“{code}”。", f"register.yaml names the undeclared '{code}'."
                    )
                )
    return problems
