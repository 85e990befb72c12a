"""The sentences that explain a status, in Chinese and English, made of the figures it rests on.

They never claim that nothing was published: what is missing is missing *here*.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from kechuang.monitoring.figures import Figure, Judgement, Reason
from kechuang.monitoring.wording import amount, day, percent, span, when, year_to_date
from kechuang.values import Quantity, Sentence

if TYPE_CHECKING:
    from kechuang.monitoring.case import IndicatorStatus
    from kechuang.monitoring.disputes import Dispute
    from kechuang.monitoring.releases import Due

NOT_HERE = Sentence(
    "本系统尚未收录，不等于没有发布。", "It is not collected here, which does not mean that nothing was published."
)


def explain(case: IndicatorStatus) -> Sentence:
    """Why the status is what it is."""
    return _join(*_EXPLAIN[case.reason](case), *(_undated(dispute) for dispute in case.disputes if dispute.undated))


def _join(*parts: Sentence | None) -> Sentence:
    return reduce(add, (part for part in parts if part is not None))


def _judged(case: IndicatorStatus) -> Judgement:
    if case.judgement is None:
        raise ValueError(f"{case.code} has no judgement to explain")
    return case.judgement


def _figure(figure: Figure | None) -> Sentence:
    """2023年8月为23家 / 23 firms in August 2023."""
    if figure is None:
        return Sentence("没有可比的数", "no comparable figure")
    number, period = amount(figure.quantity), when(figure.period)
    if figure.origin == "summed":
        return Sentence(f"截至{period.zh}累计{number.zh}", f"{number.en} in sum to {period.en}")
    if figure.origin == "gained":
        return Sentence(f"到{period.zh}比基期新增{number.zh}", f"{number.en} more than the baseline by {period.en}")
    return Sentence(f"{period.zh}为{number.zh}", f"{number.en} in {period.en}")


def _target(case: IndicatorStatus) -> Sentence:
    """2025年目标23家 / the 2025 target of 23 firms."""
    if case.promise is None:
        return Sentence("目标", "the target")
    number, period = amount(case.promise.target), when(case.promise.period)
    if case.promise.shape == "one_off":
        return Sentence(f"{period.zh}目标新增{number.zh}", f"the {period.en} target of {number.en} more")
    return Sentence(f"{period.zh}目标{number.zh}", f"the {period.en} target of {number.en}")


def _baseline(case: IndicatorStatus) -> Sentence:
    baseline = case.baseline
    if baseline is None:
        return Sentence("规划没有给出基期值", "the plan gives no baseline")
    number, period = amount(baseline.quantity), when(baseline.period)
    return Sentence(f"基期{period.zh}{number.zh}", f"the baseline of {number.en} in {period.en}")


def _expected(case: IndicatorStatus) -> Sentence | None:
    expected = _judged(case).expected
    if expected is None:
        return None
    number = amount(expected)
    if _is_cap(case):
        return Sentence(f"按序时进度应不超过{number.zh}", f"by the path it should be no more than {number.en}")
    return Sentence(f"按序时进度应为{number.zh}", f"by the path {number.en} was due")


def _is_cap(case: IndicatorStatus) -> bool:
    return case.promise is not None and case.promise.direction == "down"


def _share(case: IndicatorStatus) -> Sentence | None:
    """How much of the expected amount is there; only where a share means something."""
    judged = _judged(case)
    if judged.actual is None or judged.expected is None or not judged.actual.quantity.exact:
        return None
    actual, expected = judged.actual.quantity.base, judged.expected.base
    if _is_cap(case) or actual < 0 or expected <= 0:
        return None
    share = percent(actual / expected)
    return Sentence(f"完成应达进度的{share}", f"{share} of it is there")


def _gaps(figure: Figure | None) -> Sentence | None:
    if figure is None or not figure.gaps:
        return None
    years = "、".join(str(year) for year in figure.gaps)
    return Sentence(
        f"其中{years}年的数没有收录全，合计只是下限。",
        f"The sum lacks figures for {years.replace('、', ', ')}, so it is a lower bound.",
    )


def _age(case: IndicatorStatus) -> Sentence | None:
    """That newer figures should be there by now, which lowers the confidence."""
    if not case.aged:
        return None
    release = case.last_release
    if release is None:
        return Sentence(
            "此后没有收录更新的数，可信度相应降低。", "No newer figure is collected here, which lowers the confidence."
        )
    period = when(release.period)
    return Sentence(
        f"按发布日历，{period.zh}的数此时应已发布，本系统尚未收录，可信度相应降低。",
        f"By the release calendar the figure for {period.en} should be out; it is not collected here, which lowers the confidence.",
    )


def _next(case: IndicatorStatus) -> Sentence | None:
    if case.promise is not None and case.as_of > case.promise.due:
        return _final_release(case)
    return _expected_release(case.next_release)


def _expected_release(release: Due | None) -> Sentence | None:
    if release is None:
        return None
    period, due = when(release.period), day(release.day)
    return Sentence(
        f"按发布日历，{period.zh}的数预计在{due.zh}前发布。",
        f"By the release calendar the figure for {period.en} is expected by {due.en}.",
    )


def _final_release(case: IndicatorStatus) -> Sentence | None:
    """When the figure of the target's period is or was to come out."""
    if case.promise is None or not case.evidence.releases:
        return None
    on = case.evidence.releases[0].due(case.promise.period)
    period, due = when(case.promise.period), day(on)
    if on >= case.as_of:
        return Sentence(
            f"按发布日历，目标期{period.zh}的数预计在{due.zh}前发布。",
            f"By the release calendar the figure for the target's period {period.en} is expected by {due.en}.",
        )
    return Sentence(
        f"按发布日历，目标期{period.zh}的数应在{due.zh}前后发布。",
        f"By the release calendar the figure for the target's period {period.en} was to come by {due.en}.",
    )


def _last_held(case: IndicatorStatus) -> Sentence | None:
    fact = case.evidence.held[-1] if case.evidence.held else None
    if fact is None or not isinstance(fact.value, Quantity):
        return None
    number, period = amount(fact.value), when(fact.period)
    return Sentence(f"最近收录的是{period.zh}的{number.zh}。", f"The last figure held is {number.en} in {period.en}.")


def _near(case: IndicatorStatus) -> Sentence | None:
    """Figures near to the indicator, named so that nobody compares them."""
    parts = []
    for near in case.evidence.near_shown:
        if isinstance(near.fact.value, Quantity):
            number, period = amount(near.fact.value), when(near.fact.period)
            parts.append(
                Sentence(
                    f"另收录{period.zh}{number.zh}，口径不同，不作比较：{near.why.why.zh.rstrip('。')}。",
                    f"Also held, not compared because it counts otherwise: {number.en} in {period.en} "
                    f"({near.why.why.en.rstrip('.')}).",
                )
            )
    return _join(*parts) if parts else None


def _before_plan(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    start = day(case.book.document.published or case.book.effective_from)
    asked = day(case.as_of)
    return (
        Sentence(
            f"规划自{start.zh}起公布施行，{asked.zh}时还没有这项目标。",
            f"The plan was published on {start.en}; on {asked.en} this target did not exist yet.",
        ),
    )


def _discontinued(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    ended = case.ended
    if ended is None:
        return (Sentence("该统计已停止。", "This statistic has ended."), _last_held(case))
    period = when(ended.period)
    return (
        Sentence(f"“{ended.old}”自{period.zh}起已停止，", f"“{ended.old}” ended in {period.en};"),
        Sentence("不再判断进度，历史数据保留。", "its pace is no longer judged and its history stays."),
        ended.note,
        _last_held(case),
    )


def _conflict(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
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


def _undated(dispute: Dispute) -> Sentence:
    return Sentence(
        f"另有时点不明的数：{dispute.why.zh.rstrip('。')}。",
        f"A figure without a date is open: {dispute.why.en.rstrip('.')}.",
    )


def _no_target(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    last = case.evidence.figures[-1] if case.evidence.figures else None
    text = _figure(last)
    if last is not None and case.evidence.measure == "ytd":
        number, months = amount(last.quantity), year_to_date(last.period)
        text = Sentence(f"{months.zh}{number.zh}", f"{months.en}: {number.en}")
    return (
        Sentence(f"{text.zh}。", f"{_capital(text.en)}."),
        Sentence(
            "规划没有为它设目标，只作观察，不判断进度。",
            "The plan sets no target for it: it is watched and its pace is not judged.",
        ),
    )


def _not_due(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    base = _baseline(case)
    return (
        Sentence(
            f"{base.zh}，首次可比的数尚未到发布期。",
            f"{_capital(base.en)}; the first release that can be compared lies ahead.",
        ),
        _expected_release(case.first_release),
    )


def _nothing_held(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    target = _target(case)
    what = f"{target.zh}：" if case.promise else ""
    return (
        Sentence(f"{what}没有收录任何数据。", f"No figure is held{f' for {target.en}' if case.promise else ''}."),
        NOT_HERE,
        _near(case),
        _next(case),
    )


def _only_baseline(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    target = _target(case)
    return (
        _last_held(case),
        Sentence(
            f"基期之后没有可与{target.zh}相比的数。",
            f"After the baseline no figure is held that can be compared with {target.en}.",
        ),
        NOT_HERE,
        _near(case),
        _next(case),
    )


def _not_comparable(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    target = _target(case)
    return (
        _last_held(case),
        Sentence(
            f"它不能与{target.zh}相比：起算时间、时点或基期对不上。",
            f"It cannot stand beside {target.en}: it is counted from another day, at another time of year, or without a baseline.",
        ),
        _next(case),
    )


def _running(case: IndicatorStatus) -> Sentence | None:
    run = case.evidence.running
    if run is None:
        return None
    number, months = amount(run.quantity), year_to_date(run.period)
    return Sentence(
        f"{months.zh}{number.zh}，是年初起的累计数而不是年末数，不能与{_baseline(case).zh}或{_target(case).zh}相比。",
        f"{_capital(months.en)}: {number.en}, a count since January and not a year-end figure, so it does not stand beside "
        f"{_baseline(case).en} or {_target(case).en}.",
    )


def _part_of_year(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    return (
        _running(case),
        Sentence(
            "没有足够的完整年度可以得出季节规律，年末数不作推算。",
            "Too few whole years are held to learn a seasonal profile, so the year's end is not estimated.",
        ),
        _near(case),
        _next(case),
    )


def _estimated(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    estimate, run = _judged(case).estimate, case.evidence.running
    if run is None or case.promise is None:
        return (_running(case),)
    expected = _expected(case)
    due = Sentence(f"当年年末{expected.zh}。", f"{_capital(expected.en)} at that year's end.") if expected else None
    if estimate is None:
        least = amount(run.quantity)
        return (
            _running(case),
            Sentence(
                f"累计数只增不减，年末不会少于{least.zh}。",
                f"Such a count does not fall, so the year's end is at least {least.en}.",
            ),
            due,
        )
    unit = case.promise.target.unit
    low, point, high = (
        Quantity(end / unit.factor, end / unit.factor, unit) for end in (estimate.low, estimate.point, estimate.high)
    )
    shown, between, share = amount(point), span(low, high), percent(estimate.coverage)
    return (
        _running(case),
        Sentence(
            f"按{estimate.series}个完整年度的季节规律推算，年末约{shown.zh.removeprefix('约')}，在{between.zh}之间（把握约{share}）。",
            f"By the seasonal profile of {estimate.series} whole years the year's end comes to about "
            f"{shown.en.removeprefix('about ')}, between {between.en} (with a chance of about {share}).",
        ),
        due,
        Sentence("这是推算，不是统计数。", "This is an estimate, not a statistic."),
    )


def _too_wide(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    return (
        *_estimated(case),
        Sentence("推算的区间跨过判断界线，不能定论。", "The interval crosses a threshold, so it settles nothing."),
    )


def _met(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    text, target = _figure(_judged(case).actual), _target(case)
    return (
        Sentence(f"{text.zh}，达到{target.zh}。", f"{_capital(text.en)}: {target.en} is met."),
        _gaps(_judged(case).actual),
    )


def _met_early(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    judged = _judged(case)
    text, target, first = _figure(judged.actual), _target(case), judged.met_by
    since = when(first.period) if first else None
    again = first is not None and judged.actual is not None and first.period != judged.actual.period
    return (
        Sentence(f"{text.zh}，已达到{target.zh}，提前达标。", f"{_capital(text.en)}: {target.en} is met early."),
        Sentence(f"首次达到是在{since.zh}。", f"It was first met in {since.en}.") if again and since else None,
        _clause(_expected(case)),
        _gaps(judged.actual),
        _age(case),
        _next(case) if case.early else None,
    )


def _missed(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    text, target = _figure(_judged(case).actual), _target(case)
    gap = case.gap
    short = amount(Quantity(abs(gap.low), abs(gap.high), gap.unit)) if gap else None
    cap = _is_cap(case)
    return (
        Sentence(f"{text.zh}，没有达到{target.zh}。", f"{_capital(text.en)}: {target.en} is missed."),
        Sentence(f"{'超出' if cap else '差'}{short.zh}。", f"It is {short.en} {'over' if cap else 'short'}.")
        if short
        else None,
    )


def _pace(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    judged = _judged(case)
    text, expected, share = _figure(judged.actual), _expected(case), _share(case)
    zh = "，".join(part.zh for part in (text, expected, share) if part)
    en = "; ".join(part.en for part in (text, expected, share) if part)
    target = _target(case)
    status = judged.status.names
    reached = case.at_target_level
    return (
        Sentence(f"{zh}（{target.zh}）：{status.zh}。", f"{_capital(en)} ({target.en}): {status.en}."),
        Sentence(
            "已在目标水平，以目标期的数为准。", "It stands at the target's level; the target's own period decides."
        )
        if reached
        else None,
        _gaps(judged.actual),
        _age(case),
    )


def _nothing_due(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    text, target = _figure(_judged(case).actual), _target(case)
    return (
        Sentence(
            f"{text.zh}；{target.zh}到期末完成即可，目前还不到应完成的时候。",
            f"{_capital(text.en)}; {target.en} is due only at the end, so nothing is late yet.",
        ),
        _gaps(_judged(case).actual),
        _age(case),
    )


def _late_one_off(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    judged = _judged(case)
    text, target = _figure(judged.actual), _target(case)
    end = judged.actual.period.end if judged.actual else case.as_of
    passed = percent(case.promise.elapsed(end)) if case.promise else ""
    return (
        Sentence(
            f"{text.zh}，规划期已过{passed}，{target.zh}还没有完成，存在风险。",
            f"{_capital(text.en)}; {passed} of the planning period has passed and {target.en} is still open: at risk.",
        ),
        _gaps(judged.actual),
        _age(case),
    )


def _bound(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    judged = _judged(case)
    text, expected, target = _figure(judged.actual), _expected(case), _target(case)
    against = expected or target
    return (
        Sentence(
            f"{text.zh}，来源没有给出确数；{against.zh}（{target.zh}），据此不能定论。",
            f"{_capital(text.en)}: the source gives no exact number; {against.en} ({target.en}), so it settles nothing.",
        ),
        _gaps(judged.actual),
    )


def _no_path(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    text, target = _figure(_judged(case).actual), _target(case)
    return (
        Sentence(
            f"{text.zh}，低于{target.zh}；规划没有基期值，画不出序时进度，快慢不能判断。",
            f"{_capital(text.en)}, below {target.en}; without a baseline there is no path, so its pace cannot be judged.",
        ),
        _age(case),
    )


def _stale(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    text, asked = _figure(_judged(case).actual), day(case.as_of)
    if _judged(case).actual is None:
        return (
            _running(case),
            Sentence(f"时间过久，不能说明{asked.zh}的情况。", f"It is too old to speak of {asked.en}."),
        )
    return (
        Sentence(
            f"{text.zh}，时间过久，不能说明{asked.zh}的情况。",
            f"{_capital(text.en)}, which is too old to speak of {asked.en}.",
        ),
        NOT_HERE,
        _next(case),
    )


def _final_missing(case: IndicatorStatus) -> tuple[Sentence | None, ...]:
    judged, target = _judged(case), _target(case)
    period = when(case.promise.period if case.promise else None)
    parts: list[Sentence | None] = []
    if judged.actual is not None:
        text = _figure(judged.actual)
        met = judged.met_by is not None
        parts.append(
            Sentence(
                f"最近收录的：{text.zh}{f'，当时已达到{target.zh}' if met else ''}。",
                f"The last figure held: {text.en}{f', which met {target.en} then' if met else ''}.",
            )
        )
    else:
        parts.append(_running(case))
    parts.append(
        Sentence(
            f"目标期{period.zh}的数本系统尚未收录（不等于没有发布），最后是否{'保持' if judged.met_by else '达到'}不能判断。",
            f"The figure for the target's period {period.en} is not collected here (which does not mean that it was not "
            f"published), so whether the target {'still held' if judged.met_by else 'was reached'} at the end cannot be judged.",
        )
    )
    return tuple(parts)


def _clause(part: Sentence | None) -> Sentence | None:
    return Sentence(f"当时{part.zh}。", f"At that time {part.en}.") if part else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_EXPLAIN: dict[Reason, Callable[[IndicatorStatus], tuple[Sentence | None, ...]]] = {
    Reason.BEFORE_PLAN: _before_plan,
    Reason.DISCONTINUED: _discontinued,
    Reason.CONFLICT: _conflict,
    Reason.NO_TARGET: _no_target,
    Reason.NOT_DUE: _not_due,
    Reason.NOTHING_HELD: _nothing_held,
    Reason.ONLY_BASELINE: _only_baseline,
    Reason.ONLY_OTHER_DEFINITION: _nothing_held,
    Reason.ONLY_PART_OF_YEAR: _part_of_year,
    Reason.NOT_COMPARABLE: _not_comparable,
    Reason.ESTIMATED: _estimated,
    Reason.ESTIMATE_TOO_WIDE: _too_wide,
    Reason.MET: _met,
    Reason.MET_EARLY: _met_early,
    Reason.MISSED: _missed,
    Reason.PACE: _pace,
    Reason.NOTHING_DUE_YET: _nothing_due,
    Reason.LATE_FOR_ONE_OFF: _late_one_off,
    Reason.BOUND_LEAVES_OPEN: _bound,
    Reason.NO_PATH: _no_path,
    Reason.STALE: _stale,
    Reason.FINAL_FIGURE_MISSING: _final_missing,
}

__all__ = ["NOT_HERE", "explain"]
