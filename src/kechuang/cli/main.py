"""From arguments to a command: find it by its words, import only that one, run it, say refusals in one sentence."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from importlib import import_module
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import Any

from kechuang import __version__
from kechuang.cli.language import LANGUAGES, choose_language, pick, use_language
from kechuang.cli.output import use_utf8
from kechuang.cli.registry import BUILT_IN, GROUPS, find_built_in, installed_entry_points
from kechuang.cli.usage import Parser, command_placeholder
from kechuang.values.errors import KechuangError, Language

REFUSED = 2
BROKEN = 1
INTERRUPTED = 130


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 refused in one sentence, 1 a fault of the program.

    A fault shows its traceback: it is for the people who mend the program, and nothing is hidden from them.
    """
    use_utf8()
    language: Language = "zh"
    try:
        language, words = choose_language(list(sys.argv[1:] if argv is None else argv), os.environ)
        use_language(language)
        return _run(words, language)
    except KechuangError as refusal:
        print(refusal.message(language), file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        # The reader of our output (`| head`) has gone: not an error. Python would complain again at exit, so stdout
        # is pointed at nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(pick("已中断。", "Interrupted."), file=sys.stderr)
        return INTERRUPTED
    except Exception:  # noqa: BLE001  the outermost frame: whatever arrives here is shown whole
        traceback.print_exc()
        print(
            pick(
                "程序出现了未预料的错误，上面是细节；请连同所用文件一起报告给维护人员。",
                "The program met an unexpected fault, detailed above; please report it together with the file used.",
            ),
            file=sys.stderr,
        )
        return BROKEN


def _run(words: list[str], language: Language) -> int:
    chosen_words, module = _find_module(words)
    parser, runners = _build_parser(words, chosen_words, module)
    if not words:
        parser.print_help()
        return 0
    try:
        args = parser.parse_args(words)
    except SystemExit as done:  # --help and --version print and leave this way
        return int(done.code or 0)
    run = runners.get(getattr(args, "command_words", ()))
    if run is None:
        raise _missing_word(words)
    args.lang = language
    return int(run(args) or 0)


def _find_module(words: list[str]) -> tuple[tuple[str, ...], ModuleType | None]:
    """The command that the leading words name, imported; ``((), None)`` if they name none."""
    built_in = find_built_in(words)
    if built_in is not None:
        return built_in.words, import_module(built_in.module)
    if not words or words[0].startswith("-"):
        return (), None
    for length in range(len(words), 0, -1):
        point = installed_entry_points().get(tuple(words[:length]))
        if point is not None:
            return tuple(words[:length]), _load(point)
    return (), None


def _load(point: EntryPoint) -> ModuleType:
    name = "kechuang " + point.name.replace(".", " ")
    try:
        loaded: ModuleType = point.load()
    except ImportError as error:
        raise KechuangError(
            zh=f"命令“{name}”不能载入：{error}；请检查安装是否完整。",
            en=f"The command “{name}” cannot be loaded: {error}; check that the installation is complete.",
        ) from error
    return loaded


def _build_parser(
    words: list[str], chosen_words: tuple[str, ...], module: ModuleType | None
) -> tuple[Parser, dict[tuple[str, ...], Any]]:
    """A parser that knows the chosen command fully and the others by name, so that only one module is imported."""
    parser = Parser(
        prog="kechuang", description=pick("科创规划的读取、管理与监测。", "Run a region's innovation plan.")
    )
    parser.add_argument(
        "--version", action="version", version=f"kechuang {__version__}", help=pick("显示版本", "show the version")
    )
    parser.add_argument("--lang", choices=LANGUAGES, help=pick("语言，默认中文", "language, Chinese by default"))
    top = parser.add_subparsers(title=pick("命令", "commands"), metavar=command_placeholder(), prog="kechuang")
    groups: dict[tuple[str, ...], argparse._SubParsersAction[Any]] = {(): top}
    runners: dict[tuple[str, ...], Any] = {}
    for path, summary in _summaries(listing=module is None).items():
        parent = _group(groups, path[:-1])
        if path != chosen_words:
            parent.add_parser(path[-1], help=summary)
    if module is not None:
        added = module.add(_group(groups, chosen_words[:-1]))
        added.set_defaults(command_words=chosen_words)
        runners[chosen_words] = module.run
    return parser, runners


def _summaries(*, listing: bool) -> dict[tuple[str, ...], str]:
    """One line per command. Entry points are asked for theirs only when the list itself may be shown."""
    lines = {command.words: pick(command.zh, command.en) for command in BUILT_IN}
    if listing:
        for path, point in installed_entry_points().items():
            try:
                lines.setdefault(path, pick(*_load(point).SUMMARY))
            except KechuangError as error:
                lines.setdefault(path, pick(error.zh, error.en))
    return lines


def _group(
    groups: dict[tuple[str, ...], argparse._SubParsersAction[Any]], path: tuple[str, ...]
) -> argparse._SubParsersAction[Any]:
    if path not in groups:
        parent = _group(groups, path[:-1])
        parser = parent.add_parser(path[-1], help=pick(*GROUPS.get(" ".join(path), ("", ""))))
        groups[path] = parser.add_subparsers(
            title=pick("命令", "commands"), metavar=command_placeholder(), prog="kechuang " + " ".join(path)
        )
    return groups[path]


def _missing_word(words: list[str]) -> KechuangError:
    given = " ".join(word for word in words if not word.startswith("-"))
    known = sorted({path for path in _summaries(listing=True) if " ".join(path).startswith(given + " ")})
    choices = "、".join(path[-1] for path in known)
    return KechuangError(
        zh=f"“kechuang {given}”后面还要写命令：{choices or '见 kechuang --help'}。",
        en=f"“kechuang {given}” needs one more word: {choices.replace('、', ', ') or 'see kechuang --help'}.",
    )
