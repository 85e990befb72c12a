"""From a column's headings to the field it carries: a score, and the reason in a sentence."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

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
#: Points from which a heading says its field outright.
_OUTRIGHT = 90
_MOST_CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class Named:
    """A heading by which a field is known, folded in two ways."""

    text: str
    core: str
    own: bool


class _Index:
    """The headings of one record type, found by their text, their core, or a pair of characters."""

    def __init__(self, record_type: RecordType) -> None:
        self.fields = record_type.by_code
        self.texts: dict[str, list[tuple[str, Named]]] = defaultdict(list)
        self.cores: dict[str, list[tuple[str, Named]]] = defaultdict(list)
        self.pairs: dict[str, list[tuple[str, Named]]] = defaultdict(list)
        for field in record_type.fields:
            for named in _names(field):
                self.texts[named.text].append((field.code, named))
                if len(named.core) >= 2:
                    self.cores[named.core].append((field.code, named))
                for pair in {named.text[place : place + 2] for place in range(len(named.text) - 1)}:
                    self.pairs[pair].append((field.code, named))

    def candidates(self, headings: tuple[str, ...]) -> tuple[Candidate, ...]:
        """The fields these headings may mean. Likeness is asked only where nothing says the heading outright."""
        best: dict[str, Candidate] = {}
        texts = list(variants(headings))
        for text, worth, said in texts:
            for code, named in self.texts.get(text, ()):
                _keep(best, _named(code, worth, said, named))
            for code, named in self.cores.get(core_of(text), ()) if not is_earlier(text) else ():
                _keep(best, _at_core(code, worth, said, named))
        if not best or max(one.score for one in best.values()) < _OUTRIGHT:
            for text, worth, said in texts:
                near = {hit for place in range(len(text) - 1) for hit in self.pairs.get(text[place : place + 2], ())}
                for code, named in near if text not in GENERIC else ():
                    found = _alike(code, text, worth, said, named)
                    if found is not None:
                        _keep(best, found)
        return tuple(self._in_group(one, headings) for one in best.values())

    def _in_group(self, found: Candidate, headings: tuple[str, ...]) -> Candidate:
        """A little surer where the heading above is the field's group."""
        group = self.fields[found.field].group
        if (
            group is None
            or found.score >= 100
            or all(fold_heading(one) != fold_heading(group.zh) for one in headings[:-1])
        ):
            return found
        return Candidate(found.field, min(99, found.score + 3), found.reason)


class Lexicon:
    """The headings of all record types, prepared once."""

    def __init__(self, record_types: Mapping[str, RecordType]) -> None:
        self.record_types = dict(record_types)
        self._indices = {code: _Index(one) for code, one in self.record_types.items()}
        self._scores: dict[tuple[str, tuple[str, ...]], tuple[Candidate, ...]] = {}
        shared = Counter(field.code for one in self.record_types.values() for field in one.fields)
        #: How much a field says about the type of the record: the rarer its code among the types, the more.
        self.weights = {code: 1 / count for code, count in shared.items()}

    def knows(self, text: str) -> bool:
        """Whether a text is a heading of any field."""
        folded, plain = fold_heading(text), fold_text(text)
        return any(folded in index.texts or plain in index.texts for index in self._indices.values())

    def candidates(self, record_type: RecordType, headings: tuple[str, ...], profile: Profile) -> tuple[Candidate, ...]:
        """The fields of a type that a column could be, best first, weighed with what its cells look like."""
        key = record_type.code, headings
        if key not in self._scores:
            self._scores[key] = self._indices[record_type.code].candidates(headings)
        best: dict[str, Candidate] = {}
        for one in self._scores[key]:
            _keep(best, weigh(one, record_type.field(one.field), profile))
        for one in _by_content(record_type, profile, bool(headings)):
            _keep(best, one)
        found = sorted((one for one in best.values() if one.score > 0), key=lambda one: (-one.score, one.field))
        return tuple(found[:_MOST_CANDIDATES])


def _keep(best: dict[str, Candidate], one: Candidate) -> None:
    if one.field not in best or best[one.field].score < one.score:
        best[one.field] = one


@lru_cache(maxsize=4_096)
def _names(field: Field) -> tuple[Named, ...]:
    names: dict[str, Named] = {}
    for place, text in enumerate((*field.headings, field.name.en, field.code)):
        for folded in (fold_heading(text), fold_text(text)):
            if folded:
                names.setdefault(folded, Named(folded, core_of(folded), own=place == 0))
    return tuple(names.values())


@lru_cache(maxsize=65_536)
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
    yield exact, 70 if generic and above else 100, exact
    yield leaf, 70 if generic and above else 98, leaf
    if generic and above:
        yield above[-1], 97, above[-1]


def _named(code: str, worth: int, said: str, named: Named) -> Candidate:
    zh, en = ("名称一致", "is its name") if named.own else ("是已知的别名", "is a known alias")
    return Candidate(code, worth if named.own else worth - 2, Sentence(f"“{said}”{zh}", f"“{said}” {en}"))


def _at_core(code: str, worth: int, said: str, named: Named) -> Candidate:
    zh = f"“{said}”去掉年份和虚词后与“{named.text}”一致"
    return Candidate(code, worth - 8, Sentence(zh, f"“{said}” is “{named.text}” but for year and fillers"))


def _alike(code: str, text: str, worth: int, said: str, named: Named) -> Candidate | None:
    alike = likeness(text, named.text)
    if alike < _ALIKE or is_earlier(text) != is_earlier(named.text):
        return None
    share = f"{round(100 * alike)}%"
    why = Sentence(f"“{said}”与“{named.text}”相近（{share}）", f"“{said}” is {share} like “{named.text}”")
    return Candidate(code, int(_LIKE_POINTS * alike * worth / 100), why)


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
