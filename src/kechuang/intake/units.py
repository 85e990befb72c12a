"""Units as tables state them: in a heading, in a line of their own, or behind a figure."""

from __future__ import annotations

import re
from functools import lru_cache

from kechuang.intake.words import brackets_of, fold_text
from kechuang.values import Unit, ValueFormatError, unit

#: Counting words that headings put in brackets; any other word there is a remark.
_COUNTED = frozenset(
    (
        "家",
        "人",
        "个",
        "项",
        "件",
        "户",
        "名",
        "台",
        "套",
        "次",
        "天",
        "月",
        "年",
        "所",
        "处",
        "篇",
        "台套",
        "人次",
        "份",
        "岁",
        "栋",
        "间",
    )
)
_OTHER_WORDS = {
    "人民币元": "元", "人民币万元": "万元", "rmb": "元", "元人民币": "元", "万元人民币": "万元", "㎡": "平方米", "m2": "平方米", "m²": "平方米",
    "平米": "平方米", "平方": "平方米", "万平米": "万平方米", "万㎡": "万平方米", "万m2": "万平方米", "km2": "平方公里", "kwh": "千瓦时", "度": "千瓦时",
    "万度": "万千瓦时", "百分比": "%", "百分数": "%", "t": "吨", "kg": "公斤", "千克": "公斤", "吨标煤": "吨标准煤", "tce": "吨标准煤",
    "万": "万元", "亿": "亿元", "千": "千元",
    "m3": "立方米", "m³": "立方米", "方": "立方米", "km": "公里", "名": "人", "人次": "人", "台/套": "台套", "仟元": "千元", "佰万元": "百万元", "百分之": "%",
}  # fmt: skip
_LINE = re.compile(
    r"(?<![报送属管任成员建办立主各本该施理营门业送])(?:(?:金额|计量|货币|计价|数据)单位|单位|金额)\s*(?:[:：为]|均为)\s*([^\s；;。)）]{1,30}(?:\s*[、,，/]\s*[^\s；;。)）]{1,12})*)"
)
_SPLIT = re.compile(r"[、,，/;；和及\s]+")
_TAIL = re.compile(r"[,，:：/—-](?:单位[:：]?)?([^,，:：/—()（）\s-]{1,6})$")


@lru_cache(maxsize=4_096)
def read_unit(text: str) -> Unit | None:
    """The unit a text names by itself; ``None`` where it is no unit that is known.

    >>> str(read_unit("人民币 万元")), str(read_unit("单位：千元")), read_unit("是/否"), str(read_unit("％"))
    ('万元', '千元', None, '%')
    """
    folded = (
        fold_text(text).removeprefix("计量单位:").removeprefix("金额单位:").removeprefix("单位:").removeprefix("金额:")
    )
    folded = _OTHER_WORDS.get(folded, folded)
    if not folded or len(folded) > 8:
        return None
    try:
        known = unit(folded)
    except ValueFormatError:
        return None
    if known.dimension != known.symbol and known.dimension not in _COUNTED:
        # A multiplier before a word (万户) is believed only where the word counts something.
        return known if known.dimension in _DIMENSIONS else None
    return known if known.symbol in _COUNTED or known.dimension in _COUNTED or known.dimension in _DIMENSIONS else None


_DIMENSIONS = frozenset(
    ("money", "share", "share_change", "multiple", "area", "length", "mass", "standard_coal", "energy", "volume")
)


def unit_of_heading(headings: tuple[str, ...]) -> Unit | None:
    """The unit that headings state, the lowest first: in brackets, or behind a comma or colon at the end.

    >>> str(unit_of_heading(("金额（万元）", "其中：技术交易额"))), str(unit_of_heading(("营业收入,千元",))), unit_of_heading(("名称(全称)",))
    ('万元', '千元', None)
    """
    for heading in reversed(headings):
        for inner in reversed(brackets_of(heading)):
            for part in (inner, *_SPLIT.split(inner)):
                found = read_unit(part)
                if found is not None:
                    return found
        tail = _TAIL.search(heading.strip())
        found = read_unit(tail[1]) if tail else None
        if found is not None:
            return found
        if len(headings) > 1 and (found := read_unit(heading)) is not None:
            return found
    return None


def units_of_lines(lines: tuple[str, ...]) -> tuple[tuple[Unit, ...], str | None]:
    """The units that lines above a table state (单位：千元、人), and the line. A name of an office (填报单位：…) is none.

    >>> [str(one) for one in units_of_lines(("某区主要指标", "计量单位：千元、人"))[0]], units_of_lines(("填报单位：统计局",))
    (['千元', '人'], ((), None))
    """
    for line in lines:
        for found in _LINE.finditer(line):
            units = tuple(one for part in _SPLIT.split(found[1]) if (one := read_unit(part)) is not None)
            if units:
                return units, line
    for line in lines:
        units = tuple(
            one for inner in brackets_of(line) if (one := read_unit(inner)) is not None and one.dimension == "money"
        )
        if units:
            return units, line
    return (), None
