"""Words that several monitoring pages share: shapes, layers, stages, confidence. Each in both languages."""

from __future__ import annotations

from kechuang.values import Sentence

SHAPES = {
    "stock": Sentence("存量", "stock"),
    "cumulative": Sentence("累计", "cumulative"),
    "ratio": Sentence("比率", "ratio"),
    "one_off": Sentence("一次性新增", "one-off"),
    "yearly_reassessed": Sentence("年度重评", "re-assessed yearly"),
    "ceiling": Sentence("上限", "ceiling"),
    "growth": Sentence("增速", "growth"),
}
DIRECTIONS = {"up": Sentence("越多越好", "more is better"), "down": Sentence("越少越好", "less is better")}
KINDS = {
    "binding": Sentence("约束性", "binding"),
    "anticipatory": Sentence("预期性", "anticipatory"),
    "unstated": Sentence("规划未注明", "not stated in the plan"),
}
LAYERS = {
    "plan": Sentence("规划目标", "plan target"),
    "assigned": Sentence("上级下达", "assigned from above"),
    "yearly": Sentence("年度目标", "yearly target"),
    "share": Sentence("分解目标", "share"),
}
PATHS = {
    "linear": Sentence("按时间均匀推进", "even over time"),
    "milestones": Sentence("按节点推进", "by milestones"),
    "seasonal": Sentence("按月度规律推进", "by the season of the year"),
    "final": Sentence("期末达成即可", "due at the end only"),
}
STAGES = {
    "background": Sentence("背景", "background"),
    "announced": Sentence("公布", "announced"),
    "started": Sentence("启动", "started"),
    "under_way": Sentence("推进", "under way"),
    "completed": Sentence("建成", "completed"),
    "operating": Sentence("运行", "operating"),
}
CONFIDENCE = {"high": Sentence("高", "high"), "medium": Sentence("中", "medium"), "low": Sentence("低", "low")}
CONFIDENCE_LABEL = Sentence("可信度", "confidence")
TO_BE_ASSIGNED = Sentence("待明确", "to be assigned")
