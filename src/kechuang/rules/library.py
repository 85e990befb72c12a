"""All rules of a region: every version of every rule, the one in force on a day, and no circles between them.

A rule stands in ``rules/<anything>.yaml`` of a region or of a region above it, one version a file. The version of a day is
the latest that had begun and had not ended by then; old versions stay, so that the verdict of 2020 is that of 2020.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kechuang.content import ContentError, RegionFolder, Where, YamlMap, day_of, map_of, read_yaml, sentence_of, text_of
from kechuang.rules.declaration import build_rule
from kechuang.rules.facts import FactCatalogue, load_facts
from kechuang.rules.levers import load_levers
from kechuang.rules.rule import Rule
from kechuang.tree import Condition, Lever
from kechuang.values import KechuangError, Sentence

FOLDER = "rules"
#: Files of the folder that are no rules.
OTHERS = frozenset({"facts.yaml", "levers.yaml"})
_MOST_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a rule as its file declares it, not yet read for a day."""

    code: str
    version: str
    name: Sentence
    document: str
    valid_from: date
    valid_to: date | None
    supersedes: str | None
    content: YamlMap
    path: Path
    region: str

    def holds(self, day: date) -> bool:
        """Whether it was in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class RuleBook:
    """The rules of a region. Rules are built when asked for, and kept."""

    def __init__(self, facts: FactCatalogue, versions: tuple[Version, ...], levers: tuple[Lever, ...] = ()) -> None:
        self.facts = facts
        self.levers = levers
        self._versions: dict[str, list[Version]] = {}
        self._built: dict[tuple[str, str, date, tuple[tuple[str, str], ...]], Rule] = {}
        for version in sorted(versions, key=lambda one: (one.code, one.valid_from)):
            self._versions.setdefault(version.code, []).append(version)

    def codes(self) -> tuple[str, ...]:
        """The codes of all rules."""
        return tuple(self._versions)

    def __contains__(self, code: object) -> bool:
        return code in self._versions

    def versions(self, code: str) -> tuple[Version, ...]:
        """The versions of a rule, the oldest first.

        Raises:
            KechuangError: there is no such rule.
        """
        try:
            return tuple(self._versions[code])
        except KeyError:
            raise KechuangError(
                zh=f"没有规则“{code}”；现有：{'、'.join(self._versions) or '无'}。",
                en=f"There is no rule '{code}'; known: {', '.join(self._versions) or 'none'}.",
            ) from None

    def version(self, code: str, day: date) -> Version:
        """The version in force on a day.

        Raises:
            KechuangError: there is no such rule, or none of its versions was in force.
        """
        versions = self.versions(code)
        found = [version for version in versions if version.holds(day)]
        if not found:
            spans = "、".join(f"{one.version}：{one.valid_from}起" for one in versions)
            spans_en = ", ".join(f"{one.version} from {one.valid_from}" for one in versions)
            raise KechuangError(
                zh=f"规则“{code}”在{day}没有生效的版本（{spans}）。",
                en=f"No version of rule '{code}' was in force on {day} ({spans_en}).",
            )
        return found[-1]

    def rule(self, code: str, day: date, overrides: Mapping[str, str] | None = None) -> Rule:
        """The rule in force on a day, built for that day; with ``overrides``, under other parameters.

        Raises:
            KechuangError: no version was in force, or its declaration is wrong.
        """
        return self._build(self.version(code, day), day, overrides or {}, ())

    def _build(self, version: Version, day: date, overrides: Mapping[str, str], above: tuple[str, ...]) -> Rule:
        key = (version.code, version.version, day, tuple(sorted(overrides.items())))
        if key not in self._built:
            if len(self._built) >= _MOST_KEPT:
                self._built.clear()
            path = (*above, version.code)
            self._built[key] = build_rule(
                version.content, self.facts, day, other=lambda code: self._other(code, day, path), overrides=overrides
            )
        return self._built[key]

    def _other(self, code: str, day: date, above: tuple[str, ...]) -> Condition:
        if code in above:
            circle = " → ".join((*above[above.index(code) :], code))
            raise KechuangError(
                zh=f"规则互相引用成环：{circle}。", en=f"Rules refer to each other in a circle: {circle}."
            )
        rule = self._build(self.version(code, day), day, {}, above)
        if rule.derived:
            raise KechuangError(
                zh=f"规则“{code}”有推算数，不能被引用。",
                en=f"Rule '{code}' has derived facts and cannot be referred to.",
            )
        return rule.root


def load_rules(folder: RegionFolder) -> RuleBook:
    """The rules of a region and of the regions above it.

    Raises:
        ContentError: a file is no rule, two files hold one version, or a rule supersedes a version that does not exist.
    """
    versions: list[Version] = []
    places: dict[tuple[str, str], Where] = {}
    for region, path in rule_files(folder):
        version = read_version(path, region)
        key = version.code, version.version
        if key in places:
            raise ContentError(
                version.content.at("version"),
                zh=f"规则“{key[0]}”的版本{key[1]}已在{places[key].zh}写过。",
                en=f"version {key[1]} of rule '{key[0]}' is already declared in {places[key].en}.",
            )
        places[key] = version.content.at("version")
        versions.append(version)
    for version in versions:
        if version.supersedes is not None and (version.code, version.supersedes) not in places:
            raise ContentError(
                version.content.at("supersedes"),
                zh=f"所取代的版本“{version.supersedes}”不存在。",
                en=f"the version '{version.supersedes}' it supersedes does not exist.",
            )
        same = [one for one in versions if one.code == version.code and one.valid_from == version.valid_from]
        if len(same) > 1:
            raise ContentError(
                version.content.at("valid"),
                zh=f"规则“{version.code}”有两个版本从同一天起生效。",
                en=f"two versions of rule '{version.code}' begin on the same day.",
            )
    facts = load_facts(folder)
    return RuleBook(facts, tuple(versions), load_levers(folder, facts))


def rule_files(folder: RegionFolder) -> Iterator[tuple[str, Path]]:
    """The rule files of a region's chain, the country's first."""
    for region in folder.chain:
        for path in sorted((region.path / FOLDER).glob("*.yaml")):
            if path.name not in OTHERS:
                yield region.code, path


def read_version(path: Path, region: str) -> Version:
    """The version that a rule file declares; its tree is read when it is asked for.

    Raises:
        ContentError: the file is no rule.
    """
    content = read_yaml(path)
    if not isinstance(content, YamlMap):
        raise ContentError(Where(path, 1), zh="规则文件应当是键值表。", en="a rule file must be a mapping.")
    valid = map_of(content, "valid")
    start, end = day_of(valid, "from"), day_of(valid, "to", None)
    if end is not None and end < start:
        raise ContentError(valid.at("to"), zh="失效日早于生效日。", en="it ends before it begins.")
    return Version(
        text_of(content, "rule"),
        text_of(content, "version"),
        sentence_of(content, "name"),
        text_of(content, "document"),
        start,
        end,
        text_of(content, "supersedes", None),
        content,
        path,
        region,
    )
