"""The steps of an index as they are declared: an ordered list in YAML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from kechuang.content.errors import ContentError, Where
from kechuang.content.fields import check_keys, choice_of, map_of, number_of
from kechuang.content.yaml_files import YamlList, YamlMap, read_yaml
from kechuang.evaluation.index.steps import aggregating, imputing, normalising, treating


@dataclass(frozen=True, slots=True)
class Screening:
    """Units with a smaller share of the indicators held than ``coverage`` are left out."""

    coverage: Fraction


@dataclass(frozen=True, slots=True)
class Denomination:
    """Indicators with a denominator are divided by it."""


@dataclass(frozen=True, slots=True)
class Imputation:
    """Gaps are filled by ``method``; ``group`` names the text column for the methods within a group."""

    method: imputing.Method
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Aggregation:
    """One method for every level, or one for each from level 2 up; a unit with less than ``coverage`` of the parts gets none."""

    methods: tuple[aggregating.Method, ...]
    coverage: Fraction = field(default=Fraction(0))

    def at(self, level: int) -> aggregating.Method:
        """The method that makes the items of ``level`` (2 or more)."""
        return self.methods[min(level - 2, len(self.methods) - 1)]


Step = Screening | Denomination | Imputation | treating.Treatment | normalising.Scale | Aggregation

NAMES: dict[type, str] = {
    Screening: "screen",
    Denomination: "denominate",
    Imputation: "impute",
    treating.Treatment: "treat",
    normalising.Scale: "normalise",
    Aggregation: "aggregate",
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """The steps in their order, the last of which aggregates."""

    steps: tuple[Step, ...]


def read_recipe(path: Path) -> Recipe:
    """Read STEPS, an ordered list of steps with their parameters.

    ``screen: {coverage: 65%}`` · ``denominate`` · ``impute: {method, group}`` · ``treat: {skew, kurtosis, max_winsorised,
    fallback}`` · ``normalise: {method, to, targets, posts, reference, cap}`` · ``aggregate: {method, coverage}``.

    Raises:
        ContentError: the file is no list, a step or parameter is unknown or malformed, or nothing aggregates at the end.
    """
    document: Any = read_yaml(path)
    if isinstance(document, YamlMap) and "steps" in document:
        document = document["steps"]
    if not isinstance(document, YamlList) or not document:
        raise ContentError(
            Where(path, 1),
            zh="应为步骤的列表，如 “- normalise: {method: minmax, to: [0, 100]}”。",
            en="this must be a list of steps, such as '- normalise: {method: minmax, to: [0, 100]}'.",
        )
    steps = tuple(_step(entry, document.at(place)) for place, entry in enumerate(document))
    if not isinstance(steps[-1], Aggregation) or sum(isinstance(step, Aggregation) for step in steps) != 1:
        raise ContentError(
            document.at(len(document) - 1),
            zh="最后一步（且只有这一步）应为 aggregate。",
            en="the last step, and only that one, must be 'aggregate'.",
        )
    return Recipe(steps)


def _step(entry: Any, where: Where) -> Step:
    if isinstance(entry, str):
        name, given = entry, None
    elif isinstance(entry, YamlMap) and len(entry) == 1:
        ((name, given),) = entry.items()
    else:
        raise ContentError(
            where, zh="每一步写成一个名称和它的参数。", en="write each step as one name with its parameters."
        )
    if name not in _READERS:
        known = ", ".join(_READERS)
        raise ContentError(
            where, zh=f"没有“{name}”这一步；可用：{known}。", en=f"there is no step '{name}'; known are {known}."
        )
    if given is None or given is True:
        given = YamlMap(where)
    if not isinstance(given, YamlMap):
        raise ContentError(
            where, zh=f"“{name}”的参数应写成 {{名: 值}}。", en=f"write the parameters of '{name}' as {{name: value}}."
        )
    allowed, read = _READERS[name]
    check_keys(given, allowed)
    return read(given)


def _screening(given: YamlMap) -> Step:
    return Screening(_share(given, "coverage"))


def _denomination(_: YamlMap) -> Step:
    return Denomination()


def _imputation(given: YamlMap) -> Step:
    method: Any = choice_of(given, "method", imputing.METHODS, "mean")
    group = given.get("group")
    if method.endswith("_group") and not isinstance(group, str):
        raise ContentError(
            given.where,
            zh=f"“{method}”要写 group：按哪一列分组。",
            en=f"'{method}' needs 'group': the column that names the groups.",
        )
    return Imputation(method, group)


def _treatment(given: YamlMap) -> Step:
    standard = treating.Treatment()
    most = given.get("max_winsorised", standard.max_winsorised)
    if most is not None and (not isinstance(most, int) or isinstance(most, bool) or most < 0):
        raise ContentError(
            given.at("max_winsorised"),
            zh=f"max_winsorised 的“{most}”应为不小于零的整数，或 null（不限）。",
            en=f"max_winsorised '{most}' must be a whole number from 0, or null for no limit.",
        )
    fallback: Any = choice_of(given, "fallback", ("log", "none"), "log")
    skew, kurtosis = (
        float(number_of(given, key, Decimal(str(limit))))
        for key, limit in (("skew", standard.skew), ("kurtosis", standard.kurtosis))
    )
    return treating.Treatment(skew, kurtosis, most, fallback)


def _scale(given: YamlMap) -> Step:
    method: Any = choice_of(given, "method", normalising.METHODS, "minmax")
    to = _pair(given["to"], given.at("to")) if given.get("to") is not None else None
    targets, posts = (map_of(given, key, YamlMap(given.where)) for key in ("targets", "posts"))
    for needed, held, key in (("distance_to_target", targets, "targets"), ("goalposts", posts, "posts")):
        if method == needed and not held:
            raise ContentError(
                given.where,
                zh=f"“{method}”要写 {key}：每个指标的值。",
                en=f"'{method}' needs '{key}': a value for each indicator.",
            )
    if method == "distance_to_reference" and not isinstance(given.get("reference"), str):
        raise ContentError(
            given.where,
            zh="distance_to_reference 要写 reference：参照单位。",
            en="distance_to_reference needs 'reference': a unit.",
        )
    return normalising.Scale(
        method,
        to,
        {code: float(number_of(targets, code)) for code in targets},
        {code: _pair(post, posts.at(code)) for code, post in posts.items()},
        given.get("reference"),
        given.get("cap") is True,
    )


def _aggregation(given: YamlMap) -> Step:
    named = given.get("method", "arithmetic")
    methods = tuple(named) if isinstance(named, list) else (named,)
    for method in methods:
        if method not in aggregating.METHODS:
            known = ", ".join(aggregating.METHODS)
            raise ContentError(
                given.at("method"),
                zh=f"没有“{method}”这种合成；可用：{known}。",
                en=f"there is no mean '{method}'; known are {known}.",
            )
    return Aggregation(methods, _share(given, "coverage") if "coverage" in given else Fraction(0))


_READERS: dict[str, tuple[tuple[str, ...], Callable[[YamlMap], Step]]] = {
    "screen": (("coverage",), _screening),
    "denominate": ((), _denomination),
    "impute": (("method", "group"), _imputation),
    "treat": (("skew", "kurtosis", "max_winsorised", "fallback"), _treatment),
    "normalise": (("method", "to", "targets", "posts", "reference", "cap"), _scale),
    "aggregate": (("method", "coverage"), _aggregation),
}


def _pair(value: Any, where: Where) -> tuple[float, float]:
    numbers = [one for one in value if type(one) in (int, Decimal)] if isinstance(value, list) else []
    if len(numbers) != 2 or len(value) != 2 or numbers[0] == numbers[1]:
        raise ContentError(
            where,
            zh=f"“{value}”应为两个不同的数，如 [0, 100]。",
            en=f"'{value}' must be two different numbers, such as [0, 100].",
        )
    return float(numbers[0]), float(numbers[1])


def _share(given: YamlMap, key: str) -> Fraction:
    """A share written ``65%`` or ``0.65``."""
    value = given.get(key)
    try:
        percent = isinstance(value, str) and value.endswith("%")
        share = Fraction(str(value).removesuffix("%")) / (100 if percent else 1)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise ContentError(
            given.at(key),
            zh=f"{key} 的“{value}”应为0%至100%，如 65%。",
            en=f"{key} '{value}' must be a share from 0% to 100%, such as 65%.",
        )
    return share
