"""The language of one run of the command line: ``--lang``, else ``KECHUANG_LANG``, else Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar

from kechuang.values.errors import KechuangError, Language

LANGUAGES: tuple[Language, ...] = ("zh", "en")
VARIABLE = "KECHUANG_LANG"

_current: ContextVar[Language] = ContextVar("kechuang_cli_language", default="zh")


def choose_language(argv: list[str], environment: Mapping[str, str]) -> tuple[Language, list[str]]:
    """The language and the arguments without ``--lang``, which may stand anywhere before ``--``.

    An unknown value of the option is refused; an unknown value of the variable means Chinese, because a
    mistyped profile must not stop every command.

    >>> choose_language(["plan", "read", "--lang", "en", "a.txt"], {})
    ('en', ['plan', 'read', 'a.txt'])
    >>> choose_language(["--help"], {"KECHUANG_LANG": "en_GB.UTF-8"})
    ('en', ['--help'])
    """
    asked: str | None = None
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word == "--lang":
            asked = next(words, "")
        elif word.startswith("--lang="):
            asked = word.partition("=")[2]
        else:
            rest.append(word)
    if asked is None:
        return _find_language(environment.get(VARIABLE, "")[:2].lower()) or "zh", rest
    found = _find_language(asked)
    if found is None:
        raise KechuangError(
            zh=f"--lang 的值是“{asked}”，只能是 zh（中文）或 en（英文）。",
            en=f"--lang is “{asked}”; it must be zh (Chinese) or en (English).",
        )
    return found, rest


def _find_language(name: str) -> Language | None:
    return next((language for language in LANGUAGES if language == name), None)


def use_language(language: Language) -> None:
    """Make ``language`` the one that :func:`pick` answers in."""
    _current.set(language)


def pick(zh: str, en: str) -> str:
    """The sentence in the language of this run."""
    return en if _current.get() == "en" else zh
