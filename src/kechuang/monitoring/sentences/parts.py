"""The parts that explanations are made of: a figure, the target, what was due, how old, what comes next."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from kechuang.monitoring.figures import Figure, Judgement
from kechuang.monitoring.wording import amount, day, percent, when, year_to_date
from kechuang.values import Quantity, Sentence

if TYPE_CHECKING:
    from kechuang.monitoring.case import IndicatorStatus
    from kechuang.monitoring.releases import Due

#: The sentences of an explanation in order; what does not apply is ``None``.
Parts = tuple[Sentence | None, ...]

NOT_HERE = Sentence(
    "本系统尚未收录，不等于没有发布。", "It is not collected here, which does not mean that nothing was published."
)


def join(*parts: Sentence | None) -> Sentence:
    """The parts as one statement; those that do not apply are left out."""
    return reduce(add, (part for part in parts if part is not None))


def judgement_of(case: IndicatorStatus) -> Judgement:
    """The judgement that an explanation is about."""
    if case.judgement is None:
        raise ValueError(f"{case.code} has no judgement to explain")
    return case.judgement


def say_figure(figure: Figure | None) -> Sentence:
    """2023年8月为23家 / 23 firms in August 2023."""
    if figure is None:
        return Sentence("没有可比的数", "no comparable figure")
    number, period = amount(figure.quantity), when(figure.period)
    if figure.origin == "summed":
        return Sentence(f"截至{period.zh}累计{number.zh}", f"{number.en} in sum to {period.en}")
    if figure.origin == "gained":
        return Sentence(f"到{period.zh}比基期新增{number.zh}", f"{number.en} more than the baseline by {period.en}")
    return Sentence(f"{period.zh}为{number.zh}", f"{number.en} in {period.en}")


def say_target(case: IndicatorStatus) -> Sentence:
    """2025年目标23家 / the 2025 target of 23 firms."""
    if case.promise is None:
        return Sentence("目标", "the target")
    number, period = amount(case.promise.target), when(case.promise.period)
    if case.promise.shape == "one_off":
        return Sentence(f"{period.zh}目标新增{number.zh}", f"the {period.en} target of {number.en} more")
    return Sentence(f"{period.zh}目标{number.zh}", f"the {period.en} target of {number.en}")


def say_baseline(case: IndicatorStatus) -> Sentence:
    """基期2019年151家 / the baseline of 151 firms in 2019."""
    baseline = case.baseline
    if baseline is None:
        return Sentence("规划没有给出基期值", "the plan gives no baseline")
    number, period = amount(baseline.quantity), when(baseline.period)
    return Sentence(f"基期{period.zh}{number.zh}", f"the baseline of {number.en} in {period.en}")


def say_expected(case: IndicatorStatus) -> Sentence | None:
    """按序时进度应为28亿元 / by the path 28 … was due."""
    expected = judgement_of(case).expected
    if expected is None:
        return None
    number = amount(expected)
    if is_cap(case):
        return Sentence(f"按序时进度应不超过{number.zh}", f"by the path it should be no more than {number.en}")
    return Sentence(f"按序时进度应为{number.zh}", f"by the path {number.en} was due")


def is_cap(case: IndicatorStatus) -> bool:
    """Whether less is better."""
    return case.promise is not None and case.promise.direction == "down"


def say_share(case: IndicatorStatus) -> Sentence | None:
    """How much of the expected amount is there; only where a share means something."""
    judged = judgement_of(case)
    if judged.actual is None or judged.expected is None or not judged.actual.quantity.exact:
        return None
    actual, expected = judged.actual.quantity.base, judged.expected.base
    if is_cap(case) or actual < 0 or expected <= 0:
        return None
    share = percent(actual / expected)
    return Sentence(f"完成应达进度的{share}", f"{share} of it is there")


def say_gaps(figure: Figure | None) -> Sentence | None:
    """Which years a sum lacks."""
    if figure is None or not figure.gaps:
        return None
    years = "、".join(str(year) for year in figure.gaps)
    return Sentence(
        f"其中{years}年的数没有收录全，合计只是下限。",
        f"The sum lacks figures for {years.replace('、', ', ')}, so it is a lower bound.",
    )


def say_age(case: IndicatorStatus) -> Sentence | None:
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


def say_next(case: IndicatorStatus) -> Sentence | None:
    """What comes next: after the plan the figure of its target period, before that the next release."""
    if case.promise is not None and case.as_of > case.promise.due:
        return say_final_release(case)
    return say_release(case.next_release)


def say_release(release: Due | None) -> Sentence | None:
    """When a release is expected."""
    if release is None:
        return None
    period, due = when(release.period), day(release.day)
    return Sentence(
        f"按发布日历，{period.zh}的数预计在{due.zh}前发布。",
        f"By the release calendar the figure for {period.en} is expected by {due.en}.",
    )


def say_final_release(case: IndicatorStatus) -> Sentence | None:
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


def say_last_held(case: IndicatorStatus) -> Sentence | None:
    """The last figure held of the indicator's own definition."""
    fact = case.evidence.held[-1] if case.evidence.held else None
    if fact is None or not isinstance(fact.value, Quantity):
        return None
    number, period = amount(fact.value), when(fact.period)
    return Sentence(f"最近收录的是{period.zh}的{number.zh}。", f"The last figure held is {number.en} in {period.en}.")


def say_near(case: IndicatorStatus) -> Sentence | None:
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
    return join(*parts) if parts else None


def say_running(case: IndicatorStatus) -> Sentence | None:
    """A count since January, and that it is no year-end figure."""
    run = case.evidence.running
    if run is None:
        return None
    number, months = amount(run.quantity), year_to_date(run.period)
    return Sentence(
        f"{months.zh}{number.zh}，是年初起的累计数而不是年末数，不能与{say_baseline(case).zh}或{say_target(case).zh}相比。",
        f"{capital(months.en)}: {number.en}, a count since January and not a year-end figure, so it does not stand beside "
        f"{say_baseline(case).en} or {say_target(case).en}.",
    )


def say_then(part: Sentence | None) -> Sentence | None:
    """What was due when a figure was taken."""
    return Sentence(f"当时{part.zh}。", f"At that time {part.en}.") if part else None


def capital(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]
