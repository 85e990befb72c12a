"""Reading points from a rule file: bands, steps, what an expert gives, sums and the best of several."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from kechuang.content import ContentError, YamlList, YamlMap, check_keys, list_of, map_of, text_of, whole_of
from kechuang.rules.expressions import check_included, read_constant, read_ratio
from kechuang.rules.labels import BOUNDS, COMMON, MOST_DEPTH, NodeBuilder, renamed
from kechuang.tree import Bands, Best, Kind, Label, Operator, Points, Step, Sum, Test
from kechuang.values import KechuangError, Sentence


class PointsBuilder(NodeBuilder):
    """Builds groups of points."""

    def points(self, entry: YamlMap, code: str, depth: int) -> Points:
        """A group of points."""
        if depth > MOST_DEPTH:
            raise ContentError(entry.where, zh="评分嵌套过深。", en="the scores nest too deeply.")
        kind = self.kind_of(entry, ("bands", "steps", "sum", "best"))
        label = self.label_of(entry, code)
        if kind in ("sum", "best"):
            check_keys(entry, {*COMMON, kind, *(("cap",) if kind == "sum" else ())})
            parts = tuple(
                self._part(list_of(entry, kind), index, label.code, depth) for index in range(len(entry[kind]))
            )
            if not parts:
                raise ContentError(entry.at(kind), zh="至少要有一项。", en="at least one is needed.")
            return Sum(label, parts, whole_of(entry, "cap", None)) if kind == "sum" else Best(label, parts)
        check_keys(entry, {*COMMON, kind, "otherwise", "given", *(BOUNDS if kind == "bands" else ())})
        steps = self._bands(entry, label) if kind == "bands" else self._steps(entry, label, depth)
        otherwise = self._range(entry, "otherwise") if "otherwise" in entry else (0, 0)
        given = text_of(entry, "given", None)
        if given is not None and (given not in self.context.facts or self.context.facts.get(given).kind != "points"):
            raise ContentError(
                entry.at("given"), zh=f"没有专家评分“{given}”。", en=f"there are no expert points '{given}'."
            )
        bands = Bands(label, steps, otherwise, given)
        self._check_bands(bands, entry)
        return bands

    def _part(self, items: YamlList, index: int, code: str, depth: int) -> Points:
        item = items[index]
        if isinstance(item, str):
            if item not in self.scores:
                raise ContentError(
                    items.at(index), zh=f"评分“{item}”要先写出来。", en=f"the score '{item}' must be declared before."
                )
            return self.scores[item]
        if not isinstance(item, YamlMap):
            raise ContentError(
                items.at(index), zh="应当是键值表或评分名。", en="a mapping or the name of a score is expected."
            )
        return self.points(item, f"{code}.{index + 1}", depth + 1)

    def _bands(self, entry: YamlMap, label: Label) -> tuple[Step, ...]:
        try:
            left, below, kind, asked = read_ratio(text_of(entry, "bands"), self.context)
        except ContentError:
            raise
        except KechuangError as error:
            raise ContentError(entry.at("bands"), zh=error.zh, en=error.en) from error
        steps: list[Step] = []
        for key, op in BOUNDS.items():
            bounds = map_of(entry, key, None)
            for written in bounds or ():
                if bounds is None:
                    break
                where = bounds.at(written)
                threshold = self._bound(written, op, kind, where)
                low, high = self._range(bounds, written)
                name = Sentence("", "")
                test = Test(Label(f"{label.code}@{written}", name), left, op, threshold, kind, below, asked)
                self.check_derived(test, where)
                steps.append(
                    Step(Test(renamed(test.label, self.said(test)), left, op, threshold, kind, below, asked), low, high)
                )
        if not steps:
            raise ContentError(
                entry.where,
                zh="要写 at_least、above、at_most 或 below。",
                en="write at_least, above, at_most or below.",
            )
        return tuple(steps)

    def _bound(self, written: str, op: Operator, kind: Kind, where: Any) -> Fraction:
        try:
            check_included(written, op)
            constant = read_constant(written, self.context)
        except KechuangError as error:
            raise ContentError(where, zh=error.zh, en=error.en) from error
        fits = constant.kind == kind or (
            constant.kind == "number" and (kind in ("count", "number") or constant.value == 0)
        )
        if not fits:
            raise ContentError(
                where, zh=f"“{written}”的单位与所看的量不符。", en=f"'{written}' does not fit what is looked at."
            )
        return constant.value

    def _steps(self, entry: YamlMap, label: Label, depth: int) -> tuple[Step, ...]:
        items = list_of(entry, "steps")
        steps: list[Step] = []
        for index, item in enumerate(items):
            if not isinstance(item, YamlMap):
                raise ContentError(items.at(index), zh="每一档应当是键值表。", en="each step must be a mapping.")
            check_keys(item, {"when", "points"})
            if "when" not in item:
                raise ContentError(item.where, zh="缺少“when”。", en="'when' is missing.")
            low, high = self._range(item, "points")
            steps.append(Step(self.condition(item, "when", f"{label.code}.{index + 1}", depth + 1), low, high))
        return tuple(steps)

    def _range(self, entry: YamlMap, key: str) -> tuple[int, int]:
        """Points: a whole number, or the least and the most that an expert may give."""
        value = entry.get(key)
        if isinstance(value, YamlList) and len(value) == 2:
            low, high = value
        else:
            low = high = value
        if (
            not all(isinstance(one, int) and not isinstance(one, bool) and 0 <= one <= 1000 for one in (low, high))
            or low > high
        ):
            raise ContentError(
                entry.at(key), zh="分值应为整数，或[最低, 最高]。", en="points are a whole number, or [least, most]."
            )
        return int(low), int(high)

    def _check_bands(self, bands: Bands, entry: YamlMap) -> None:
        lows = [step.low for step in bands.steps] + [bands.otherwise[0]]
        highs = [step.high for step in bands.steps] + [bands.otherwise[1]]
        if lows != sorted(lows, reverse=True) or highs != sorted(highs, reverse=True):
            raise ContentError(
                entry.where, zh="各档要从高分到低分排列。", en="the steps must fall from the best downwards."
            )
        if bands.given is None and lows != highs:
            raise ContentError(
                entry.where,
                zh="分值有幅度时要写 given（专家评分）。",
                en="points with a span need 'given' (expert points).",
            )
