"""What a task is about: the things its object enumerates."""

from __future__ import annotations

import re
from collections.abc import Sequence

# What is done with the object, said again as a noun: 平台|建设, 标准|制定.
_TAIL = re.compile(
    "(?:的)?(?:示范|应用|聚集|转型|智能化|改造|统筹)?(?:建设|发展|升级|改造|推广|落地|实施|制定|提升|布局)$"
)
_COUNTED = re.compile("(?:等)?[两二三四五六七八九十]大(?:领域|产业|园区|工程|方向|类).*$")
_CLOSED = re.compile("等[^、]{0,8}$")
_HEAD = re.compile("^(?:一批|一系列|若干|各类|各级)+")
# 覆盖四大园区的|综合平台: the description before the thing.
_DESCRIBED = re.compile("^(?:覆盖|具有|以|面向|服务)[^、]*的(?=[^的、]{4,}$)")
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
    phrase = re.split("[，,。；;]", phrase)[0]
    phrase = _DESCRIBED.sub("", _HEAD.sub("", phrase))
    phrase = re.sub(r"\s+", "", phrase).strip("“”\"'，,、")
    closed = re.match("(.+?)等([^、]*)$", phrase)
    if (closed and "、" in closed.group(1)) or (closed and len(closed.group(1)) >= 4):
        phrase = closed.group(1)
    else:
        shorter = _TAIL.sub("", _COUNTED.sub("", phrase) if "、" in phrase else phrase)
        phrase = shorter if len(shorter) >= 2 else phrase
    parts = [_CLOSED.sub("", _HEAD.sub("", part)).strip("“”\"'") for part in _split_outside_brackets(phrase)]
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
