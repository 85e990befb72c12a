"""How names stand in plans: a suffix that tells the kind, before it what distinguishes the thing.

A candidate ends with a suffix of ``names.yaml`` and begins after the last mark, verb or function word before it. It is a
name if something in it names: a place, a word that the dictionary knows as a name or does not know at all, or its
repetition. What only describes (产业创新公共服务平台) is a kind of thing and no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from kechuang.plan.reading.entities.model import Entity, EntityKind
from kechuang.plan.reading.language import Word, cut, find_verbs, load_lexicon, load_table

_DOCUMENT = re.compile("《[^《》\n]{2,60}》(?:（[^（）\n]{1,16}）)?")
_RUN = re.compile("[^，,。；;：:！？!?\n\t|]+")
_PIECE = re.compile("[^、“”‘’\"'《》]+")
_ENUMERATION = re.compile(
    "((?:[^，,。；;：:！？\n、]{2,24}、)+[^，,。；;：:！？\n、]{2,24}?)(?:等|[两二三四五六七八九十]+)(?=[\u4e00-\u9fff])"
)
_NAMING_TAGS = frozenset({"ns", "nr", "nt", "nz", "nrt", "nrfg"})
_STOPS = frozenset("的和与及或在以为对向从由将把是等至到于经被")
_LONGEST, _SHORTEST, _LONG_NAME = 40, 3, 9
# Tagged as names by the dictionary although they name nothing in a plan.
_UNTOLD = frozenset({"智慧", "高精尖", "高端", "大型", "中国", "国内", "全球", "小镇", "都市", "新城", "深度", "普及"})
# More names than this are not compared with each other.
_COMPARED = 3_000
# Words that no name holds: the piece is a clause.
_NEVER = frozenset({"有所", "步伐", "参与", "上云", "国内外", "一流", "拥有", "具有", "以上", "全链条"})
# A text of a megabyte names thousands of things; more candidates than this are not a plan.
_MANY = 20_000


@dataclass(frozen=True, slots=True)
class _Names:
    suffixes: tuple[tuple[str, EntityKind], ...]
    generic: frozenset[str]
    regions: tuple[str, ...]
    closers: tuple[tuple[str, EntityKind], ...]
    strict: frozenset[str]
    edges: frozenset[str]
    divisions: frozenset[str]


@cache
def _load_names() -> _Names:
    tables = load_table(__package__, "names.yaml")
    pairs = [(suffix, kind) for kind, suffixes in tables["suffixes"].items() for suffix in suffixes]
    closers = [(closer, kind) for kind, closers in tables["closers"].items() for closer in closers]
    return _Names(
        suffixes=tuple(sorted(pairs, key=lambda pair: -len(pair[0]))),
        generic=frozenset(tables["generic"]),
        regions=tuple(sorted(tables["regions"], key=len, reverse=True)),
        closers=tuple(sorted(closers, key=lambda pair: -len(pair[0]))),
        strict=frozenset(tables["strict"]),
        edges=frozenset(tables["edges"]),
        divisions=frozenset(tables["divisions"].split()),
    )


def read_entities(text: str, gazetteer: Mapping[str, EntityKind] | None = None) -> tuple[Entity, ...]:
    """The names in a text, each once, in order of where they first stand.

    ``gazetteer`` gives names that are known (parks, towns and units of the region, from content) with their kinds; they
    are found wherever they stand and their kinds prevail.
    """
    found: dict[str, tuple[EntityKind, int]] = {}

    def note(name: str, kind: EntityKind, start: int) -> None:
        known, first = found.get(name, (kind, start))
        found[name] = (known, min(first, start))

    for name, kind in (gazetteer or {}).items():
        if (start := text.find(name)) >= 0:
            note(name, kind, start)
    for match in _DOCUMENT.finditer(text):
        note(match.group(), "document", match.start())
    places, naming = _find_places(text)
    for name in places:
        note(name, "place", text.find(name))
    for number, run in enumerate(_RUN.finditer(text)):
        if number > _MANY:
            break
        for name, kind, start in _names_in_run(run.group(), naming):
            note(name, kind, run.start() + start)
    for name, kind, start in _enumerated(text, found):
        note(name, kind, start)
    counted = {name: text.count(name) for name in found}
    parts = _only_parts(found, counted) | _overlong(found, counted)
    entities = [Entity(name, kind, start, counted[name]) for name, (kind, start) in found.items() if name not in parts]
    return tuple(sorted(entities, key=lambda entity: (entity.start, -len(entity.name))))


def _only_parts(found: Mapping[str, tuple[EntityKind, int]], counted: Mapping[str, int]) -> frozenset[str]:
    """Names that stand nowhere but inside longer ones: 清华大学 in the name of its laboratory. Places and parks stay."""
    longer = [name for name in found if len(name) >= 8]
    parts: set[str] = set()
    for name, (kind, _) in found.items() if len(longer) <= _COMPARED else ():
        if kind in ("place", "document"):
            continue
        holders = [other for other in longer if name in other and other != name]
        if not holders or (kind == "park" and any(found[other][0] == "project_base" for other in holders)):
            continue
        if sum(counted[other] * other.count(name) for other in holders) >= counted[name]:
            parts.add(name)
    return frozenset(parts)


def _overlong(found: Mapping[str, tuple[EntityKind, int]], counted: Mapping[str, int]) -> frozenset[str]:
    """Names that are an established one with words of the sentence before it (…步伐加快京津中关村科技城), or with 产业园 behind it."""
    established = [name for name, (kind, _) in found.items() if kind != "place" and counted[name] >= 3]
    overlong: set[str] = set()
    for name, (kind, _) in found.items() if len(established) <= _COMPARED else ():
        for short in established:
            if short != name and found[short][0] == kind and counted[name] < counted[short]:
                rest = name.removeprefix(short)
                if name.endswith(short) or (rest != name and rest in ("产业园区", "产业园", "园区")):
                    overlong.add(name)
    return frozenset(overlong)


def _find_places(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Names of places, and all words that may name something inside a longer name.

    A place is an administrative division, a large region, or a word that the dictionary calls a place and that the
    text writes with 区, 县, 镇… somewhere (宝坻 beside 宝坻区).
    """
    names = _load_names()
    tagged = {word.text for word in _words_of(text) if word.tag == "ns" and word.text not in names.generic}
    places: set[str] = {name for name in (*names.divisions, *names.regions) if name in text}
    for name in tagged:
        bare = name[:-1] if len(name) > 2 and name[-1] in "区市县省镇" else name
        written = [bare + suffix for suffix in "区市县省镇" if bare + suffix in text]
        if len(bare) >= 2 and bare in names.divisions:
            places.add(bare)
        elif (
            len(bare) >= 2
            and written
            and bare[0] not in "各全本该我两三四五六七八九十百几多"
            and not bare.endswith(("园", "城", "市", "区", "新", "业", "社", "地", "大"))
        ):
            places.update((bare, *(one for one in written if text.count(one) >= 2 or one in tagged)))
        elif name.endswith("新城") and len(name) >= 4:
            places.add(name)
    return frozenset(places), frozenset(tagged | places)


def _words_of(text: str) -> Iterable[Word]:
    for start in range(0, min(len(text), 400_000), 20_000):
        yield from cut(text[start : start + 20_000])


def _names_in_run(run: str, naming: frozenset[str]) -> list[tuple[str, EntityKind, int]]:
    """The names that end with a suffix inside a run without commas."""
    names = _load_names()
    if not any(suffix in run for suffix, _ in names.suffixes):
        return []
    heads = {edge for verb in find_verbs(run) for edge in (verb.theme_start, verb.object_start)}
    found: list[tuple[str, EntityKind, int]] = []
    for piece in _PIECE.finditer(run):
        begin, text = piece.start(), piece.group()
        listed = "、" in run[begin - 1 : begin] + run[piece.end() : piece.end() + 1]
        edges = {head - begin for head in heads if begin <= head < piece.end()}
        found += [
            (name, kind, begin + start) for name, kind, start in _names_in_piece(text, edges, naming, listed=listed)
        ]
    return found


def _names_in_piece(
    piece: str, heads: set[int], naming: frozenset[str], *, listed: bool
) -> list[tuple[str, EntityKind, int]]:
    """The names inside a piece without marks; ``heads`` are where objects of verbs begin, ``listed`` that 、 is beside it."""
    ends: dict[int, tuple[EntityKind, str]] = {}
    for suffix, kind in _load_names().suffixes:
        position = piece.find(suffix)
        while position >= 0:
            ends.setdefault(position + len(suffix), (kind, suffix))
            position = piece.find(suffix, position + 1)
    if not ends:
        return []
    words = cut(piece)
    edges = _edges(piece, words, heads, frozenset(ends), naming)
    inner = {end for word in words for end in range(word.start + 1, word.end)}
    found: list[tuple[str, EntityKind, int]] = []
    for end in sorted(ends):
        kind, suffix = ends[end]
        if end in inner:
            continue
        start = max((edge for edge in edges if edge < end), default=0)
        name = piece[start:end]
        in_list = listed or piece[end : end + 1] in ("和", "等") or end in edges
        if _SHORTEST < len(name) <= _LONGEST and _is_name(name, suffix, start, words, naming, listed=in_list):
            found.append((name, kind, start))
    return found


def _edges(run: str, words: list[Word], heads: set[int], ends: frozenset[int], naming: frozenset[str]) -> list[int]:
    """Where names may begin inside a piece: after verbs and function words, after a finished name, at a place's name."""
    names, lexicon = _load_names(), load_lexicon()
    edges = heads | {0}
    depth = 0
    for index, word in enumerate(words):
        if word.text in "（(":
            depth += 1
        elif word.text in "）)":
            depth = max(0, depth - 1)
        if depth:
            continue
        if word.text in ("与", "和", "及"):
            # 精密测试与仪器实验室 goes on; 生产基地和产业化基地 are two names.
            if word.start in ends or word.start in edges:
                edges.add(word.end)
        elif (
            word.text in _STOPS
            or word.text in names.edges
            or word.tag in ("c", "uj")
            or (word.start in edges and (word.text in lexicon.verbs or word.text in lexicon.adverbs))
            or (word.start in ends and word.text in lexicon.action)
        ):
            edges.add(word.end)
        elif (
            word.start in ends
            and _starts_name(words[index:], naming)
            and not _is_branch(run[word.start :], words[index:])
        ):
            edges.add(word.start)
        elif word.tag == "m" and word.text[0].isdigit() and not re.match("[A-Za-z]", run[word.end :]):
            edges.add(word.end)
    # Marks at the edge of a name do not belong to it.
    return sorted(edge + len(run[edge:]) - len(run[edge:].lstrip(" )）(（-—+.以")) for edge in edges)


def _is_branch(rest: str, words: list[Word]) -> bool:
    """研究院|天津分院 is one name: a place and 分院 only tell which branch."""
    return len(words) > 0 and rest[words[0].end - words[0].start :].startswith("分")


def _starts_name(words: list[Word], naming: frozenset[str]) -> bool:
    """Whether a place's name begins here: …分园|中关村…分园."""
    return any("".join(word.text for word in words[:length]) in naming for length in (1, 2, 3))


def _is_name(name: str, suffix: str, start: int, words: list[Word], naming: frozenset[str], *, listed: bool) -> bool:
    """Whether something before the suffix names and does not only describe."""
    names = _load_names()
    stem_end = start + len(name) - len(suffix)
    stem = [word for word in words if start <= word.start and word.end <= stem_end]
    if any(word.start == start and word.text == name and word.tag in _NAMING_TAGS for word in words):
        return True  # the dictionary knows the whole name: 北京航空航天大学
    if not stem or name in names.generic or any(word.text in _NEVER for word in stem):
        return False
    if name.startswith("国家") and not name.startswith("国家级") and suffix in ("园区", "科技园区", "科技园"):
        return stem[-1].end - stem[0].start >= 4
    if name.startswith(tuple(naming)) or any(word.tag in _NAMING_TAGS or word.text in naming for word in stem):
        return not all(word.text in names.generic or word.text in _UNTOLD for word in stem)
    telling = [word for word in stem if word.text not in names.generic]
    concrete = listed and len(name) >= _LONG_NAME and bool(telling)
    if suffix in names.strict:
        return concrete and suffix in ("基地", "平台")
    nouns = [word for word in telling if word.tag not in ("v", "vn", "a", "d", "m", "q", "r")]
    return concrete or 0 < len(stem) <= 2 * len(nouns)


def _enumerated(text: str, found: Mapping[str, tuple[EntityKind, int]]) -> list[tuple[str, EntityKind, int]]:
    """Short names known only by the noun that closes their list: 思创、宝星、…众创空间等孵化载体."""
    names, lexicon = _load_names(), load_lexicon()
    suffixes = {suffix for suffix, _ in names.suffixes}
    listed: list[tuple[str, EntityKind, int]] = []
    for match in _ENUMERATION.finditer(text):
        after = text[match.end() : match.end() + 8]
        kind = next((kind for closer, kind in names.closers if after.startswith(closer)), None)
        if kind is None:
            continue
        position = match.start(1)
        for number, item in enumerate(match.group(1).split("、")):
            name = item
            if number == 0:
                words = cut(item)
                edge = max(
                    (word.end for word in words if word.text in lexicon.verbs or word.tag in ("p", "v")), default=0
                )
                name = item[edge:]
            if 2 <= len(name) <= 6 and not ({name} & (found.keys() | names.generic | suffixes)):
                listed.append((name, kind, position + len(item) - len(name)))
            position += len(item) + 1
    return listed
