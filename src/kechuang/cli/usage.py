"""The argument parser: help in the language of the run, and a wrong call refused in one sentence."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

from kechuang.cli.language import pick
from kechuang.values.errors import KechuangError

# argparse words its messages in English; these are the ones a user meets. What is not listed stays English inside
# the Chinese sentence rather than being guessed at.
_IN_CHINESE = (
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"unrecognized arguments: (.+)", r"不认识 \1"),
    (r"argument (.+?): expected one argument", r"\1 后面要写一个值"),
    (r"argument (.+?): invalid choice: (.+) \(choose from (.+)\)", r"\1 不能是 \2,可选 \3"),
    (r"argument (.+?): invalid \S+ value: (.+)", r"\1 的值 \2 写法不对"),
)


class Parser(argparse.ArgumentParser):
    """``ArgumentParser`` without abbreviated options, whose errors are :class:`KechuangError`."""

    def __init__(self, **options: object) -> None:
        super().__init__(allow_abbrev=False, add_help=False, **options)  # type: ignore[arg-type]
        self._positionals.title = pick("参数", "arguments")
        self._optionals.title = pick("选项", "options")
        self.add_argument("-h", "--help", action="help", help=pick("显示这份说明", "show this help"))

    def format_usage(self) -> str:
        """The usage line, its label in the language of the run."""
        return super().format_usage().replace("usage:", pick("用法：", "usage:"), 1)

    def format_help(self) -> str:
        """The whole help, its label in the language of the run, without the empty line argparse puts above commands."""
        text = super().format_help().replace("usage:", pick("用法：", "usage:"), 1)
        return re.sub(rf"^ *{re.escape(command_placeholder())}\n", "", text, flags=re.MULTILINE)

    def error(self, message: str) -> NoReturn:
        """Refuse the call in one sentence instead of printing the usage and leaving."""
        raise KechuangError(
            zh=f"命令写法不对：{_translate(message)}。写 {self.prog} --help 查看用法。",
            en=f"This call is not right: {message}. Run {self.prog} --help to see how it is written.",
        )


def command_placeholder() -> str:
    """What stands for a command in a usage line."""
    return pick("<命令>", "<command>")


def _translate(message: str) -> str:
    for pattern, chinese in _IN_CHINESE:
        match = re.fullmatch(pattern, message, flags=re.DOTALL)
        if match:
            return match.expand(chinese)
    return message
