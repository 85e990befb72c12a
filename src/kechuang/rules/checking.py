"""One rule, one firm: the answer with everything a person needs to act on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kechuang.rules.cases import FactSet
from kechuang.rules.facts import FactCatalogue
from kechuang.rules.levers import Gap, gap_of
from kechuang.rules.library import RuleBook
from kechuang.rules.rule import Rule, reference
from kechuang.tree import (
    Agrees,
    Answer,
    Bands,
    Facts,
    Judged,
    Lever,
    Line,
    Question,
    Scored,
    Unmet,
    Value,
    drafts,
    explain,
    judge,
    questions,
    route_of,
    score,
    unmet,
)
from kechuang.values import KechuangError, Language, Sentence


@dataclass(frozen=True, slots=True)
class Check:
    """The result of a rule for one firm. Nothing here is text for a page; :meth:`to_dict` is the form of the command."""

    id: str
    rule: Rule
    facts: Facts
    known: FactSet
    judged: Judged
    scored: Scored | None
    levers: tuple[Lever, ...] = ()

    @property
    def answer(self) -> Answer:
        """Yes, no, unknown or needs a person."""
        return self.judged.answer

    @property
    def route(self) -> str | None:
        """How the rule was met."""
        return route_of(self.judged)

    @property
    def interval(self) -> tuple[int, int] | None:
        """The least and the most the score can be."""
        return self.scored.interval if self.scored else None

    def explain(self) -> tuple[Line, ...]:
        """The tree with the firm's figures."""
        return explain(self.judged, self.facts)

    def unmet(self) -> tuple[Unmet, ...]:
        """What fails."""
        return unmet(self.judged, self.facts)

    def questions(self) -> tuple[Question, ...]:
        """What is missing and can still change the answer, the most telling first."""
        return questions(self.judged, self.facts)

    def missing(self) -> tuple[str, ...]:
        """The codes of the missing facts, the most telling first."""
        found: dict[str, None] = {}
        for question in self.questions():
            for code in self.rule.sources_of(question.key):
                if self._lacks(code, question.key):
                    found[_list_of(code, self.rule.facts)] = None
        return tuple(found)

    def drafts(self) -> Iterator[Judged | Scored]:
        """The conditions whose text is not confirmed."""
        yield from drafts(self.judged)
        if self.scored is not None:
            yield from (one for one in drafts(self.scored) if one.node not in {two.node for two in drafts(self.judged)})

    def problems(self) -> Iterator[Sentence]:
        """What contradicts itself: facts that cannot agree, and points given outside their band."""
        for part in self.judged.parts:
            if isinstance(part, Judged) and isinstance(part.node, Agrees) and part.doubt is False:
                yield Sentence("事实相互矛盾：", "the facts contradict each other: ") + part.node.label.name
        yield from _refused(self.judged) | (_refused(self.scored) if self.scored else {})

    def gap(self) -> Gap:
        """The cheapest set of changes with which the rule is met, by the levers of the region."""
        return gap_of(self.rule, self.facts, self.known, self.levers, answer=self.answer)

    def to_dict(self, lang: Language = "zh") -> dict[str, Any]:
        """The result as the command prints it."""
        interval = self.interval
        return {
            "id": self.id,
            "rule": self.rule.code,
            "version": self.rule.version,
            "answer": self.answer,
            "score": interval[0] if interval and interval[0] == interval[1] else None,
            "score_interval": list(interval) if interval else None,
            "route": self.route,
            "unmet": [self._unmet(one, lang) for one in self.unmet()],
            "missing": list(self.missing()),
            "draft": [text.text(lang) for text in self._draft_texts()],
            "gap": self.gap().to_dict(self.rule, lang),
            "problems": [text.text(lang) for text in self.problems()],
            **({"benefit": self.rule.benefit.amount.text(lang)} if self.rule.benefit else {}),
        }

    def _lacks(self, code: str, key: str) -> bool:
        """Whether a source of a missing key is itself what is missing: a derived fact may lack only some years of one."""
        if key not in self.rule.derived:
            return True
        derived = self.rule.derived[key]
        if code == derived.fact:
            return any(self.known.value(code, self.rule.as_of, back) is None for back in range(derived.years))
        return self.known.value(code, self.rule.as_of) is None

    def _unmet(self, one: Unmet, lang: Language) -> dict[str, Any]:
        label = one.node.label
        return {
            "condition": label.name.text(lang),
            "clause": reference(label, self.rule),
            "have": one.have.text(lang) if one.have else None,
            "need": one.need.text(lang) if one.need else None,
        }

    def _draft_texts(self) -> Iterator[Sentence]:
        words: dict[Answer, Sentence] = {
            "yes": Sentence("满足", "met"),
            "no": Sentence("不满足", "not met"),
            "unknown": Sentence("未定", "open"),
            "needs_person": Sentence("须人工确认", "for a person"),
        }
        for one in self.drafts():
            label = one.node.label
            if isinstance(one, Judged):
                says = words[one.plain]
            else:
                says = Sentence(f"{one.doubt[0]}分", f"{one.doubt[0]} points")
            yield Sentence(f"{label.name.zh}（{label.mark}）：{says.zh}", f"{label.name.en} ({label.mark}): {says.en}")
        end = self.rule.presumed_end
        if end is not None and self.rule.as_of > end:
            yield Sentence(
                f"该文件的有效期据推断到{end}为止（未证实），现在是否有效须人工确认",
                f"the document is presumed to have ended on {end} (not confirmed); a person has to say whether it still holds",
            )


def check(book: RuleBook, code: str, known: FactSet, day: date | None = None) -> Check:
    """Check one firm against the version of a rule that was in force on its day.

    Args:
        book: the rules.
        code: the rule.
        known: what is known of the firm.
        day: used where the fact set states no day of its own.

    Raises:
        KechuangError: no day is given, there is no such rule, or no version was in force.
    """
    as_of = known.as_of or day
    if as_of is None:
        raise KechuangError(
            zh=f"“{known.id}”没有 as_of，也没有用 --as-of 指明日期。",
            en=f"'{known.id}' has no 'as_of' and no --as-of is given.",
        )
    return check_rule(book.rule(code, as_of), known, book.levers)


def check_rule(rule: Rule, known: FactSet, levers: tuple[Lever, ...] = ()) -> Check:
    """Check one firm against a rule that is built for the day."""
    completed = complete(known, rule.facts, rule.as_of)
    facts = rule.values(completed)
    return Check(
        known.id,
        rule,
        facts,
        completed,
        judge(rule.root, facts),
        score(rule.score, facts) if rule.score is not None else None,
        levers,
    )


def complete(known: FactSet, facts: FactCatalogue, day: date) -> FactSet:
    """The fact set with what follows from it: a first place implies an award, no IP implies none of a class."""
    added: dict[str, dict[int | None, Value]] = {}

    def value(code: str) -> Value | None:
        found = known.value(code, day)
        return found if found is not None else (added[code][None] if code in added else None)

    for when, then in facts.inference.implies:
        if value(when) is True and value(then) is None:
            added[then] = {None: True}
        elif value(then) is False and value(when) is None:
            added[when] = {None: False}
    for total, parts in facts.inference.totals:
        whole, held = value(total), [value(part) for part in parts]
        numbers = [one for one in held if isinstance(one, int) and not isinstance(one, bool)]
        if whole is None and len(numbers) == len(parts):
            added[total] = {None: sum(numbers)}
        elif whole == 0:
            added |= {part: {None: 0} for part, one in zip(parts, held, strict=True) if one is None}
    return replace(known, values={**known.values, **added}) if added else known


def _list_of(code: str, facts: FactCatalogue) -> str:
    """The list that an item of a list belongs to; any other code stays itself."""
    parent = code.rpartition("_")[0]
    return parent if parent in facts and code in facts.get(parent).parts else code


def _refused(result: Judged | Scored) -> dict[Sentence, None]:
    found: dict[Sentence, None] = {}
    if isinstance(result, Scored) and result.refused is not None and isinstance(result.node, Bands):
        name, low, high = result.node.label.name, *result.interval
        found[
            Sentence(
                f"“{name.zh}”给的{result.refused}分不在允许的{low}—{high}分之内，未采用",
                f"'{name.en}': the {result.refused} points given lie outside the permitted {low} to {high} and are not used",
            )
        ] = None
    for part in result.parts:
        found |= _refused(part)
    return found
