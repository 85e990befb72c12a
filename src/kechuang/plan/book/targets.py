"""Targets: what was promised about a figure, in the layers in which promises are run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from kechuang.values import Period, Quantity, Sentence

#: How the value of a promise behaves; the pace of a promise is judged by its shape.
Shape = Literal["stock", "cumulative", "ratio", "one_off", "yearly_reassessed", "ceiling", "growth"]
Direction = Literal["up", "down"]
#: 约束性, 预期性, or that the plan does not say.
TargetKind = Literal["binding", "anticipatory", "unstated"]
#: 规划目标, 市下达, 年度目标, 分解到园区街镇.
Layer = Literal["plan", "assigned", "yearly", "share"]
Visibility = Literal["public", "internal"]


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """Where a promise stands: the clause and the characters ``start:end`` of the plan document's text."""

    clause: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """The figure the plan starts from. An indicator without one has ``baseline=None``; nothing is put in its place."""

    quantity: Quantity
    period: Period
    note: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One promise: an amount to be reached in a period.

    ``quantity`` carries the bound (``≥``, ``≤``, ``≈``) as the document states it. ``holder`` is the subject that carries a
    ``share`` (``park/tianbao``, ``town/120115102``); ``None`` is the plan's own region. ``assigned_by`` names the level or
    unit above that set it, ``assigned_on`` the day, ``document`` the paper it stands in, ``clause`` the plan's clause.
    """

    layer: Layer
    quantity: Quantity
    period: Period
    holder: str | None = None
    assigned_by: str | None = None
    assigned_on: date | None = None
    document: str | None = None
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class PathPoint:
    """A value expected at the end of a period between baseline and target."""

    period: Period
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class ExpectedPath:
    """How the figure is expected to travel (序时进度).

    ``linear`` runs straight between baseline and target; ``milestones`` through ``points``; ``seasonal`` follows within each
    year the share that ``profile`` (a name in the region's seasonal profiles) gives for the month; ``final`` expects
    nothing before the last period of the target (a one-off, a figure without a baseline).
    """

    kind: Literal["linear", "milestones", "seasonal", "final"]
    points: tuple[PathPoint, ...] = ()
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Shares of the expected value from which a promise is on track, and from which it is at risk."""

    on_track: Fraction
    at_risk: Fraction


@dataclass(frozen=True, slots=True)
class RelatedFigure:
    """A figure that is near to an indicator but is not it, and why: it must never stand in its line."""

    definition: str
    why: Sentence


@dataclass(frozen=True, slots=True)
class Succession:
    """A title, unit or statistic that was renamed, replaced or ended on a day; its history stays.

    ``old`` and ``new`` name what changed; ``new`` is ``None`` where it ended. ``since`` is ``None`` if only ``period`` is
    known.
    """

    kind: Literal["renamed", "replaced", "ended"]
    what: Literal["title", "rule", "unit", "statistic", "publisher"]
    period: Period
    old: str
    new: str | None = None
    note: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Dissent:
    """A person's different view of a status. It never changes the status; the gap between the two is shown."""

    status: str
    by: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One accountable figure of the plan.

    ``definition`` is the 口径 with its version in the dictionary (``hnte_count@1``), ``attribute`` the dictionary code and
    ``subject`` whom it is about (``region/120115``). ``lead_unit`` is ``None`` while nobody is named. ``thresholds`` is
    ``None`` where the book's apply. ``releases`` is the key into the region's release calendar. ``carried_from`` names the
    indicator of the plan before that was handed on (``baodi-145/hnte_count``).
    """

    code: str
    name: Sentence
    definition: str
    attribute: str
    subject: str
    unit: str
    shape: Shape
    direction: Direction
    source: SourceSpan | None
    targets: tuple[Target, ...] = ()
    baseline: Baseline | None = None
    path: ExpectedPath = ExpectedPath("linear")
    kind: TargetKind = "unstated"
    lead_unit: str | None = None
    supporting_units: tuple[str, ...] = ()
    visibility: Visibility = "public"
    thresholds: Thresholds | None = None
    related: tuple[RelatedFigure, ...] = ()
    succession: tuple[Succession, ...] = ()
    releases: str | None = None
    dissent: tuple[Dissent, ...] = ()
    carried_from: str | None = None
    note: Sentence | None = None

    @property
    def target(self) -> Target | None:
        """The plan's own target: the one of layer ``plan`` that ends last, ``None`` if the plan sets none."""
        return max((t for t in self.targets if t.layer == "plan"), key=lambda t: t.period, default=None)

    def layer(self, layer: Layer) -> tuple[Target, ...]:
        """The targets of one layer, in the order of their periods."""
        return tuple(sorted((t for t in self.targets if t.layer == layer), key=lambda t: (t.period, t.holder or "")))


@dataclass(frozen=True, slots=True)
class Watched:
    """A figure the monitor reports although the plan sets no target for it (``"target": null``).

    ``definitions`` lists every 口径 under which it is observed; two definitions never share a line. ``shape`` is ``None`` for
    a figure that is none of the shapes of a promise, such as a flow of one year.
    """

    code: str
    name: Sentence
    attribute: str
    definitions: tuple[str, ...]
    subject: str
    unit: str
    shape: Shape | None = None
    source: SourceSpan | None = None
    releases: str | None = None
    visibility: Visibility = "public"
    note: Sentence | None = None
