"""The words of bureaus' tables that belong to no record type: totals, notes, units, blanks. Language, not policy."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: What says that there is nothing. A zero is a figure and not among them.
NOTHING = frozenset(
    ("", "-", "--", "—", "——", "———", "–", "－", "/", "//", "\\", "／", "、", "无", "暂无", "没有", "空", "空白", "不详", "未知", "未填", "未报",
     "不适用", "略", "n/a", "na", "n.a.", "null", "none", "nil", "nan", "#n/a", "*", "**", "…", "...", "?", "？", "无数据", "缺", "待定", "待补")
)  # fmt: skip
TOTALS = frozenset(
    ("合计", "总计", "小计", "共计", "累计", "总和", "汇总", "合计数", "本页小计", "本页合计", "平均", "平均值", "平均数", "均值", "总数", "全区合计",
     "全市合计", "园区合计", "total", "subtotal", "sum", "合", "总")
)  # fmt: skip
_TOTAL = re.compile(
    r"(?:[一-龥（）()]{0,12}(?:合计|总计|小计|共计)|(?:合计|总计|小计|共计)[（(:：].*|其中(?:[:：].*)?|其中[一-龥]{2,12})"
)
_NOTE = re.compile(
    r"[(（\[【*※]*\s*(?:注|备注|说明|填表说明|填报说明|附注|资料来源|数据来源|来源|备\s*注|口径说明|指标解释|温馨提示|提示|要求|注意|联系人|联系电话|联系方式|"
    r"填表人|填报人|制表人?|审核人?|审批|复核|负责人|单位负责人|统计负责人|填报单位|填报日期|报送单位|报出日期|报送日期|制表日期|打印日期|单位[（(]?盖章|盖章|"
    r"本表|本清单|名单为|此表|表中|以上|第\s*\d+\s*页|共\s*\d+\s*页)"
)
SERIALS = frozenset(("序号", "编号序号", "序", "no", "no.", "行号", "行次", "顺序号", "#", "num", "编次"))
#: Headings whose column is not read, and is not a puzzle either.
IGNORED = frozenset(
    ("备注", "说明", "附注", "签字", "签名", "盖章", "审核意见", "操作", "是否提交", "填报状态", "审核状态")
)
NATURES = frozenset(("数据性质", "数据属性", "数据类型标识"))
RETURNED = frozenset(("报送日期", "上报日期", "填报日期", "报送时间", "上报时间", "填报时间", "提交日期", "提交时间"))
SYNTHETIC = frozenset(("合成", "合成数据", "模拟", "模拟数据", "synthetic", "true", "1", "是"))
#: Lowest headings that say nothing without the heading above them.
GENERIC = frozenset(
    ("合计", "总计", "小计", "金额", "数值", "数量", "本年", "本期", "本年度", "当年", "全年", "累计", "本期数", "本年数", "总数", "总额", "值",
     "年末", "期末", "数")
)  # fmt: skip
#: A column of figures of an earlier time beside this one's.
_EARLIER = re.compile(
    r"上年|去年|同期|上期|期初|年初|前一年|基期|同比|增幅|增速|增长率|增减|比上年|环比|排名|位次|占比"
)

_SPACE = re.compile(r"\s+")
_BRACKET = re.compile(r"[(\[{【<《〔]([^()\[\]{}【】<>《》〔〕]*)[)\]}】>》〕]")
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[(][一二三四五六七八九十\d]{1,3}[)]|\d{1,3}(?:[.．、]\d{1,2})*[、.．:：)]\s*(?=\D)|[①-⑳]|其中[:：]?|加[:：]|减[:：])"
)
_EDGES = " *＊:：;；,，、。.·※★☆-—_/\\'\"`“”‘’"
_PUNCTUATION = re.compile(r"[\s*＊:：;；,，、。.·※★\-—_/\\'\"`“”‘’()\[\]{}【】<>《》〔〕]")


@lru_cache(maxsize=65_536)
def fold_text(text: str) -> str:
    """A text for comparing: half width, lower case, without blanks.

    >>> fold_text("  Ｒ＆Ｄ 经费（万元） ")
    'r&d经费(万元)'
    """
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


@lru_cache(maxsize=65_536)
def fold_heading(text: str) -> str:
    """A heading for comparing: folded, without brackets, numbering, 其中 and marks.

    >>> fold_heading("（一）其中：研发费用 （万元）*"), fold_heading("3.从业人员期末人数(人)"), fold_heading("高企(是/否)")
    ('研发费用', '从业人员期末人数', '高企')
    """
    folded = fold_text(text)
    before = None
    while before != folded:
        before = folded
        folded = _NUMBERING.sub("", folded).strip(_EDGES)
    bare = folded
    while (inner := _BRACKET.sub("", bare)) != bare:
        bare = inner
    return _PUNCTUATION.sub("", bare) or _PUNCTUATION.sub("", folded)


def brackets_of(text: str) -> tuple[str, ...]:
    """What stands in the brackets of a heading.

    >>> brackets_of("营业收入（万元）[2022年]")
    ('万元', '2022年')
    """
    return tuple(_BRACKET.findall(unicodedata.normalize("NFKC", text)))


def is_nothing(text: str) -> bool:
    """Whether a cell's text says that there is nothing.

    >>> is_nothing(" — "), is_nothing("0"), is_nothing("无")
    (True, False, True)
    """
    return text in NOTHING or fold_text(text) in NOTHING


def is_total(text: str) -> bool:
    """Whether the text names a row of totals, a subtotal or a "thereof".

    >>> is_total("合  计"), is_total("其中：高新技术企业"), is_total("天津总计科技有限公司"), is_total("开发区小计")
    (True, True, False, True)
    """
    folded = fold_text(text)
    return folded in TOTALS or (len(folded) <= 24 and _TOTAL.fullmatch(folded) is not None)


def is_note(text: str) -> bool:
    """Whether the text begins as notes below (or above) a table do.

    >>> is_note("注：本表为合成数据。"), is_note("填表人：张三"), is_note("天津某某有限公司")
    (True, True, False)
    """
    return _NOTE.match(text.strip()) is not None


@lru_cache(maxsize=65_536)
def is_earlier(heading: str) -> bool:
    """Whether a heading speaks of an earlier time, of growth or of a rank beside the figure itself."""
    return _EARLIER.search(heading) is not None


@lru_cache(maxsize=8_192)
def tokens_of(text: str) -> frozenset[str]:
    """The words of a folded heading."""
    import rjieba

    return frozenset(word for word in rjieba.cut(text) if word.strip())


@lru_cache(maxsize=65_536)
def likeness(one: str, other: str) -> float:
    """How alike two folded headings are, 0 to 1: shared pairs of characters and shared words, the better half each.

    >>> round(likeness("企业研发费用", "研发费用"), 2), round(likeness("登记日期", "研发费用"), 2)
    (0.78, 0.0)
    """
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    return (_dice(_pairs(one), _pairs(other)) + _dice(tokens_of(one), tokens_of(other))) / 2


@lru_cache(maxsize=16_384)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 2] for place in range(len(text) - 1)) or frozenset((text,))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0
