"""Which commands there are, known without importing any of them.

A command is a module with two functions:

``add(subparsers)``
    calls ``subparsers.add_parser(name, help=...)``, declares its arguments and returns the parser;
``run(args)``
    does the work and returns an exit code (or ``None`` for 0). ``args.lang`` is ``"zh"`` or ``"en"``;
    texts are written with :func:`kechuang.cli.language.pick`, output with :mod:`kechuang.cli.output`.

To add a command of the library, write ``cli/commands/<name>.py`` and one line in :data:`BUILT_IN`. A package outside
the library (the web shell) declares an entry point in the group ``kechuang.commands`` instead: its name is the
command's words joined by dots, its value the module, which then also has ``SUMMARY = (zh, en)``. Such a module
must import heavy things inside ``run`` only, because ``kechuang --help`` imports it for its summary.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

GROUP = "kechuang.commands"


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its words, the module that does it, and one line saying what it is for."""

    words: tuple[str, ...]
    module: str
    zh: str
    en: str


BUILT_IN: tuple[Command, ...] = (
    Command(
        ("plan", "book"),
        "kechuang.cli.commands.plan_book",
        "查看、核对、比较和导出规划台账",
        "show, check, compare and export a plan book",
    ),
    Command(
        ("plan", "close"),
        "kechuang.cli.commands.plan_close",
        "规划结项，并把未完成事项结转到下期规划",
        "close a plan and hand on what is open",
    ),
    Command(
        ("monitor",),
        "kechuang.cli.commands.monitor",
        "监测规划目标和任务的进展",
        "watch the targets and tasks of a plan",
    ),
    Command(
        ("ledger", "show"),
        "kechuang.cli.commands.ledger_show",
        "列出某一天的台账数据",
        "list the figures as they stood at a date",
    ),
    Command(
        ("ledger", "verify"),
        "kechuang.cli.commands.ledger_verify",
        "对照链头核验台账",
        "hold the ledger against its head",
    ),
    Command(
        ("ledger", "head"),
        "kechuang.cli.commands.ledger_head",
        "给出链头，另行保存",
        "print the head, to be kept elsewhere",
    ),
    Command(
        ("ledger", "append"),
        "kechuang.cli.commands.ledger_append",
        "把一个文件的数据记入台账文件夹",
        "record a file of figures in a folder ledger",
    ),
    Command(
        ("register", "match"),
        "kechuang.cli.commands.register_match",
        "找出两份名单（或一份之内）指同一主体的记录",
        "find records of two lists, or of one, that name the same body",
    ),
    Command(
        ("foresee", "series"),
        "kechuang.cli.commands.foresee_series",
        "预测序列并给出区间",
        "forecast series with intervals that keep their promise",
    ),
    Command(
        ("check",),
        "kechuang.cli.commands.check",
        "材料查数：核对文稿中的数字",
        "hold the figures of a draft against ledger, plan and each other",
    ),
    Command(
        ("index", "build"),
        "kechuang.cli.commands.index_build",
        "计算综合指数和位次区间",
        "build a composite index with the interval of every rank",
    ),
    Command(
        ("register", "template"),
        "kechuang.cli.commands.register_template",
        "生成记录类型的 Excel 模板",
        "write the Excel template of a record type",
    ),
    Command(
        ("register", "types"),
        "kechuang.cli.commands.register_types",
        "列出记录类型和字段",
        "list the record types and their fields",
    ),
    Command(
        ("region", "check"),
        "kechuang.cli.commands.region_check",
        "检查区域内容能否使用",
        "check that a region's content can be used",
    ),
    Command(
        ("region", "export"),
        "kechuang.cli.commands.region_export",
        "导出区域的内容和台账",
        "write a region with its ledger as a folder",
    ),
    Command(
        ("plan", "read"),
        "kechuang.cli.commands.plan_read",
        "读取规划文件：章节、数量、任务、名称和受损之处",
        "read a plan document: sections, quantities, tasks, names and damage",
    ),
    Command(
        ("intake",),
        "kechuang.cli.commands.intake",
        "读取各部门报来的文件，逐格说明问题",
        "read a bureau's file cell by cell",
    ),
    Command(
        ("rules", "check"),
        "kechuang.cli.commands.rules_check",
        "企业是否符合一条规则，为什么，还缺什么",
        "whether firms meet a rule, why, what is missing",
    ),
    Command(
        ("rules", "run"),
        "kechuang.cli.commands.rules_run",
        "对一批企业判定一条规则",
        "judge a population by a rule",
    ),
    Command(
        ("rules", "diff"),
        "kechuang.cli.commands.rules_diff",
        "比较两个版本，或改参数看谁得谁失",
        "compare versions, or try other parameters",
    ),
    Command(
        ("rules", "explain"),
        "kechuang.cli.commands.rules_explain",
        "逐条说明一条规则，可带企业的数据",
        "a rule line by line, with a firm's figures",
    ),
    Command(
        ("rules", "lint"),
        "kechuang.cli.commands.rules_lint",
        "检查规则文件并运行黄金案例",
        "check the rule files and run the golden cases",
    ),
    Command(
        ("twin", "make"),
        "kechuang.cli.commands.twin_make",
        "生成孪生区域（合成数据）",
        "make a synthetic district",
    ),
)

#: What the first word of a two-word command stands for, for the list of commands.
GROUPS: dict[str, tuple[str, str]] = {
    "plan": ("规划：读取与管理", "plans: read and keep"),
    "ledger": ("台账：查看、核验、记入", "the ledger: show, verify, record"),
    "register": ("名册：记录类型、模板、比对", "the register: record types, templates, matching"),
    "foresee": ("预测：序列与区间", "foresight: series and intervals"),
    "index": ("综合指数：标准化、合成、位次区间", "composite indices: scores and rank intervals"),
    "region": ("区域：检查、导出", "regions: check, export"),
    "rules": ("规则：判定、说明、检查", "rules: check, explain, lint"),
    "db": ("数据库：搬迁、备份、恢复", "databases: move, back up, restore"),
    "twin": ("孪生区域：生成合成数据", "twins: make synthetic data"),
}


def find_built_in(words: Iterable[str]) -> Command | None:
    """The command of the library that these leading words name, the longest match first."""
    given = tuple(words)
    matches = [command for command in BUILT_IN if given[: len(command.words)] == command.words]
    return max(matches, key=lambda command: len(command.words), default=None)


def installed_entry_points() -> dict[tuple[str, ...], EntryPoint]:
    """Commands that other installed packages declare, by their words.

    Reading them takes some tens of milliseconds, so this is asked only for help and for words the library does not know.
    """
    return {tuple(point.name.split(".")): point for point in entry_points(group=GROUP)}
