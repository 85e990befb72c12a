"""Words that tell an aim from a fact: 力争 and 确保 point ahead, 同比 and 已 look back."""

from __future__ import annotations

import re
from typing import Literal

_OBTAIN = "争取(?!.{0,8}(?:资金|项目|支持|补助|经费))"  # 争取资金 is to obtain it
FORWARD = re.compile(
    rf"力争|{_OBTAIN}|确保|目标(?:是|为|:|，|,)|上述目标|(?:发展|预期|总体|主要|具体)目标|计划(?=到|在|用|新|建|实|完|引|培|投)"
    r"|(?<![即现])将(?!军|来|有关|相关|情况)|(?<![主需重首纲必])要(?![素件闻求点看清认])|预期|努力|拟(?!合)|力求|有望|规划(?:建设|到)|届时|必须"
)
PAST = re.compile(
    r"已(?!知)|同比|比上年|较上年|比去年|较去年|据统计|先后|成功|目前|现有|圆满|荣获|首次|居全|位居|高于全|连续|仅(?=[为有\d])|看到|短板|偏少"
    r"|(?:增长|提高|下降|增加|完成|实现|取得|达到|突破|新增)了"
)
STRIVE = re.compile(rf"力争|{_OBTAIN}|确保(?!了)|我们将|下一步")
THIS_YEAR = re.compile("年底|年内|全年")
AIM_OF_YEAR = re.compile(r"[，,]?度?的?(?:经济社会)?(?:主要|发展|预期|工作|考核|全年|阶段性?)*(?:目标|指标|任务)")
AIMS_FOLLOW = re.compile(r"(?:预期|主要|发展|工作|总体)目标(?:任务)?(?:是|为|:|如下|建议)")
AIM_ANYWHERE = re.compile(r"上述目标|主要指标|约束性|预期性|控制在[^,，。]{1,20}(?:以内|以下|之内)")
PROJECT = re.compile(r"(?:建成|投产|达产|竣工|投用|投运|项目实施)后|总投资|计划投资|项目.{0,12}(?:占地|投资额)")
AT_HAND = re.compile(r"现有(?!基础|条件|资源)")
ACHIEVED = re.compile(r"已经?(?!知)|出台了|印发了|(?:建成|形成|取得|实现|完成|获得|拥有)了")
IMPERATIVE = re.compile(
    r"[ “”—\-(（）)一二三四五六七八九十\d.、]{0,12}(?:加快|推动|推进|加强|支持|鼓励|培育|打造|引进|引入|实施|强化|深化|优化|完善"
    r"|健全|建立|建设|组织|开展|争创|筹建|新建|聚焦|围绕|发挥|大力|着力|积极|持续|全力|扎实|深入)"
)
PLACE_TOTAL = re.compile(r"(?:科技城|产业园|开发区|高新区|园区|新城|新区|集团|公司)[^,，]{0,12}[,，]累计")

_CLAUSE = re.compile(r"[,，。;\n]")


class Cues:
    """The cues of one sentence, each found once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.aims_anywhere = bool(AIM_ANYWHERE.search(text))
        self._first: dict[re.Pattern[str], int | None] = {}

    def before(self, pattern: re.Pattern[str], end: int) -> bool:
        """Whether a cue of this kind stands before ``end``."""
        if pattern not in self._first:
            match = pattern.search(self.text)
            self._first[pattern] = match.end() if match else None
        first = self._first[pattern]
        return first is not None and first <= end

    @property
    def tone(self) -> Literal["target"] | None:
        """An aim where the sentence begins with what is to be done and nothing in it looks back."""
        orders = IMPERATIVE.match(self.text) and not self.before(PAST, len(self.text))
        return "target" if orders else None


def tone_of(folded: str) -> Literal["target", "actual"]:
    """The tone of a text without dates: tasks, where two clauses or more begin with what is to be done and none looks back.

    >>> tone_of("加快平台建设，推动项目投产，引入3个项目。"), tone_of("全区已有5家企业。")
    ('target', 'actual')
    """
    clauses = _CLAUSE.split(folded[:20000])
    orders = sum(1 for clause in clauses if IMPERATIVE.match(clause))
    return "target" if orders >= 2 and not PAST.search(folded[:20000]) else "actual"
