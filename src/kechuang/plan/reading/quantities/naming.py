"""What is counted, as a reader would name it."""

from __future__ import annotations

import re

from kechuang.plan.reading.quantities.amount import Amount
from kechuang.plan.reading.quantities.measures import GROWTH_NOUN, Measured
from kechuang.plan.reading.quantities.periods import TimeRef
from kechuang.plan.reading.quantities.words import Segment, balanced

_COUNTED = re.compile(
    r"(?:企业|公司|机构|中心|平台|基地|园区|项目|实验室|人才|孵化器|空间|数|量|额|人员|团队|工程师|院士|成果|专利|产品|品牌|集群|标准)$"
)
_AFTER_NOUN = re.compile(r"[^，,。;:！？!?、\d\x01]{1,40}")
_NO_NOUN = re.compile(
    r"[)”’;:\-—和及与以至~到比较占由从/]|增长|提高|提升|下降|其中|达到|同比|增加|入选|居全|位居|左右|以上|降低|减少"
)
_NOUN_ENDS = re.compile(
    r"达到|实现|入选|获得|获评|落户|开工|建成|增长|提高|分别|作用|融资|在全|纳入|列入|被|正在|完成|投入使用|参与|参加|进入|入驻|通过"
    r"|居|位居|占|形成|以上|左右|的建设|覆盖|等|开展|涉及|成功|荣获|全部|均|已|成为|有望|将|为"
)
_COUNT_WORDS = frozenset(["家", "户", "所", "件", "篇", "台", "辆", "个", "项", "条", "处", "座", "名", "人"])
_SIZE = re.compile(r"(?:数|数量|总数|量|率|额|面积|人数|指数|规模|次数|比重|占比|比例|强度|产能|人口|人员|资金|投资)$")
_REST_OF_CLAUSE = re.compile(r"(?![、和及与])[^，,。;:！？!?\d]{2,60}")
_SHARED_END = re.compile(
    r"(?:(?:产量|产值|面积|营业|人均可支配)?(?:占比|比重|收入|总额|数量|增加值|投资|利润|营收|销售额|覆盖率|普及率|拥有量|授权量))$"
)
_GRADE = re.compile(r"^(?:国家级|省级|市级|区级|县级|部级|省部级)(?:以上)?$")
_GRADE_BEFORE = re.compile(r"^(?:国家级|省级|市级|区级|县级)")
_AGAINST = re.compile(r"(?:高于|低于|快于|慢于|高出|领先)")


def is_count_noun(noun: str) -> bool:
    """Whether a name ends with something one counts."""
    return bool(_COUNTED.search(noun))


def noun_after(text: str, start: int, stop: int, times: tuple[TimeRef, ...]) -> str:
    """The noun right after an amount (建设5个X, 56%的X), or ''; ``stop`` is where the next amount begins."""
    if text[start : start + 1] == "的":
        start += 1
    match = _AFTER_NOUN.match(text, start, stop)
    if match is None or _NO_NOUN.match(match.group()):
        return ""
    noun = match.group()
    for time in times:
        if match.start() <= time.start < match.end():
            noun = text[match.start() : time.start]
            break
    cut = _NOUN_ENDS.search(noun, 1)
    if cut:
        noun = noun[: cut.start()]
    if match.end() >= stop and stop < len(text):  # 省级中心和 25—30 家……: the next amount has its own name
        noun = re.split(r"[和及与]", noun)[0]
    return balanced(noun.strip("的"))


def object_of_works(text: str, start: int, stop: int) -> str:
    """What a work before its number makes, where its name is far (新增5所达到“双一流”水平的高校 → 高校)."""
    match = _REST_OF_CLAUSE.match(text, start, stop)
    rest = match.group() if match else ""
    last = rest.rsplit("的", 1)[-1]
    return balanced(last) if 2 <= len(last) <= 24 else ""


def split_subjects(noun: str, count: int = 0) -> list[str]:
    """The subjects of a 分别 list with ``count`` figures; what they share stands at the end of the last one.

    >>> split_subjects("城乡居民人均可支配收入"), split_subjects("高企和科技型企业")
    (['城镇居民人均可支配收入', '农村居民人均可支配收入'], ['高企', '科技型企业'])
    >>> split_subjects("软件和信息服务业、互联网服务业营业收入", 2)
    ['软件和信息服务业营业收入', '互联网服务业营业收入']
    """
    if noun.startswith("城乡"):
        return ["城镇" + noun[2:], "农村" + noun[2:]]
    parts: list[str] = []
    for pattern in (r"、", r"、|(?:和(?!谐|平)|与(?!会)|以?及)(?!.*[和与及])", r"、|和(?!谐|平)|与(?!会)|以?及"):
        parts = [part for part in re.split(pattern, noun) if part]
        if len(parts) == count:
            break
    shared = _SHARED_END.search(parts[-1]) if len(parts) > 1 else None
    if shared and shared.start():
        parts = [p if _SIZE.search(p) else p + shared.group() for p in parts[:-1]] + parts[-1:]
    return parts


def full_noun(noun: str, subject: str, segment: Segment, amount: Amount) -> str:
    """The noun made whole by the subject it leans on: 其中省级20家, 占全省GDP的27.5%, 高于全国1个百分点."""
    if not subject or subject == noun:
        return noun
    if _GRADE.match(noun):
        return noun + _GRADE_BEFORE.sub("", subject)
    if noun.startswith(("高于", "低于", "快于", "慢于", "高出", "领先")):
        return subject + noun
    if amount.word == "%" and any(word in ("占", "约占", "占到") for _, word in segment.tail + segment.head):
        return (
            noun if noun.endswith(("比重", "比例")) and "占" in noun else f"{subject}占{noun.removesuffix('比重')}比重"
        )
    return noun


def indicator_name(noun: str, measured: Measured, yearly: bool, amount: Amount, *, ahead: bool = False) -> str:
    """The name of the indicator: the noun, with what the measure adds (新增数, 年均增速, and 建设数 where it lies ``ahead``)."""
    kind, verb = measured.measure, measured.verb
    if kind == "growth_rate":
        if GROWTH_NOUN.search(noun):
            return noun
        return (
            noun
            + ("年均" if yearly and "年均" not in noun else "")
            + ("降幅" if measured.direction == "down" else "增速")
        )
    if kind == "multiple":
        return noun + "增长倍数"
    if kind == "change_pp":
        return noun if _AGAINST.search(noun) else noun + verb
    counts = amount.word in _COUNT_WORDS or amount.unit is None
    if kind == "increment":
        if "新增" in noun or "净增" in noun:
            return noun
        return (
            noun
            + (verb if 0 < len(verb) <= 3 else "新增" if measured.direction == "up" else "")
            + ("数" if counts else "")
        )
    if measured.build and ahead and counts:
        return noun + (verb if len(verb) <= 4 else "建设") + "数"
    if counts and not amount.ratio_part and not _SIZE.search(noun):
        return noun + "数"
    return noun
