"""What fields and values of a book are called, for the sentences that tell of a change or a finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kechuang.plan.book.codec import Path
from kechuang.values import Sentence

_TABLES: Mapping[str, Sentence] = {
    "": Sentence("规划", "the plan"),
    "clauses": Sentence("条款", "clause"),
    "indicators": Sentence("指标", "indicator"),
    "programmes": Sentence("工程", "programme"),
    "tasks": Sentence("任务", "task"),
    "principles": Sentence("基本原则", "principle"),
    "safeguards": Sentence("保障措施", "safeguard"),
    "units": Sentence("单位", "unit"),
    "watched": Sentence("关注数字", "watched figure"),
    "set_aside": Sentence("不涉及任务的事件", "event set aside"),
}
_FIELDS: Mapping[str, Sentence] = {
    "zh": Sentence("中文", "in Chinese"),
    "en": Sentence("英文", "in English"),
    "code": Sentence("编码", "code"),
    "name": Sentence("名称", "name"),
    "title": Sentence("标题", "title"),
    "summary": Sentence("概括", "summary"),
    "note": Sentence("说明", "note"),
    "period": Sentence("期间", "period"),
    "version": Sentence("版次", "version"),
    "effective_from": Sentence("生效日期", "day of effect"),
    "document": Sentence("文件", "document"),
    "thresholds": Sentence("判断线", "thresholds"),
    "on_track": Sentence("正常线", "on-track line"),
    "at_risk": Sentence("风险线", "at-risk line"),
    "definition": Sentence("口径", "definition"),
    "definitions": Sentence("口径", "definitions"),
    "attribute": Sentence("数据元", "attribute"),
    "subject": Sentence("对象", "subject"),
    "unit": Sentence("单位", "unit"),
    "shape": Sentence("目标类型", "shape"),
    "direction": Sentence("方向", "direction"),
    "source": Sentence("出处", "source"),
    "clause": Sentence("条款", "clause"),
    "start": Sentence("起点", "start"),
    "end": Sentence("终点", "end"),
    "targets": Sentence("目标", "target"),
    "quantity": Sentence("数值", "value"),
    "layer": Sentence("层级", "layer"),
    "holder": Sentence("承担者", "holder"),
    "assigned_by": Sentence("下达单位", "assigned by"),
    "assigned_on": Sentence("下达日期", "assigned on"),
    "baseline": Sentence("基期", "baseline"),
    "path": Sentence("序时进度", "expected path"),
    "points": Sentence("节点", "point"),
    "profile": Sentence("季节规律", "seasonal profile"),
    "kind": Sentence("性质", "kind"),
    "lead_unit": Sentence("牵头单位", "lead unit"),
    "supporting_units": Sentence("配合单位", "supporting units"),
    "visibility": Sentence("公开范围", "visibility"),
    "related": Sentence("相近数字", "related figure"),
    "succession": Sentence("沿革", "succession"),
    "releases": Sentence("发布日历", "release calendar"),
    "dissent": Sentence("不同意见", "dissent"),
    "programme": Sentence("所属工程", "programme"),
    "section": Sentence("所属条款", "section"),
    "verbs": Sentence("动词", "verbs"),
    "objects": Sentence("对象", "objects"),
    "status_rule": Sentence("完成判定", "status rule"),
    "milestones": Sentence("节点", "milestone"),
    "due": Sentence("到期日", "due day"),
    "done_on": Sentence("完成日", "day done"),
    "evidence": Sentence("佐证", "evidence"),
    "stage": Sentence("阶段", "stage"),
    "closed": Sentence("结项", "closing"),
    "amended": Sentence("修订记录", "amendment"),
    "predecessor": Sentence("上期规划", "plan before"),
    "successor": Sentence("下期规划", "next plan"),
    "carried_from": Sentence("结转来源", "carried from"),
}
_VALUES: Mapping[str, Sentence] = {
    "plan": Sentence("规划", "plan"),
    "assigned": Sentence("市下达", "assigned from above"),
    "yearly": Sentence("年度", "yearly"),
    "share": Sentence("分解", "share"),
    "binding": Sentence("约束性", "binding"),
    "anticipatory": Sentence("预期性", "anticipatory"),
    "unstated": Sentence("未说明", "unstated"),
    "public": Sentence("公开", "public"),
    "internal": Sentence("内部", "internal"),
    "stock": Sentence("存量", "stock"),
    "cumulative": Sentence("累计", "cumulative"),
    "ratio": Sentence("比率", "ratio"),
    "one_off": Sentence("一次性新增", "one-off"),
    "yearly_reassessed": Sentence("年度重新评价", "yearly re-assessed"),
    "ceiling": Sentence("上限", "ceiling"),
    "growth": Sentence("增速", "growth"),
    "up": Sentence("越高越好", "up"),
    "down": Sentence("越低越好", "down"),
    "linear": Sentence("均匀推进", "linear"),
    "seasonal": Sentence("按季节规律", "seasonal"),
    "final": Sentence("期末判断", "at the end only"),
    "background": Sentence("背景", "background"),
    "announced": Sentence("已宣布", "announced"),
    "started": Sentence("已启动", "started"),
    "under_way": Sentence("推进中", "under way"),
    "completed": Sentence("已完成", "completed"),
    "operating": Sentence("已运行", "operating"),
    "no_evidence": Sentence("暂无佐证", "no evidence"),
    "single": Sentence("一项成果完成即完成", "done with one work"),
    "each_object": Sentence("各对象都完成才完成", "done when every object is"),
    "standing": Sentence("长期工作", "standing duty"),
}


def table_words(table: str) -> Sentence:
    """What the rows of a table are called; ``""`` is the plan itself."""
    return _TABLES[table]


def value_word(code: str) -> Sentence:
    """What a code such as ``under_way`` or ``assigned`` is called; a code without a name stays as it is."""
    return _VALUES.get(code, Sentence(code, code))


def field_words(path: Path) -> Sentence:
    """A path in a row as a reader says it.

    >>> field_words(("targets", 0, "quantity")).zh, field_words(("targets", 1, "quantity")).en
    ('目标1的数值', 'target 2 value')
    """
    zh: list[str] = []
    en: list[str] = []
    for step in path:
        if isinstance(step, int):
            zh[-1], en[-1] = f"{zh[-1]}{step + 1}", f"{en[-1]} {step + 1}"
        else:
            words = _FIELDS.get(step, Sentence(step, step))
            zh.append(words.zh)
            en.append(words.en)
    return Sentence("的".join(zh), " ".join(en))


def value_words(value: Any) -> Sentence:
    """A plain value as a reader says it; long ones are cut, a group shows its parts.

    >>> value_words("280 家").zh, value_words(None).zh, value_words({"layer": "share", "quantity": "5 家"}).zh
    ('280家', '（空）', '分解、5家')
    """
    if value is None:
        return Sentence("（空）", "nothing")
    if isinstance(value, Mapping):
        if set(value) == {"zh", "en"}:
            return Sentence(f"“{_cut(value['zh'])}”", f"“{_cut(value['en'])}”")
        return _listed(value.values())
    if isinstance(value, list):
        return _listed(value) if value else Sentence("（空）", "nothing")
    text = str(value)
    if text in _VALUES:
        return _VALUES[text]
    number, blank, unit = text.rpartition(" ")
    tight = number + unit if blank and number[-1:].isdigit() and not unit.isascii() else text
    return Sentence(_cut(tight), _cut(text))


def _listed(values: Any) -> Sentence:
    parts = [value_words(part) for part in values]
    return Sentence(_cut("、".join(part.zh for part in parts), 120), _cut(", ".join(part.en for part in parts), 160))


def _cut(text: str, width: int = 80) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
