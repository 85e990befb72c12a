"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from kechuang.quality.records import Place
from kechuang.values import Sentence

Kind = Literal[
    "code_missing", "code_typo", "name_variant", "duplicate_row", "arithmetic", "unit_slip", "missing_return", "late_return",
    "watermelon", "title_mismatch", "disagreement", "outlier",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)

#: The four sides of quality, and what speaks against each.
DIMENSIONS: dict[str, tuple[Kind, ...]] = {
    "completeness": ("missing_return", "code_missing"),
    "timeliness": ("late_return",),
    "consistency": ("disagreement", "watermelon", "title_mismatch", "duplicate_row", "name_variant"),
    "correctness": ("code_typo", "arithmetic", "unit_slip", "outlier"),
}

NAMES: dict[Kind, Sentence] = {
    "code_missing": Sentence("缺信用代码", "no credit code"),
    "code_typo": Sentence("信用代码有误", "credit code wrong"),
    "name_variant": Sentence("名称写法不同", "name spelled otherwise"),
    "duplicate_row": Sentence("重复报送", "reported twice"),
    "arithmetic": Sentence("合计与分项不符", "total and parts differ"),
    "unit_slip": Sentence("疑似单位错误", "unit probably wrong"),
    "missing_return": Sentence("应报未报", "not returned"),
    "late_return": Sentence("逾期报送", "returned late"),
    "watermelon": Sentence("自报好于佐证", "better than the evidence"),
    "title_mismatch": Sentence("称号与名单不符", "title not on the list"),
    "disagreement": Sentence("来源之间不一致", "sources disagree"),
    "outlier": Sentence("数值异常", "stands out"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be.

    Attributes:
        kind: what it is.
        unit: the organisation, as far as it is known.
        year: that it concerns.
        channel: whose return.
        attribute: the figure, or ``None`` where the record as a whole is meant.
        place: where it stands; ``None`` for a return that never came.
        says: what is wrong, with the figures.
        proposed: what the figure probably is, where that can be said.
    """

    kind: Kind
    unit: str | None
    year: int
    channel: str
    attribute: str | None
    place: Place | None
    says: Sentence
    proposed: int | str | None = None
