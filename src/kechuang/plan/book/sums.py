"""Do the layers of targets add up: shares against their total, years against the plan, and who assigned what when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from kechuang.plan.book.targets import Indicator, Shape, Target
from kechuang.values import Period, Quantity, Sentence

Verdict = Literal["agrees", "short", "over", "open", "not_additive"]
#: Shapes whose parts add up to the whole: of places (shares), and of years.
_ADDS_OVER_PLACES: frozenset[Shape] = frozenset({"stock", "cumulative", "one_off", "yearly_reassessed", "ceiling"})
_ADDS_OVER_YEARS: frozenset[Shape] = frozenset({"cumulative", "one_off"})


@dataclass(frozen=True, slots=True)
class SumLine:
    """One comparison: the parts with their sum against the whole they should make.

    ``kind`` is ``shares`` (parks and towns against the region's figure of the same period), ``years`` (yearly targets against
    the plan's) or ``assigned`` (what was assigned from above against the plan's). ``gap`` is sum minus whole in the
    whole's unit; ``None`` where the verdict is ``open`` (a bound or 约 leaves it open) or ``not_additive``.
    """

    kind: Literal["shares", "years", "assigned"]
    whole: Target
    parts: tuple[Target, ...]
    total: Quantity | None
    gap: Quantity | None
    verdict: Verdict
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class SumCheck:
    """Every comparison of an indicator's layers, and the record of who assigned what when, oldest first."""

    lines: tuple[SumLine, ...]
    assignments: tuple[Target, ...]

    @property
    def agrees(self) -> bool:
        """Whether no comparison is short, over or open."""
        return all(line.verdict in ("agrees", "not_additive") for line in self.lines)


def target_sums(indicator: Indicator) -> SumCheck:
    """Check an indicator's layers against each other. An indicator with one layer has nothing to compare.

    >>> from kechuang.values import Quantity, Period
    >>> from kechuang.plan.book import Indicator, Target, SourceSpan
    >>> def t(layer, n, holder=None):
    ...     return Target(layer, Quantity.of(n, "家"), Period.year(2025), holder)
    >>> hnte = Indicator("h", Sentence("高企", "firms"), "h@1", "h", "region/1", "家", "stock", "up", None,
    ...     (t("plan", 280), t("share", 100, "park/a"), t("share", 150, "park/b")))
    >>> target_sums(hnte).lines[0].sentence.zh
    '2025年分解合计250家，比规划目标280家少30家。'
    """
    lines = [*_share_lines(indicator), *_year_lines(indicator), *_assigned_lines(indicator)]
    dated = [target for target in indicator.targets if target.assigned_by or target.assigned_on]
    dated.sort(key=lambda target: (target.assigned_on is None, target.assigned_on, target.period))
    return SumCheck(tuple(lines), tuple(dated))


def _share_lines(indicator: Indicator) -> Iterable[SumLine]:
    periods = sorted({share.period for share in indicator.layer("share")})
    for period in periods:
        parts = tuple(share for share in indicator.layer("share") if share.period == period)
        whole = _whole_of(indicator, period)
        if whole is not None:
            yield _compare("shares", indicator, whole, parts, additive=indicator.shape in _ADDS_OVER_PLACES)


def _whole_of(indicator: Indicator, period: Period) -> Target | None:
    """What shares of a period divide: what the region carries itself, as decided nearest to the work."""
    for layer in ("yearly", "assigned", "plan"):
        for target in indicator.targets:
            if target.layer == layer and target.period == period and target.holder in (None, indicator.subject):
                return target
    return None


def _year_lines(indicator: Indicator) -> Iterable[SumLine]:
    plan = indicator.target
    years = tuple(t for t in indicator.layer("yearly") if t.holder in (None, indicator.subject))
    if plan is None or not years:
        return
    if indicator.shape in _ADDS_OVER_YEARS:
        if years[-1].period.end >= plan.period.end:
            yield _compare("years", indicator, plan, years, additive=True)
    elif years[-1].period.end == plan.period.end:
        yield _compare("years", indicator, plan, years[-1:], additive=True)


def _assigned_lines(indicator: Indicator) -> Iterable[SumLine]:
    plan = indicator.target
    for target in indicator.layer("assigned"):
        if plan is not None and target.period == plan.period:
            yield _compare("assigned", indicator, plan, (target,), additive=True)


def _compare(
    kind: Literal["shares", "years", "assigned"],
    indicator: Indicator,
    whole: Target,
    parts: Sequence[Target],
    *,
    additive: bool,
) -> SumLine:
    unit = whole.quantity.unit
    if not additive:
        return SumLine(kind, whole, tuple(parts), None, None, "not_additive", _cannot_add(whole))
    if any(part.quantity.unit.dimension != unit.dimension for part in parts) or not all(
        target.quantity.bound in ("eq", "ge", "le") for target in (whole, *parts)
    ):
        return SumLine(kind, whole, tuple(parts), None, None, "open", _left_open(whole))
    amount = sum((part.quantity.base for part in parts), Fraction(0)) / unit.factor
    total = Quantity(amount, amount, unit)
    gap = Quantity(amount - whole.quantity.low, amount - whole.quantity.low, unit)
    verdict: Verdict = "agrees" if not gap.low else "over" if gap.low > 0 else "short"
    return SumLine(kind, whole, tuple(parts), total, gap, verdict, _tell(kind, whole, total, gap, verdict))


_KINDS = {
    "shares": Sentence("分解合计", "the shares add up to"),
    "years": Sentence("年度目标合计", "the yearly targets come to"),
    "assigned": Sentence("上级下达", "assigned from above are"),
}
_LAYERS = {
    "plan": Sentence("规划目标", "the plan's"),
    "assigned": Sentence("下达目标", "the assigned"),
    "yearly": Sentence("年度目标", "the yearly"),
    "share": Sentence("分解目标", "the shared"),
}


def _tell(kind: str, whole: Target, total: Quantity, gap: Quantity, verdict: Verdict) -> Sentence:
    words, layer, period = _KINDS[kind], _LAYERS[whole.layer], whole.period
    size = Quantity(abs(gap.low), abs(gap.low), gap.unit)
    zh = f"{period.label('zh')}{words.zh}{total.label('zh')}，"
    en = f"For {period.label('en')} {words.en} {total.label('en')}, "
    if verdict == "agrees":
        return Sentence(f"{zh}与{layer.zh}一致。", f"{en}which is {layer.en} {whole.quantity.label('en')}.")
    more = verdict == "over"
    return Sentence(
        f"{zh}比{layer.zh}{whole.quantity.label('zh')}{'多' if more else '少'}{size.label('zh')}。",
        f"{en}{size.label('en')} {'more' if more else 'less'} than {layer.en} {whole.quantity.label('en')}.",
    )


def _cannot_add(whole: Target) -> Sentence:
    label = whole.period.label
    return Sentence(
        f"{label('zh')}的各部分不能相加，不作合计。", f"The parts for {label('en')} do not add up by nature."
    )


def _left_open(whole: Target) -> Sentence:
    label = whole.period.label
    return Sentence(
        f"{label('zh')}的目标中有约数、区间或不同单位，无法判断合计是否一致。",
        f"Targets for {label('en')} are approximate, ranges or in different units, so the sum cannot be judged.",
    )
