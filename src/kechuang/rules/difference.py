"""What differs between two versions of a rule, or the same rule under other parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kechuang.rules.expressions import Constant
from kechuang.rules.rule import Parameter, Rule
from kechuang.tree import Bands, Test, show_need, show_number, walk
from kechuang.values import Language, Sentence


@dataclass(frozen=True, slots=True)
class Difference:
    """Parameters that changed, and conditions that only one of the two has."""

    parameters: tuple[tuple[Parameter | None, Parameter | None], ...]
    removed: tuple[Sentence, ...]
    added: tuple[Sentence, ...]

    def to_dict(self, lang: Language = "zh") -> dict[str, Any]:
        """The difference as a command prints it."""
        return {
            "parameters": [
                {
                    "code": _code(before, after),
                    "name": _name(before, after).text(lang),
                    "before": _shown(before, lang),
                    "after": _shown(after, lang),
                }
                for before, after in self.parameters
            ],
            "removed": [text.text(lang) for text in self.removed],
            "added": [text.text(lang) for text in self.added],
        }


def difference(before: Rule, after: Rule) -> Difference:
    """What differs between two rules."""
    codes = dict.fromkeys((*before.parameters, *after.parameters))
    pairs = [(before.parameters.get(code), after.parameters.get(code)) for code in codes]
    changed = [(one, two) for one, two in pairs if (one and one.value) != (two and two.value)]
    old, new = _conditions(before), _conditions(after)
    return Difference(
        tuple(changed),
        tuple(says for says in old if says not in new),
        tuple(says for says in new if says not in old),
    )


def _conditions(rule: Rule) -> dict[Sentence, None]:
    found: dict[Sentence, None] = {}
    for root in (rule.root, *((rule.score,) if rule.score else ())):
        for node in walk(root):
            if node.label.code.startswith("agrees.") or node is rule.root:
                continue
            need = show_need(node) if isinstance(node, Test) else Sentence("", "")
            text = node.label.name
            if need.zh and not text.zh.endswith(need.zh):
                text = Sentence(f"{text.zh}（{need.zh}）", f"{text.en} ({need.en})")
            if isinstance(node, Bands):
                steps = "，".join(f"{step.when.label.name.zh}：{_points(step.low, step.high)}" for step in node.steps)
                text = Sentence(f"{text.zh}【{steps}】", f"{text.en} [{steps}]")
            found[text] = None
    return found


def _points(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}—{high}"


def _name(before: Parameter | None, after: Parameter | None) -> Sentence:
    one = after or before
    return one.name if one else Sentence("", "")


def _shown(parameter: Parameter | None, lang: Language) -> str | None:
    if parameter is None:
        return None
    value: Constant = parameter.value
    return show_number(value.value, value.kind).text(lang)


def _code(before: Parameter | None, after: Parameter | None) -> str:
    one = after or before
    return one.code if one else ""
