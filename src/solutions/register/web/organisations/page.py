"""The values of the list's page: rows in words, what the filters offer, the sentences above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kechuang_web.kit.formatting import show_number
from kechuang_web.kit.pages import paginate
from kechuang_web.register.models import Organisation, OrganisationName, OrganisationYear, Site, Title
from kechuang_web.register.selectors import titles_in_force
from kechuang_web.stores import memory, selectors
from solutions.register.web import words
from solutions.register.web.doors import hand_in_address
from solutions.register.web.organisations.query import COLUMNS, OrganisationQuery, in_state
from solutions.register.web.tables import ORGANISATIONS, TITLES

PER_PAGE = 50
#: The organisation that a row is about since rows were merged.
STANDS_FOR = Coalesce("organisation__merged_into", "organisation")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    pk: int
    name: str
    former: str
    uscc: str
    kind: Any
    park: str
    town: Any
    industry: Any
    above_size: int | None
    titles: list[Any]
    state: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice of the filter bar; ``more`` stands behind "more"."""

    name: str
    label: str
    chosen: str
    choices: list[tuple[str, Any, int | None]]
    more: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    """Everything that the template shows."""

    total: int
    sentence: str
    found: str
    synthetic: bool
    filters: list[Filter]
    rows: list[Row]
    pages: Page
    may_edit: bool
    hand_in: str


def make_list_page(
    request: HttpRequest, every: QuerySet[Organisation], query: OrganisationQuery, day: date
) -> ListPage:
    """The page of a query over the organisations that this person may see."""
    counts = count_choices(every, day)
    pages = paginate(request, query.apply(every, day).select_related("park"), PER_PAGE)
    if not query.active:  # counted for the filters already
        pages.paginator.__dict__["count"] = counts["state"].get("active", 0)
    return ListPage(
        total=counts["total"],
        sentence=_sentence(counts),
        found=_found(pages, query),
        synthetic=counts["synthetic"],
        filters=_filters(counts, query),
        rows=make_rows(list(pages.object_list), query, day),
        pages=pages,
        may_edit=request.user.has_perm("register.edit"),
        hand_in=hand_in_address(),
    )


def _found(pages: Page, query: OrganisationQuery) -> str:
    n = show_number(pages.paginator.count)
    if not query.active:
        return _("%(n)s 家，每页 %(per)s 家") % {"n": n, "per": pages.paginator.per_page}
    return _("符合条件的 %(n)s 家") % {"n": n}


def make_rows(found: Sequence[Organisation], query: OrganisationQuery, day: date) -> list[Row]:
    """The lines of a page, three more questions to the database for all of them."""
    keys = [one.pk for one in found]
    titles = titles_held(keys, day)
    above = dict(
        OrganisationYear.objects.filter(organisation__in=keys, above_designated_size=True, withdrawn_at__isnull=True)
        .values_list("organisation")
        .annotate(year=Max("year"))
    )
    former: dict[int, str] = {}
    if query.text:
        squeezed = query.text.replace(" ", "").replace("\u3000", "")
        former = dict(
            OrganisationName.objects.filter(organisation__in=keys, name__icontains=squeezed, withdrawn_at__isnull=True)
            .values_list("organisation", "name")
        )  # fmt: skip
    return [
        Row(
            pk=one.pk,
            name=one.name,
            former=former.get(one.pk, "") if query.text not in one.name else "",
            uscc=one.uscc or "",
            kind=words.word(ORGANISATIONS, "kind", one.kind),
            park=one.park.short_name or one.park.name if one.park else "",
            town=words.word(ORGANISATIONS, "town", one.town),
            industry=words.word(ORGANISATIONS, "industry", one.industry),
            above_size=above.get(one.pk),
            titles=[words.word(TITLES, "kind", kind) for kind in titles.get(one.pk, ())],
            state=state_of(one, day),
            synthetic=one.synthetic,
        )
        for one in found
    ]


def titles_held(keys: Iterable[int], day: date) -> dict[int, list[str]]:
    """Organisation → kinds of the titles it holds on a day, in the order of the vocabulary."""
    order = {code: number for number, code in enumerate(words.choices(TITLES, "kind"))}
    held: dict[int, set[str]] = defaultdict(set)
    keys = list(keys)
    rows = titles_in_force(Title.objects.filter(Q(organisation__in=keys) | Q(organisation__merged_into__in=keys)), day)
    for organisation, kind in rows.order_by().values_list(STANDS_FOR, "kind"):
        held[organisation].add(kind)
    return {key: sorted(kinds, key=lambda kind: (order.get(kind, len(order)), kind)) for key, kinds in held.items()}


def state_of(one: Organisation, day: date) -> str:
    """On the register, or left."""
    return "left" if one.left_on and one.left_on <= day else "active"


def stamp() -> tuple[int | None, ...]:
    """What changes whenever the organisations or their titles do: the last entries of their histories."""
    return tuple(
        model.history.model.objects.order_by("-history_id").values_list("history_id", flat=True).first()
        for model in (Organisation, Title, Site)
    )


def count_choices(every: QuerySet[Organisation], day: date) -> dict[str, Any]:
    """How many organisations each choice of the filters has; counted once for a state of the register, a scope and a day."""
    try:
        scope = str(every.query)
    except EmptyResultSet:  # nobody's organisations
        scope = ""
    key = ("register choices", selectors.region_code(), scope, stamp(), day)
    return memory.results.remember(key, lambda: _count(every, day))


def _count(every: QuerySet[Organisation], day: date) -> dict[str, Any]:
    active = in_state(every, "active", day)
    counts: dict[str, Any] = {
        "state": {"left": in_state(every, "left", day).count()},
        "synthetic": every.filter(synthetic=True).exists(),
    }
    tally: dict[str, dict[Any, int]] = {name: defaultdict(int) for name in (*COLUMNS, "park")}
    alive = 0
    grouped = active.order_by().values_list(*COLUMNS.values(), "park").annotate(n=Count("pk"))
    for *values, n in grouped.iterator(4000):
        alive += n
        for name, value in zip((*COLUMNS, "park"), values, strict=True):
            if value:
                tally[name][value] += n
    counts["state"]["active"] = alive
    counts["total"] = sum(counts["state"].values())
    counts["title"] = dict(
        titles_in_force(Title.objects.filter(_about(active)), day)
        .order_by()
        .values_list("kind")
        .annotate(n=Count(STANDS_FOR, distinct=True))
    )
    counts["parks"] = dict(Site.objects.filter(pk__in=list(tally["park"])).values_list("pk", "name"))
    return counts | tally


def _about(organisations: QuerySet[Organisation]) -> Q:
    keys = organisations.order_by().values("pk")
    return Q(organisation__in=keys) | Q(organisation__merged_into__in=keys)


def _filters(counts: dict[str, Any], query: OrganisationQuery) -> list[Filter]:
    def of_words(name: str, label: str, *, more: bool = False) -> Filter:
        field = COLUMNS[name]
        order = {code: number for number, code in enumerate(words.choices(ORGANISATIONS, field))}
        listed = sorted(counts[name].items(), key=lambda pair: (order.get(pair[0], len(order)), pair[0]))
        offered = [(code, words.word(ORGANISATIONS, field, code), n) for code, n in listed]
        return Filter(name, label, getattr(query, name), offered, more)

    titles = words.choices(TITLES, "kind")
    order = {code: number for number, code in enumerate(titles)}
    parks = sorted(counts["park"].items(), key=lambda pair: -pair[1])
    states = counts["state"]
    found = [
        of_words("kind", _("类别")),
        Filter(
            "park", _("园区"), str(query.park or ""),
            [(str(code), counts["parks"].get(code, code), n) for code, n in parks],
        ),
        Filter(
            "title", _("有效称号"), query.title,
            [(code, words.word(TITLES, "kind", code), n)
             for code, n in sorted(counts["title"].items(), key=lambda pair: order.get(pair[0], len(order)))],
        ),
        of_words("industry", _("行业"), more=True),
        of_words("field", _("技术领域"), more=True),
        of_words("emerging", _("战略性新兴产业"), more=True),
        of_words("town", _("街镇"), more=True),
        Filter("above", _("规上企业"), query.above, [("yes", _("是"), None), ("no", _("否"), None)], more=True),
        Filter(
            "state", _("状态"), "" if query.state == "active" else query.state,
            [("left", _("已退出"), states["left"]), ("all", _("在册和已退出"), counts["total"])], more=True,
        ),
    ]  # fmt: skip
    return [one for one in found if one.choices]


def _sentence(counts: dict[str, Any]) -> str:
    states = counts["state"]
    if not counts["total"]:
        return ""
    told = _("名册上现有 %(n)s 家企业和机构。") % {"n": show_number(states["active"])}
    if counts["title"]:
        listed = sorted(counts["title"].items(), key=lambda pair: -pair[1])[:3]
        from kechuang_web.kit.language import say

        names = _("、").join(
            _("%(title)s %(n)s 家") % {"title": say(words.word(TITLES, "kind", code)), "n": show_number(n)}
            for code, n in listed
        )
        told += " " + _("有效称号中，%(titles)s。") % {"titles": names}
    if states["left"]:
        told += " " + _("另有 %(n)s 家已退出，仍可查。") % {"n": show_number(states["left"])}
    return told
