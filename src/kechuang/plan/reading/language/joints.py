"""Where statements begin inside a run of text without punctuation.

Plans lose their commas and full stops on the way to the web: 构建园区智慧大脑搭建综合管理服务平台优化政务信息服务 is three tasks.
A statement begins at a verb that has an object, stands after a finished phrase, and belongs to no verb before it
(支持企业建设平台 is one statement: 企业 is who does the second thing). Chinese verbs are nouns as well (创新平台建设, 产业引导基金), so
each class of ``verbs.yaml`` asks for more or less proof.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from kechuang.plan.reading.language.lexicon import Lexicon, load_lexicon
from kechuang.plan.reading.language.words import Word, cut

# What can only follow a noun: a verb before it is part of a compound (集聚区, 孵化器, 创新型).
_SUFFIXES = frozenset("区园器性化力型者物业率部群圈带链度量级面点")
_CONNECTORS = frozenset({"、", "和", "与", "并", "及"})
_CIRCUMSTANCES = ("围绕", "依托", "按照", "通过", "基于", "立足", "针对", "结合", "根据")
_SHORT = 4
_SHORT_NOUN = 2
_SHORT_REMARK = 16
_HELPING = frozenset({"加快", "加速"})
_PREPOSITIONS = frozenset({"在", "将", "把", "为", "向", "从", "对"})
# Words that end a phrase elsewhere and may begin an object: 制定以企业需求为主导的政策, 加强与高校合作.
_MAY_BEGIN_AN_OBJECT = frozenset({"以", "对", "在", "向", "与", "为", "新", "有", "各", "将", "把", "该", "从", "由"})
_INSIDE_NAMES = '“”‘’"()（）《》+-·/'


@dataclass(frozen=True, slots=True)
class Verb:
    """The head of a statement, its offsets counting in the text given to :func:`find_verbs`.

    ``start`` is where the statement begins, adverbs and circumstance included; ``verbs`` is its verb or chain of verbs;
    what the first of them is about begins at ``theme_start``, the object of the last at ``object_start``. A
    circumstance whose verb does not stand in the same run comes with no verbs.
    """

    start: int
    theme_start: int
    object_start: int
    verbs: tuple[str, ...] = ()


@dataclass(slots=True)
class _Head:
    start: int
    theme_start: int
    object_start: int
    verbs: list[str] = field(default_factory=list)


def find_joints(text: str) -> list[int]:
    """Offsets inside ``text`` where a new statement begins although nothing separates it.

    >>> find_joints("构建园区智慧大脑搭建综合管理服务平台优化政务信息服务")
    [8, 18]
    >>> find_joints("支持龙头企业建设创新平台")
    []
    """
    return [verb.start for verb in find_verbs(text) if verb.start > 0]


@lru_cache(maxsize=4096)
def find_verbs(text: str) -> tuple[Verb, ...]:
    """The heads of the statements in a run of text without sentence marks (commas end a run as well).

    The first head begins where the run begins: what stands before its verb is its circumstance or subject.
    """
    return tuple(
        Verb(head.start, head.theme_start, head.object_start, tuple(head.verbs))
        for head in _Scanner(text, load_lexicon()).scan()
    )


class _Scanner:
    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.words = _refine(cut(text), lexicon)
        # Words after which a verb has no object: it is a noun there.
        self.closers = lexicon.openers - _MAY_BEGIN_AN_OBJECT
        self.bracketed = _bracketed(self.words)
        self.heads: list[_Head] = []
        self.pivot_open = False  # the last verb may still be given an agent and what it does
        self.piece: int | None = None  # where the circumstance of a head still to come begins

    def scan(self) -> list[_Head]:
        position = 0
        while position < len(self.words):
            length = 0 if position in self.bracketed else self._verb_length(position)
            if length:
                self._visit_verb(position, length)
            elif self.heads and self._is_circumstance(position, self.heads[-1]):
                self.piece = self.words[position].start
            position += max(1, length)
        if self.piece is not None:
            self.heads.append(_Head(self.piece, len(self.text), len(self.text)))
        return self.heads

    def _visit_verb(self, position: int, length: int) -> None:
        """Decide what a verb is here: a new head, a link of the chain, what the agent does, or a noun."""
        first = self._skip_adverbs_back(position)
        begin, end = self.words[first].start, self.words[position + length - 1].end
        verb = self._join(position, length)
        if not self.heads:
            if self._is_head(position, length, first, chained=False, leads=self.text.startswith(_CIRCUMSTANCES)):
                self._open(_Head(0, end, end, [verb]))
            return
        last = self.heads[-1]
        between = self.text[last.object_start : begin]
        chained = self.piece is None and not between.strip("、和与并及")
        if chained:
            if self._may_chain(last.verbs[-1], verb) and self._is_head(
                position, length, first, chained=True, leads=False
            ):
                last.verbs.append(verb)
                last.object_start = end
                self.pivot_open = self.pivot_open and verb in self.lexicon.pivot
        elif self.pivot_open and self.piece is None and self._is_agent(between):
            if self._is_complement(position, length):
                last.verbs.append(verb)
                last.object_start = end
                self.pivot_open = self._verb_length(position + length) > 0
        elif (self.piece is not None or self._is_finished(between, verb)) and self._is_head(
            position, length, first, chained=False, leads=self.piece is not None
        ):
            self._open(_Head(begin if self.piece is None else self.piece, end, end, [verb]))

    def _open(self, head: _Head) -> None:
        self.heads.append(head)
        self.pivot_open, self.piece = head.verbs[0] in self.lexicon.pivot, None

    def _join(self, position: int, length: int) -> str:
        return "".join(word.text for word in self.words[position : position + length])

    def _verb_length(self, position: int) -> int:
        """How many words from here make a verb, the longest first; 0 if none."""
        for length in (3, 2, 1):
            if 0 <= position <= len(self.words) - length and self._join(position, length) in self.lexicon.verbs:
                return length
        return 0

    def _skip_adverbs_back(self, position: int) -> int:
        while position > 0 and self.words[position - 1].text in self.lexicon.adverbs:
            position -= 1
        if position == 1 and self.words[0].text in self.lexicon.adverbs_at_start:
            position = 0
        return position

    def _is_head(self, position: int, length: int, first: int, *, chained: bool, leads: bool) -> bool:
        """Whether the verb here has an object and stands where a statement can begin.

        ``chained``: it follows the last verb at once. ``leads``: a circumstance before it still waits for its verb.
        """
        verb = self._join(position, length)
        after = self.words[position + length] if position + length < len(self.words) else None
        before = self.words[first - 1] if first > 0 else None
        at_start = before is None or before.text.isspace()
        if after is None or after.text in self.closers:
            return (at_start or verb in self.lexicon.action) and self._leads_coordinated_verb(position + length)
        if verb in _HELPING and after.text in _PREPOSITIONS:
            return False  # 加快在…形成: a helping word before a circumstance
        certain = verb in self.lexicon.certain
        if not certain and len(after.text) == 1 and after.text in _SUFFIXES:
            return False
        if self._tail(position + length) < 2:
            return False
        if before is None or at_start:
            return True
        if not chained and (before.text in self.lexicon.openers or before.tag == "p"):
            return self._closes_circumstance(first)
        if self._leads_to_verb(position + length) and not (chained or verb in self.lexicon.pivot):
            return False  # 科技创新政策引领|促进…: the noun that ends the phrase before
        if chained:
            return self._has_room_after_pivot(position, length)
        return self._is_proven(position, length, first, leads=leads)

    def _is_proven(self, position: int, length: int, first: int, *, leads: bool) -> bool:
        """Whether a verb in the middle of a run is one: by an adverb, a clear object, or room for a long one."""
        verb, before, after = self._join(position, length), self.words[first - 1], self.words[position + length]
        certain = verb in self.lexicon.certain
        if self._closes_circumstance(first):
            return True
        if before.text[-1] in "性型级式":
            return False
        if verb in self.lexicon.nominal and self._tail(position + length) <= _SHORT_NOUN:
            return False  # 梯次培育机制: two nouns of a compound
        if after.text in self.lexicon.determiners or self._has_clear_adverb(first, position, verb):
            return True
        if verb in self.lexicon.nominal:
            return leads and self._has_list(position + length)
        compound = self._verb_length(position + length) > 0 and after.text not in self.lexicon.start_only
        if compound and not certain and verb not in self.lexicon.pivot:
            return False  # 统筹开发运营模式: two nouns of a compound
        return self._tail(position + length, to_list_end=not certain) >= (3 if certain else _SHORT + 1)

    def _has_object(self, position: int) -> bool:
        """Whether an object follows, after further verbs if need be; 改造提升|实施… are nouns and a new statement."""
        while (length := self._verb_length(position)) > 0:
            verb = self._join(position, length)
            if verb in self.lexicon.certain:
                return False
            position += length
        return position < len(self.words)

    def _may_chain(self, last: str, verb: str) -> bool:
        if verb in self.lexicon.start_only:
            return False
        return verb in self.lexicon.action or last in self.lexicon.pivot or last in self.lexicon.chains

    def _has_clear_adverb(self, first: int, position: int, verb: str) -> bool:
        """Whether an adverb before the verb proves it to be one; 统筹 and 协调 may be verbs or nouns themselves."""
        adverbs = [word.text for word in self.words[first:position]]
        return any(adverb not in self.lexicon.verbs or verb in self.lexicon.action for adverb in adverbs)

    def _is_complement(self, position: int, length: int) -> bool:
        """Whether the verb here is what the agent before it does: 支持企业|建设平台."""
        after = self.words[position + length] if position + length < len(self.words) else None
        if after is None or after.text in self.closers or after.text in _SUFFIXES:
            return False
        if self._join(position, length) in self.lexicon.start_only or not self._has_object(position + length):
            return False
        needed = 3 if self._join(position, length) in self.lexicon.modifier else 2
        return self._tail(position + length) >= needed

    def _has_room_after_pivot(self, position: int, length: int) -> bool:
        """支持建设平台 has, 支持投资机构、… has not: the second word is part of a name."""
        rest = self._tail(position + length, to_list_end=True)
        following = self.words[position + length :]
        return (
            self._join(position, length) in self.lexicon.action
            or rest > 2
            or not any(w.text == "、" for w in following)
        )

    def _leads_to_verb(self, position: int) -> bool:
        """Whether a verb that certainly begins a statement follows, adverbs skipped."""
        while position < len(self.words) and self.words[position].text in self.lexicon.adverbs:
            if self._verb_length(position) and position + 1 < len(self.words) and not self._verb_length(position + 1):
                break
            position += 1
        length = self._verb_length(position)
        return length > 0 and self._join(position, length) in self.lexicon.action

    def _leads_coordinated_verb(self, position: int) -> bool:
        """引进和培育人才: the object follows the second verb."""
        if position + 1 >= len(self.words) or self.words[position].text not in _CONNECTORS:
            return False
        length = self._verb_length(position + 1)
        after = position + 1 + length
        return length > 0 and after < len(self.words) and self._tail(after) >= 2 and (
            self.words[after].text not in self.lexicon.openers
        )  # fmt: skip

    def _tail(self, position: int, *, to_list_end: bool = False) -> int:
        """Characters from here to the next mark or certain verb: the room for an object."""
        count = 0
        for index in range(position, len(self.words)):
            word = self.words[index]
            if word.text == "、" or (word.tag == "x" and word.text not in _INSIDE_NAMES):
                break
            if to_list_end and word.text == "等":
                break
            if index > position and word.text in self.lexicon.certain:
                break
            count += len(word.text)
        return count

    def _has_list(self, position: int) -> bool:
        """Whether an enumeration closed by 等 follows: 发展大数据、集成电路等产业."""
        rest = self.text[self.words[position].start :] if position < len(self.words) else ""
        comma, closing = rest.find("、"), rest.find("等")
        return 0 < comma < closing

    def _closes_circumstance(self, first: int) -> bool:
        return first > 0 and self.text[: self.words[first].start].endswith(self.lexicon.prelude_ends)

    def _is_circumstance(self, position: int, last: _Head) -> bool:
        """Whether a circumstance of a new statement begins here: …产业集群|围绕…打造."""
        word = self.words[position]
        if word.start < last.object_start or position == 0:
            return False
        before = self.words[position - 1]
        if before.text in self.lexicon.openers or before.text in self.lexicon.adverbs or before.tag in ("p", "x"):
            return False
        if not self._is_finished(self.text[last.object_start : word.start], ""):
            return False
        if self.pivot_open and self._is_agent(self.text[last.object_start : word.start]):
            return False
        if word.text in _CIRCUMSTANCES:
            return True
        rest = self.text[word.start :]
        return word.text in ("在", "以") and any(
            end in rest and not rest.partition(end)[2].startswith("的") for end in self.lexicon.prelude_ends
        )

    def _is_agent(self, phrase: str) -> bool:
        """Whether a phrase names somebody who can do a second thing: 各类企业, 银行、基金等机构在本区."""
        for word in ("围绕", "依托", "通过", "按照", "运用", "利用", "在", "以", "为", "向", "对"):
            head, found, _ = phrase.partition(word)
            if found and head:
                phrase = head
        phrase = phrase.rstrip("“”等")
        while phrase.endswith(self.lexicon.agent_tails):
            phrase = phrase[:-2]
        return phrase.endswith(self.lexicon.agents)

    def _is_finished(self, phrase: str, verb: str) -> bool:
        """Whether the phrase after a verb is an object of its own, after which something new can begin with ``verb``.

        Before a verb that also stands before nouns the object must be longer: 产业|引导基金 is no joint.
        """
        phrase = phrase.strip("“”、")
        if len(phrase) < (_SHORT + 1 if verb in self.lexicon.modifier else 2) or phrase in self.lexicon.determiners:
            return False
        return phrase[0] not in "向对为与在以将把" or phrase.endswith(self.lexicon.prelude_ends) or len(phrase) > 8


def _refine(words: list[Word], lexicon: Lexicon) -> list[Word]:
    """Words of four characters that hold a verb apart: 大力发展 becomes 大力 and 发展, 建设工程 becomes 建设 and 工程."""
    refined: list[Word] = []
    for word in words:
        head, tail = word.text[:2], word.text[2:]
        if len(word.text) == 4 and word.text not in lexicon.verbs and (
            (head in lexicon.adverbs and tail in lexicon.verbs) or head in lexicon.verbs
        ):  # fmt: skip
            middle = word.start + 2
            refined += [Word(word.start, middle, head, "d" if head in lexicon.adverbs else "v")]
            refined += [Word(middle, word.end, tail, "v" if tail in lexicon.verbs else "n")]
        else:
            refined.append(word)
    return refined


_PAIRS = {"（": "）", "(": ")", "“": "”", "《": "》", "「": "」"}


def _bracketed(words: list[Word]) -> frozenset[int]:
    """The positions of words inside brackets and quotation marks: what stands there begins no statement."""
    inside: set[int] = set()
    opened: list[tuple[str, int]] = []
    for position, word in enumerate(words):
        if word.text in _PAIRS:
            opened.append((_PAIRS[word.text], position))
        elif opened and word.text == opened[-1][0]:
            inside.update(range(opened.pop()[1], position))
    # A bracket that lost its other half shortly before the end still holds what follows it.
    for mark, position in opened:
        if mark in "）)" and words[-1].end - words[position].end <= _SHORT_REMARK:
            inside.update(range(position, len(words)))
    return frozenset(inside)
