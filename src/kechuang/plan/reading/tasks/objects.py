"""What a task is about: the things its object enumerates."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TAIL = re.compile("(?:等[^、]{0,16}?)?(?:的)?(?:项目|工程|平台|体系)?(?:建设|发展|升级|改造|推广|落地|实施)$")
_HEAD = re.compile("^(?:一批|一系列|若干|各类|各级|覆盖|具有)+")
_MANY = 12


def find_objects(phrase: str, verbs: Sequence[str]) -> tuple[str, ...]:
    """The objects that a phrase after the verb enumerates, without 一批 and without the noun that closes the list.

    >>> find_objects("智慧能源、智慧交通、智慧社区等项目", ["推进"])
    ('智慧能源', '智慧交通', '智慧社区')
    >>> find_objects("一批创新型产业集群", ["培育"])
    ('创新型产业集群',)
    >>> find_objects("龙头企业建设创新平台", ["支持", "建设"])
    ('龙头企业', '创新平台')
    """
    for verb in verbs[1:]:
        before, found, after = phrase.partition(verb)
        if found and after:
            phrase = f"{before}、{after}" if before else after
    phrase = re.sub(r"\s+", "", phrase).strip("“”\"'，,、")
    closed = re.match("(.+?)等([^、]*)$", phrase)
    if (closed and "、" in closed.group(1)) or (closed and len(closed.group(1)) >= 4):
        phrase = closed.group(1)
    else:
        shorter = _TAIL.sub("", phrase)
        phrase = shorter if len(shorter) >= 2 else phrase
    parts = [_HEAD.sub("", part).strip("“”\"'") for part in _split_outside_brackets(phrase)]
    return tuple(dict.fromkeys(part for part in parts if part))[:_MANY]


def _split_outside_brackets(phrase: str) -> list[str]:
    """The parts between 、 that lie outside brackets and quotation marks."""
    parts, depth, current = [], 0, ""
    for character in phrase:
        if character in "（(《“":
            depth += 1
        elif character in "）)》”":
            depth = max(0, depth - 1)
        if character == "、" and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += character
    return [*parts, current]
