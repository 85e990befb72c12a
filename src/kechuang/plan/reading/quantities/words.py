"""The words before an amount, taken apart: verbs at their end and at their beginning, and the name between."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kechuang.plan.reading.quantities.lexicon import guard, index

TIME = "\x01"  # stands for every character of a mention of time
Word = tuple[str, str]  # class and word

_TAIL = (
    "least", "most", "nearly", "grow", "shrink", "new", "build", "cumulate", "sum", "average", "each", "reach", "forward", "past",
)  # fmt: skip
_HEAD = (
    "less", "more", "new", "forward", "past", "build", "cumulate", "sum", "average", "each", "least", "lead", "home", "reach", "nearly",
)  # fmt: skip
_LOOSE_END = TIME + " :(-—“”‘’《》、的了双"
_LOOSE_START = TIME + " )“”‘’》、·—-的[]"
_ON_THE_BASIS = re.compile(rf"(?:在{TIME}+的?)?基础上[，,]?")
_INNER_PLAN = re.compile("(?:计划|力争|拟|将)(新增|新建|引进|引育|建设|培育|打造|实施|建成|组织)")
_INNER_VERB = re.compile("拥有(?!量)|共有|累计(?=[一-鿿])")


@dataclass(frozen=True, slots=True)
class Segment:
    """``tail`` has the words nearest to the number first; ``source`` says that 由 or 从 stands before the number."""

    noun: str
    tail: tuple[Word, ...]
    head: tuple[Word, ...]
    source: bool

    def has(self, *names: str) -> bool:
        """Whether a word of one of these classes stands at the end or the beginning."""
        return any(c in names for c, _ in self.tail) or any(c in names for c, _ in self.head)

    def nearest(self, *names: str) -> Word | None:
        """The word of these classes at the end that is nearest to the number."""
        return next((word for word in self.tail if word[0] in names), None)

    def leading(self, *names: str) -> Word | None:
        """The first word of these classes at the beginning."""
        return next((word for word in self.head if word[0] in names), None)


def take_apart(raw: str) -> Segment:
    """Take the words before a number apart; mentions of time are blanked by ``TIME``.

    >>> take_apart("力争高新技术企业突破")
    Segment(noun='高新技术企业', tail=(('least', '突破'),), head=(('forward', '力争'),), source=False)
    """
    text, tail, source = _from_the_end(_ON_THE_BASIS.sub("", raw))
    text, head = _from_the_beginning(text)
    planned = _INNER_PLAN.search(text)
    if planned and planned.end() < len(text):  # 综保区计划引进X: who plans it is no part of the name
        head.append(("new" if planned.group(1).startswith("新") else "build", planned.group(1)))
        text = text[planned.end() :]
    inner = list(_INNER_VERB.finditer(text))
    if inner and inner[-1].end() < len(text):
        head.extend(("cumulate" if m.group() == "累计" else "reach", m.group()) for m in inner)
        text = text[inner[-1].end() :]
    return Segment(balanced(_without_time(text)), tuple(tail), tuple(head), source)


def _from_the_end(raw: str) -> tuple[str, list[Word], bool]:
    text, tail, source = raw, [], False
    table, longest = index(*_TAIL)
    while text:
        last = text[-1]
        word = _ending(text, table, longest)
        if word is not None:
            tail.append((table[word], word))
            text = text[: len(text) - len(word)]
        elif last in "由从自" and text[-2:] not in ("理由", "自由", "服从", "各自"):
            source, text = True, text[:-1]
        elif last in _LOOSE_END or last == "在" or (last in "比较" and raw[len(text) :].startswith(TIME)):
            text = text[:-1]
        else:
            break
    return text, tail, source


def _from_the_beginning(text: str) -> tuple[str, list[Word]]:
    head: list[Word] = []
    table, longest = index(*_HEAD)
    while text:
        if text[0] in _LOOSE_START:
            if text[0] == "“" and "”" in text[1:]:
                break
            text = text[1:]
            continue
        word = _beginning(text, table, longest)
        if word is None:
            break
        head.append((table[word], word))
        text = text[len(word) :]
    return text, head


def _without_time(text: str) -> str:
    """The name after the last mention of time (在2020年的基础上，X), or before it where nothing follows."""
    cut = text.rfind(TIME)
    if cut < 0:
        return text
    return (text[cut + 1 :].lstrip("的") or text[:cut].rstrip("由从比较到至在" + TIME)).replace(TIME, "")


def _beginning(text: str, table: dict[str, str], longest: int) -> str | None:
    guards = guard("not_before")
    for size in range(min(longest, len(text)), 0, -1):
        word = text[:size]
        if word in table and not (text[size : size + 1] and text[size] in guards.get(word, "")):
            return word
    return None


def _ending(text: str, table: dict[str, str], longest: int) -> str | None:
    guards = guard("not_after")
    for size in range(min(longest, len(text)), 0, -1):
        word = text[-size:]
        before = text[: len(text) - size][-1:]
        if word in table and not (before and before in guards.get(word, "")):
            return word
    return None


def balanced(text: str) -> str:
    """A name without loose signs at its ends and without a bracket or quote that lost its other half.

    >>> balanced("、企业)数量"), balanced("领军(培育)企业")
    ('企业数量', '领军(培育)企业')
    """
    text = text.strip(" 、，,:;-—·")
    for left, right in ("()", "“”"):
        while text.count(right) > text.count(left):
            at = text.index(right)
            text = text[at + 1 :] if at < len(text) // 2 else text[:at] + text[at + 1 :]
        if text.count(left) > text.count(right):
            at = text.rindex(left)
            text = text[:at] + text[at + 1 :]
    return text.strip(" 、，,:;")
