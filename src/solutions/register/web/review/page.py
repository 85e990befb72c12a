"""A pair side by side: what differs, what agrees, why the two may be one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kechuang_web.kit.formatting import show_number
from kechuang_web.register.models import Organisation, ResolutionPair
from kechuang_web.register.selectors import family
from kechuang_web.stores import selectors
from solutions.register.web import words
from solutions.register.web.records.cells import name_of
from solutions.register.web.records.selectors import rows_of
from solutions.register.web.tables import IN_DOSSIER, ORGANISATIONS, TITLES

BATCHES = (10, 20, 50)
#: What is compared, in the order in which it tells most.
COMPARED = (
    "name",
    "uscc",
    "kind",
    "address",
    "park",
    "town",
    "industry",
    "registered_on",
    "registered_capital",
    "listing",
    "left_on",
)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two rows."""

    pk: int
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of both: ``differs``, ``same``, or ``one`` where only one of them has it."""

    name: Any
    left: Any
    right: Any
    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class PairPage:
    """A pair."""

    pk: int
    lock_version: int
    state: str
    score: int
    reasons: list[Any]
    left: Side
    right: Side
    rows: list[Compared]
    keep: int


def pairs_in(state: str, organisation: int | None = None) -> QuerySet[ResolutionPair]:
    """The pairs of a state, the most alike first."""
    found = ResolutionPair.objects.filter(region=selectors.region_code(), state=state)
    if organisation:
        found = found.filter(Q(left=organisation) | Q(right=organisation))
    return found.select_related("left__park", "right__park").order_by("-score", "pk")


def make_pair(pair: ResolutionPair) -> PairPage:
    """The values of a pair."""
    left, right = pair.left, pair.right
    return PairPage(
        pk=pair.pk,
        lock_version=pair.lock_version,
        state="certain" if pair.kind == "certain" else "uncertain",
        score=round(100 * pair.score),
        reasons=pair.reasons,
        left=_side(left),
        right=_side(right),
        rows=[*(_compare(name, left, right) for name in COMPARED), _held(left, right)],
        keep=left.pk if left.uscc or not right.uscc else right.pk,
    )


def _side(row: Organisation) -> Side:
    return Side(
        row.pk, row.name, " · ".join(part for part in (_("档案号 %(n)s") % {"n": row.pk}, row.source_label) if part)
    )


def _compare(name: str, left: Organisation, right: Organisation) -> Compared:
    column = ORGANISATIONS.column(name)
    said = [
        name_of(getattr(row, name)) if column.is_relation else words.show(ORGANISATIONS, column, getattr(row, name))
        for row in (left, right)
    ]
    return _judge(words.label(column), said[0], said[1])


def _judge(name: Any, left: Any, right: Any) -> Compared:
    if left == right:
        return Compared(name, left, right, "same", _("相同") if left != "" else _("都没有"))
    if left == "" or right == "":
        return Compared(name, left, right, "one", _("一方没有"))
    return Compared(name, left, right, "differs", _("不同"))


def _held(left: Organisation, right: Organisation) -> Compared:
    """How many titles and other rows hang on each: what a merge would bring together."""
    told = [
        show_number(sum(rows_of(table, family(row)).order_by().count() for table in (TITLES, *IN_DOSSIER)))
        for row in (left, right)
    ]
    return Compared(_("名下记录"), told[0], told[1], "one", _("合并后归在一起"))


def say_queue(open_pairs: int, later: int, decided: int) -> str:
    """How much there is to do."""
    if not open_pairs:
        told = _("没有待判断的。")
    else:
        told = ngettext("有 %(n)s 对可能是同一家，等待判断。", "有 %(n)s 对可能是同一家，等待判断。", open_pairs) % {
            "n": show_number(open_pairs)
        }
    if later:
        told += " " + _("另有 %(n)s 对留待以后再看。") % {"n": show_number(later)}
    if decided:
        told += " " + _("已判断 %(n)s 对。") % {"n": show_number(decided)}
    return told
