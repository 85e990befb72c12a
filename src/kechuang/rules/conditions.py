"""Reading conditions from a rule file: comparisons, yes and no, choices, all, any, tiers, marks of a score, other rules."""

from __future__ import annotations

from typing import Any

from kechuang.content import (
    ContentError,
    YamlList,
    YamlMap,
    check_keys,
    list_of,
    map_of,
    sentence_of,
    text_of,
    whole_of,
)
from kechuang.rules.expressions import read_comparison
from kechuang.rules.labels import BOUNDS, COMMON, MOST_DEPTH, renamed
from kechuang.rules.scoring import PointsBuilder
from kechuang.tree import All, AnyOf, AtLeast, Choice, Condition, Flag, Label, Manual, Not, Passes, Test, Tiers
from kechuang.values import KechuangError, Sentence

CONDITIONS = ("test", "yes", "no", "choice", "all", "any", "not", "at_least", "tiers", "manual", "passes", "rule")


class TreeBuilder(PointsBuilder):
    """Builds conditions; knows the context, the named scores, and how deep it is."""

    def joined(self, items: YamlList, code: str, name: Sentence) -> All:
        """The conditions of the whole rule."""
        return All(Label(code, name, mark=self.mark), self._parts(items, code, 0))

    def _parts(self, items: YamlList, code: str, depth: int) -> tuple[Condition, ...]:
        if not items:
            raise ContentError(items.where, zh="至少要有一项。", en="at least one is needed.")
        return tuple(self.condition(items, index, f"{code}.{index + 1}", depth) for index in range(len(items)))

    def condition(self, holder: YamlList | YamlMap, key: Any, code: str, depth: int) -> Condition:
        """The condition that stands in a list or under a key: a comparison as text, or a mapping."""
        entry = holder[key]
        where = holder.at(key)
        if depth > MOST_DEPTH:
            raise ContentError(where, zh="条件嵌套过深。", en="the conditions nest too deeply.")
        if isinstance(entry, str):
            return self._test(entry, where, Label(code, Sentence("", "")))
        if not isinstance(entry, YamlMap):
            raise ContentError(where, zh="应当是比较式或键值表。", en="a comparison or a mapping is expected.")
        kind = self.kind_of(entry, CONDITIONS)
        check_keys(entry, {*COMMON, kind})
        label = self.label_of(entry, code)
        return self._condition(kind, entry, label, depth)

    def _condition(self, kind: str, entry: YamlMap, label: Label, depth: int) -> Condition:
        code = label.code
        match kind:
            case "test":
                return self._test(text_of(entry, "test"), entry.at("test"), label)
            case "yes" | "no":
                return self._flag(entry, kind, label)
            case "choice":
                return self._choice(entry, label)
            case "all":
                return All(label, self._parts(list_of(entry, "all"), code, depth + 1))
            case "any":
                return AnyOf(label, self._parts(list_of(entry, "any"), code, depth + 1))
            case "not":
                return Not(label, self.condition(entry, "not", f"{code}.1", depth + 1))
            case "at_least":
                inner = map_of(entry, "at_least")
                check_keys(inner, {"count", "of"})
                parts = self._parts(list_of(inner, "of"), code, depth + 1)
                count = whole_of(inner, "count")
                if not 1 <= count <= len(parts):
                    raise ContentError(
                        inner.at("count"), zh=f"count 应为1至{len(parts)}。", en=f"'count' must be 1 to {len(parts)}."
                    )
                return AtLeast(label, count, parts)
            case "tiers":
                return self._tiers(list_of(entry, "tiers"), label, depth + 1)
            case "manual":
                return Manual(label if label.name.zh else renamed(label, sentence_of(entry, "manual")))
            case "passes":
                return self._passes(map_of(entry, "passes"), label)
            case _:
                return self._other_rule(entry, label)

    def _test(self, text: str, where: Any, label: Label) -> Test:
        try:
            read = read_comparison(text, self.context)
        except KechuangError as error:
            raise ContentError(where, zh=error.zh, en=error.en) from error
        test = Test(label, read.left, read.op, read.threshold, read.kind, read.below, read.asked)
        self.check_derived(test, where)
        return (
            test
            if label.name.zh
            else Test(
                renamed(label, self.said(test)), read.left, read.op, read.threshold, read.kind, read.below, read.asked
            )
        )

    def _flag(self, entry: YamlMap, kind: str, label: Label) -> Flag:
        code = text_of(entry, kind)
        if code not in self.context.facts or self.context.facts.get(code).kind != "flag":
            raise ContentError(entry.at(kind), zh=f"没有是否类事实“{code}”。", en=f"there is no yes/no fact '{code}'.")
        fact = self.context.facts.get(code)
        name = fact.name if kind == "yes" else Sentence(f"无以下情形：{fact.name.zh}", f"not: {fact.name.en}")
        return Flag(label if label.name.zh else renamed(label, name), code, kind == "yes", fact.asked)

    def _choice(self, entry: YamlMap, label: Label) -> Choice:
        inner = map_of(entry, "choice")
        check_keys(inner, {"fact", "among"})
        code = text_of(inner, "fact")
        if code not in self.context.facts or self.context.facts.get(code).kind != "choice":
            raise ContentError(
                inner.at("fact"), zh=f"没有选择类事实“{code}”。", en=f"there is no fact of choices '{code}'."
            )
        fact = self.context.facts.get(code)
        known = set(fact.choices.values())
        items = list_of(inner, "among")
        for index, item in enumerate(items):
            if str(item) not in known:
                raise ContentError(
                    items.at(index), zh=f"“{code}”没有选项“{item}”。", en=f"'{code}' has no choice '{item}'."
                )
        return Choice(
            label if label.name.zh else renamed(label, fact.name), code, frozenset(map(str, items)), fact.asked
        )

    def _tiers(self, items: YamlList, label: Label, depth: int) -> Tiers:
        tiers: list[tuple[Condition, Condition]] = []
        last: Condition | None = None
        for index, item in enumerate(items):
            if not isinstance(item, YamlMap):
                raise ContentError(items.at(index), zh="每一档应当是键值表。", en="each tier must be a mapping.")
            check_keys(item, {"when", "then"})
            if "then" not in item:
                raise ContentError(item.where, zh="缺少“then”。", en="'then' is missing.")
            then = self.condition(item, "then", f"{label.code}.{index + 1}", depth)
            if "when" in item:
                if last is not None:
                    raise ContentError(
                        item.where, zh="不写 when 的一档只能在最后。", en="the tier without 'when' must be last."
                    )
                tiers.append((self.condition(item, "when", f"{label.code}.{index + 1}.when", depth), then))
            elif last is None:
                last = then
            else:
                raise ContentError(item.where, zh="只能有一档不写 when。", en="only one tier goes without 'when'.")
        if last is None or not tiers:
            raise ContentError(
                items.where,
                zh="要有带 when 的档和最后不带 when 的一档。",
                en="tiers with 'when' and a last one without are needed.",
            )
        return Tiers(label, tuple(tiers), last)

    def _passes(self, inner: YamlMap, label: Label) -> Passes:
        check_keys(inner, {"score", *BOUNDS})
        code = text_of(inner, "score")
        if code not in self.scores:
            raise ContentError(inner.at("score"), zh=f"没有评分“{code}”。", en=f"there is no score '{code}'.")
        key = next((one for one in ("at_least", "above") if one in inner), None)
        if key is None:
            raise ContentError(inner.where, zh="要写 at_least 或 above。", en="write 'at_least' or 'above'.")
        mark = self.constant_of(inner, key, ("number",))
        points, strict = self.scores[code], key == "above"
        name = points.label.name + Sentence(
            f"{'>' if strict else '≥'}{mark}分", f"{'>' if strict else '≥'}{mark} points"
        )
        return Passes(label if label.name.zh else renamed(label, name), points, int(mark), strict)

    def _other_rule(self, entry: YamlMap, label: Label) -> Condition:
        code = text_of(entry, "rule")
        try:
            root = self.other(code)
        except ContentError:
            raise
        except KechuangError as error:
            raise ContentError(entry.at("rule"), zh=error.zh, en=error.en) from error
        return All(label if label.name.zh else renamed(label, root.label.name), (root,))
