"""The linter: every fault of the rules of a region, each with file, line and reason; what is wrong, and what is only thin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Literal

from kechuang.content import ContentError, RegionFolder, Where
from kechuang.rules.golden import failures, load_golden, uncovered
from kechuang.rules.library import RuleBook, Version, load_rules
from kechuang.tree import Layout, grid_of, leaves, verdict_sql
from kechuang.tree.sql import Column
from kechuang.values import KechuangError, Sentence


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault (``error``) or a weakness (``warning``) of a rule file."""

    level: Literal["error", "warning"]
    where: Where | None
    says: Sentence


def lint(folder: RegionFolder) -> tuple[Finding, ...]:
    """Everything wrong with the rules of a region and of the regions above it; nothing is raised."""
    try:
        book = load_rules(folder)
        cases = load_golden(folder, book)
    except ContentError as error:
        return (_error(error),)
    except KechuangError as error:
        return (Finding("error", None, Sentence(error.zh, error.en)),)
    found: list[Finding] = []
    for code in book.codes():
        versions = book.versions(code)
        for version in versions:
            own = list(_version(book, version))
            found += own
            if not any(one.level == "error" for one in own):
                thin = uncovered(book, cases, code, version.version)
                found += [Finding("warning", Where(version.path), says) for says in thin]
        for before, after in pairwise(versions):
            found += _between(before, after)
    return (*found, *(_error(error) for error in failures(book, cases)))


def _version(book: RuleBook, version: Version) -> Iterator[Finding]:
    try:
        rule = book.rule(version.code, version.valid_from)
    except ContentError as error:
        yield _error(error)
        return
    except KechuangError as error:
        yield Finding("error", Where(version.path), Sentence(error.zh, error.en))
        return
    ranked = {
        key: Column(scale=grid_of(rule.root, key), ranked=True) for key in rule.derived if _rate(rule.derived[key])
    }
    try:
        verdict_sql(rule.root, table="firms", score=rule.score, layout=Layout(ranked))
    except KechuangError as error:
        yield Finding("error", Where(version.path), Sentence(error.zh, error.en))
    used = {code for key in leaves(rule.root) for code in rule.sources_of(key)}
    read = set(rule.keys())
    unused = [code for code in rule.derived if code not in read]
    for code in unused:
        yield Finding(
            "warning",
            version.content.at("derived"),
            Sentence(f"推算数“{code}”没有用到", f"the derived fact '{code}' is not used"),
        )
    if not used:
        yield Finding(
            "warning",
            Where(version.path),
            Sentence("没有用到任何事实，总由人确认", "it reads no facts: always for a person"),
        )


def _rate(derived: object) -> bool:
    return getattr(derived, "form", "") == "mean_growth"


def _between(before: Version, after: Version) -> Iterator[Finding]:
    if before.valid_to is None:
        if after.supersedes != before.version:
            yield Finding(
                "warning",
                after.content.at("valid"),
                Sentence(
                    f"版本{before.version}没有失效日，也没有写明被{after.version}取代",
                    f"version {before.version} has no end and is not said to be superseded by {after.version}",
                ),
            )
    elif before.valid_to + timedelta(days=1) < after.valid_from:
        yield Finding(
            "warning",
            after.content.at("valid"),
            Sentence(
                f"{before.valid_to}之后到{after.valid_from}之前没有生效的版本",
                f"no version is in force after {before.valid_to} and before {after.valid_from}",
            ),
        )


def _error(error: ContentError) -> Finding:
    zh = error.zh.removeprefix(f"{error.where.zh}：")
    en = error.en.removeprefix(f"{error.where.en}: ")
    return Finding("error", error.where, Sentence(zh, en))
