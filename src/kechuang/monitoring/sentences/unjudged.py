"""Statuses without a comparison: nothing held, nothing due, figures that conflict or cannot settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kechuang.monitoring.sentences.parts import (
    NOT_HERE,
    Parts,
    capital,
    judgement_of,
    say_baseline,
    say_figure,
    say_last_held,
    say_near,
    say_next,
    say_release,
    say_running,
    say_target,
)
from kechuang.monitoring.wording import amount, day, when, year_to_date
from kechuang.values import Quantity, Sentence

if TYPE_CHECKING:
    from kechuang.monitoring.case import IndicatorStatus
    from kechuang.monitoring.disputes import Dispute


def before_plan(case: IndicatorStatus) -> Parts:
    """The plan was not published yet."""
    start = day(case.book.document.published or case.book.effective_from)
    asked = day(case.as_of)
    return (
        Sentence(
            f"规划自{start.zh}起公布施行，{asked.zh}时还没有这项目标。",
            f"The plan was published on {start.en}; on {asked.en} this target did not exist yet.",
        ),
    )


def discontinued(case: IndicatorStatus) -> Parts:
    """The title or statistic has ended."""
    ended = case.ended
    if ended is None:
        return (Sentence("该统计已停止。", "This statistic has ended."), say_last_held(case))
    period = when(ended.period)
    return (
        Sentence(f"“{ended.old}”自{period.zh}起已停止，", f"“{ended.old}” ended in {period.en};"),
        Sentence("不再判断进度，历史数据保留。", "its pace is no longer judged and its history stays."),
        ended.note,
        say_last_held(case),
    )


def conflict(case: IndicatorStatus) -> Parts:
    """Figures that cannot all be right, with their sources, and who settles it."""
    parts: list[Sentence | None] = []
    for dispute in case.disputes:
        if dispute.undated:
            continue
        zh = "与".join(
            f"{when(fact.period).zh}{amount(fact.value).zh}（{fact.source.title}）"
            for fact in dispute.facts
            if isinstance(fact.value, Quantity)
        )
        en = " and ".join(
            f"{amount(fact.value).en} in {when(fact.period).en} ({fact.source.title})"
            for fact in dispute.facts
            if isinstance(fact.value, Quantity)
        )
        parts.append(
            Sentence(
                f"数据冲突：{zh}。{dispute.why.zh.rstrip('。')}。",
                f"Figures conflict: {en}. {dispute.why.en.rstrip('.')}.",
            )
        )
    parts.append(
        Sentence(
            "请统计归口单位核定，核定前两个数都保留、不取舍。",
            "The owner of the statistic has to settle it; until then both stand.",
        )
    )
    return tuple(parts)


def undated(dispute: Dispute) -> Sentence:
    """A figure whose day of count is not known."""
    return Sentence(
        f"另有时点不明的数：{dispute.why.zh.rstrip('。')}。",
        f"A figure without a date is open: {dispute.why.en.rstrip('.')}.",
    )


def no_target(case: IndicatorStatus) -> Parts:
    """A watched figure: what is held, and that nothing was promised."""
    last = case.evidence.figures[-1] if case.evidence.figures else None
    text = say_figure(last)
    if last is not None and case.evidence.measure == "ytd":
        number, months = amount(last.quantity), year_to_date(last.period)
        text = Sentence(f"{months.zh}{number.zh}", f"{months.en}: {number.en}")
    return (
        Sentence(f"{text.zh}。", f"{capital(text.en)}."),
        Sentence(
            "规划没有为它设目标，只作观察，不判断进度。",
            "The plan sets no target for it: it is watched and its pace is not judged.",
        ),
    )


def not_due(case: IndicatorStatus) -> Parts:
    """Nothing yet, because the first release that could be compared lies ahead."""
    base = say_baseline(case)
    return (
        Sentence(
            f"{base.zh}，首次可比的数尚未到发布期。",
            f"{capital(base.en)}; the first release that can be compared lies ahead.",
        ),
        say_release(case.first_release),
    )


def nothing_held(case: IndicatorStatus) -> Parts:
    """Nothing of the definition is held here."""
    target = say_target(case)
    what = f"{target.zh}：" if case.promise else ""
    return (
        Sentence(f"{what}没有收录任何数据。", f"No figure is held{f' for {target.en}' if case.promise else ''}."),
        NOT_HERE,
        say_near(case),
        say_next(case),
    )


def only_baseline(case: IndicatorStatus) -> Parts:
    """Nothing after the baseline is held here."""
    target = say_target(case)
    return (
        say_last_held(case),
        Sentence(
            f"基期之后没有可与{target.zh}相比的数。",
            f"After the baseline no figure is held that can be compared with {target.en}.",
        ),
        NOT_HERE,
        say_near(case),
        say_next(case),
    )


def not_comparable(case: IndicatorStatus) -> Parts:
    """A later figure is held that cannot stand beside the target."""
    target = say_target(case)
    return (
        say_last_held(case),
        Sentence(
            f"它不能与{target.zh}相比：起算时间、时点或基期对不上。",
            f"It cannot stand beside {target.en}: it is counted from another day, at another time of year, or without a baseline.",
        ),
        say_next(case),
    )


def part_of_year(case: IndicatorStatus) -> Parts:
    """Only a count since January is held, and no profile to scale it."""
    return (
        say_running(case),
        Sentence(
            "没有足够的完整年度可以得出季节规律，年末数不作推算。",
            "Too few whole years are held to learn a seasonal profile, so the year's end is not estimated.",
        ),
        say_near(case),
        say_next(case),
    )


def stale(case: IndicatorStatus) -> Parts:
    """The last figure is too old to speak of the day asked about."""
    text, asked = say_figure(judgement_of(case).actual), day(case.as_of)
    if judgement_of(case).actual is None:
        return (
            say_running(case),
            Sentence(f"时间过久，不能说明{asked.zh}的情况。", f"It is too old to speak of {asked.en}."),
        )
    return (
        Sentence(
            f"{text.zh}，时间过久，不能说明{asked.zh}的情况。",
            f"{capital(text.en)}, which is too old to speak of {asked.en}.",
        ),
        NOT_HERE,
        say_next(case),
    )


def final_missing(case: IndicatorStatus) -> Parts:
    """The target's period is over and its figure is not held here."""
    judged, target = judgement_of(case), say_target(case)
    period = when(case.promise.period if case.promise else None)
    parts: list[Sentence | None] = []
    if judged.actual is not None:
        text = say_figure(judged.actual)
        met = judged.met_by is not None
        parts.append(
            Sentence(
                f"最近收录的：{text.zh}{f'，当时已达到{target.zh}' if met else ''}。",
                f"The last figure held: {text.en}{f', which met {target.en} then' if met else ''}.",
            )
        )
    else:
        parts.append(say_running(case))
    parts.append(
        Sentence(
            f"目标期{period.zh}的数本系统尚未收录（不等于没有发布），最后是否{'保持' if judged.met_by else '达到'}不能判断。",
            f"The figure for the target's period {period.en} is not collected here (which does not mean that it was not "
            f"published), so whether the target {'still held' if judged.met_by else 'was reached'} at the end cannot be judged.",
        )
    )
    return tuple(parts)
