"""From a column's headings to the field it carries: a score, and the reason in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kechuang.intake.evidence import Profile
from kechuang.intake.recognition import Candidate
from kechuang.intake.words import GENERIC, fold_heading, fold_text, is_earlier, likeness
from kechuang.register import Field, RecordType
from kechuang.values import Sentence

_YEAR = re.compile(r"(?:19|20)\d{2}年?(?:度|末|底)?|本年度?|当年|全年|本期|期末|年末|本年")
_EDGES = re.compile(r"^(?:企业|单位|公司|本年|年度?|当年|全年|期末|年末)|(?:合计|总计|总额|总数|金额|情况|数额|数)$")
#: Below this likeness two headings are strangers.
_ALIKE = 0.5
#: Points of a heading that is merely like a field's at the most.
_LIKE_POINTS = 88
_MOST_CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class Named:
    """A heading by which a field is known, folded in two ways."""

    text: str
    core: str
    own: bool


class Lexicon:
    """The headings of all record types, prepared once."""

    def __init__(self, record_types: Mapping[str, RecordType]) -> None:
        self.record_types = dict(record_types)
        self.names: dict[str, dict[str, tuple[Named, ...]]] = {
            code: {field.code: _names(field) for field in one.fields} for code, one in self.record_types.items()
        }
        self.known = {named.text for fields in self.names.values() for names in fields.values() for named in names}
        self._scores: dict[tuple[str, tuple[str, ...]], tuple[Candidate, ...]] = {}
        shared: dict[str, int] = {}
        for one in self.record_types.values():
            for field in one.fields:
                shared[field.code] = shared.get(field.code, 0) + 1
        #: How much a field says about the type of the record: the rarer its code among the types, the more.
        self.weights = {code: 1 / count for code, count in shared.items()}

    def knows(self, text: str) -> bool:
        """Whether a text is a heading of any field."""
        return fold_heading(text) in self.known or fold_text(text) in self.known

    def candidates(self, record_type: RecordType, headings: tuple[str, ...], profile: Profile) -> tuple[Candidate, ...]:
        """The fields of a type that a column could be, best first, weighed with what its cells look like."""
        key = record_type.code, headings
        if key not in self._scores:
            scored = (self._score(record_type, field, headings) for field in record_type.fields)
            self._scores[key] = tuple(one for one in scored if one is not None)
        weighed = [weigh(one, record_type.field(one.field), profile) for one in self._scores[key]]
        weighed += list(_by_content(record_type, profile, bool(headings)))
        best: dict[str, Candidate] = {}
        for one in weighed:
            if one.score > 0 and (one.field not in best or best[one.field].score < one.score):
                best[one.field] = one
        return tuple(sorted(best.values(), key=lambda one: -one.score)[:_MOST_CANDIDATES])

    def _score(self, record_type: RecordType, field: Field, headings: tuple[str, ...]) -> Candidate | None:
        group = fold_heading(field.group.zh) if field.group else ""
        best: Candidate | None = None
        for text, worth, said in variants(headings):
            for named in self.names[record_type.code][field.code]:
                found = _compare(field, text, worth, said, named)
                if found is not None and (best is None or found.score > best.score):
                    best = found
        if best is not None and best.score < 100 and group and any(fold_heading(one) == group for one in headings[:-1]):
            best = Candidate(best.field, min(99, best.score + 3), best.reason)
        return best


def _names(field: Field) -> tuple[Named, ...]:
    names: dict[str, Named] = {}
    for place, text in enumerate((*field.headings, field.name.en, field.code)):
        for folded in (fold_heading(text), fold_text(text)):
            if folded:
                names.setdefault(folded, Named(folded, core_of(folded), own=place == 0))
    return tuple(names.values())


def core_of(text: str) -> str:
    """A heading without year and without words that tell nothing: 2022年企业营业收入总额 → 营业收入.

    >>> core_of("2022年企业营业收入总额"), core_of("从业人员期末人数")
    ('营业收入', '从业人员人')
    """
    text = _YEAR.sub("", text)
    before = None
    while before != text:
        before, text = text, _EDGES.sub("", text) or text
    return text


def variants(headings: tuple[str, ...]) -> Iterator[tuple[str, int, str]]:
    """The texts by which a column may be meant, with the most they are worth: the lowest heading, two together, the one above."""
    folded = [(fold_heading(one), fold_text(one)) for one in headings if fold_heading(one)]
    if not folded:
        return
    leaf, exact = folded[-1]
    above = [text for text, _ in folded[:-1]]
    generic = leaf in GENERIC
    for depth in range(1, len(above) + 1):
        joined = "".join(above[-depth:]) + leaf
        yield joined, 100, joined
        yield above[-depth] + leaf, 99, above[-depth] + leaf
    yield exact, 100 if not generic else 40, exact
    yield leaf, 98 if not generic else 40, leaf
    if generic and above:
        yield above[-1], 97, above[-1]


def _compare(field: Field, text: str, worth: int, said: str, named: Named) -> Candidate | None:
    if text == named.text:
        score = worth if named.own else worth - 2
        what = ("名称一致", "is its name") if named.own else ("是已知的别名", "is a known alias")
        return Candidate(field.code, score, Sentence(f"“{said}”{what[0]}", f"“{said}” {what[1]}"))
    if text and core_of(text) == named.core and len(named.core) >= 2 and not is_earlier(text):
        why = Sentence(
            f"“{said}”去掉年份和虚词后与“{named.text}”一致", f"“{said}” is “{named.text}” but for year and fillers"
        )
        return Candidate(field.code, worth - 8, why)
    if len(text) < 2 or text in GENERIC:
        return None
    alike = likeness(text, named.text)
    if alike < _ALIKE or is_earlier(text) != is_earlier(named.text):
        return None
    score = int(_LIKE_POINTS * alike * worth / 100)
    share = f"{round(100 * alike)}%"
    return Candidate(
        field.code,
        score,
        Sentence(f"“{said}”与“{named.text}”相近（{share}）", f"“{said}” is {share} like “{named.text}”"),
    )


def weigh(candidate: Candidate, field: Field, profile: Profile) -> Candidate:
    """A candidate's score with the evidence of the cells: a column of words is no amount, whatever its heading says."""
    if profile.filled < 3:
        return candidate
    match field.type:
        case "uscc":
            fits, wrong = profile.code, profile.code + profile.number < 0.2
        case "money" | "count" | "number" | "share":
            fits, wrong = profile.number, profile.number < 0.3
        case "date":
            fits, wrong = profile.date, profile.date < 0.3
        case "year":
            fits, wrong = profile.date, profile.date < 0.3
        case "yes_no":
            fits, wrong = profile.yes_no, profile.yes_no < 0.3
        case "text" if field.code == "name" or field.code.endswith("_name"):
            fits, wrong = 1 - profile.number - profile.code, profile.number > 0.7 or profile.code > 0.7
        case _:
            return candidate
    if not wrong:
        return candidate
    why = Sentence(
        f"，但内容不像（相符的只占{round(100 * max(fits, 0))}%）",
        f"but its cells do not look so ({round(100 * max(fits, 0))}% fit)",
    )
    return Candidate(candidate.field, candidate.score - 50, candidate.reason + why)


def _by_content(record_type: RecordType, profile: Profile, headed: bool) -> Iterator[Candidate]:
    """What the cells say by themselves: codes and organisations' names can be told without a heading."""
    if profile.filled < 2:
        return
    worth = 62 if headed else 80
    if profile.valid_code >= 0.6:
        code = next((one.code for one in record_type.fields if one.type == "uscc"), None)
        if code:
            share = f"{round(100 * profile.valid_code)}%"
            yield Candidate(
                code,
                worth + 8,
                Sentence(f"{share}的单元格是有效的信用代码", f"{share} of its cells are valid credit codes"),
            )
    if profile.organisation >= 0.8 and "name" in record_type.by_code:
        share = f"{round(100 * profile.organisation)}%"
        yield Candidate(
            "name",
            worth,
            Sentence(f"{share}的单元格像单位名称", f"{share} of its cells look like names of organisations"),
        )
