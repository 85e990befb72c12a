"""Administrative divisions at the head of a name: which one it is, and what remains of the name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Set

_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|"
    "毛南|仡佬|锡伯|普米|塔吉克|怒|鄂温克|保安|裕固|独龙|鄂伦春|门巴"
)
_ENDING = re.compile(
    rf"(?:特别行政区|(?:(?:{_PEOPLES})族)+(?:各族)?自治[州县旗]|(?:壮族|回族|维吾尔)?自治区|地区|新区|林区|特区|省|市|区|县|盟|旗)$"
)
_TOWN = re.compile(r"[\u4e00-\u9fff]{2,3}?(?:街道|镇|乡)(?=[\u4e00-\u9fff]{2})")
#: Fewest characters a name keeps when its place is cut off.
_KEPT = 2


class Places:
    """Finds divisions by full and short name.

    A county's short name (宝坻 for 宝坻区) is taken for a place after the name of the province or city it lies in. Standing
    alone it may as well be a brand (嘉禾, 永寿), so :meth:`split_short` offers that reading apart.

    >>> places = Places({120000: "天津市", 120115: "宝坻区", 120101: "和平区", 210102: "和平区"})
    >>> places.split("天津市宝坻区华美机械"), places.split("天津和平华美机械"), places.split("宝坻华美机械")
    ((120115, '华美机械'), (120101, '华美机械'), (0, '宝坻华美机械'))
    >>> places.split_short("宝坻华美机械")
    (120115, '华美机械')
    """

    def __init__(self, divisions: Mapping[int, str], not_places: Set[str] = frozenset()) -> None:
        self._full: dict[str, list[int]] = defaultdict(list)
        self._short: dict[str, list[int]] = defaultdict(list)
        self._not_places = not_places
        for code, name in sorted(divisions.items()):
            self._full[name].append(code)
            short = _ENDING.sub("", name)
            if len(short) > 1 and short != name:
                self._short[short].append(code)
        self._inside: dict[tuple[str, int], int | None] = {}
        # Lengths of the names that begin with two characters, longest first: most names begin with no place at all.
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in (*self._full, *self._short):
            lengths[name[:2]].add(len(name))
        self._lengths = {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}

    def split(self, name: str) -> tuple[int, str]:
        """The narrowest division at the head of a name (0: none, or not clear which), and the rest of the name."""
        code, rest, found = 0, name, True
        for _ in range(3):
            found = False
            for length in self._lengths.get(rest[:2], ()):
                inner = self._find(rest[:length], code) if length + _KEPT <= len(rest) else None
                if inner is None:
                    continue
                code, rest, found = inner or code, rest[length:], True
                break
            if not found:
                break
        if code:
            rest = _TOWN.sub("", rest, count=1) if _TOWN.match(rest) else rest
        return code, rest

    def split_short(self, name: str) -> tuple[int, str]:
        """A county's short name at the head of a name, if it belongs to one county only; else 0 and the name."""
        for length in self._lengths.get(name[:2], ()):
            codes = self._short.get(name[:length], ())
            if length + _KEPT <= len(name) and len(codes) == 1 and name[:length] not in self._not_places:
                return codes[0], name[length:]
        return 0, name

    def find(self, text: str) -> int:
        """The division a whole text names (0: none)."""
        return self.split(text + "〇〇")[0] or self.split_short(text + "〇〇")[0] if text else 0

    def is_place(self, text: str) -> bool:
        """Whether a text is the name of divisions and nothing else."""
        return bool(text) and "〇〇" in (self.split(text + "〇〇")[1], self.split_short(text + "〇〇")[1])

    def _find(self, word: str, within: int) -> int | None:
        """The division a word names inside another one; 0 if it is one of several, ``None`` if it is none."""
        if word not in self._full and word not in self._short:
            return None
        if (word, within) not in self._inside:
            self._inside[word, within] = self._look_up(word, within)
        return self._inside[word, within]

    def _look_up(self, word: str, within: int) -> int | None:
        full = self._full.get(word)
        codes = full or self._short.get(word, [])
        if within:
            inside = [code for code in codes if code != within and _contains(within, code)]
            if len(inside) == 1:
                return inside[0]
            return (0 if full else None) if not inside else 0
        upper = [code for code in codes if code % 100 == 0]
        if upper and (full or word not in self._not_places):
            return upper[0] if len(upper) == 1 else 0
        if full:
            return full[0] if len(full) == 1 else 0
        return None


def _contains(outer: int, inner: int) -> bool:
    if outer % 10000 == 0:
        return outer // 10000 == inner // 10000
    return outer % 100 == 0 and outer // 100 == inner // 100
