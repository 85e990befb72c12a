"""Sites as a tree, and a site with its tenants, its area and what stands on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kechuang_web.accounts.roles import BELONGS_TO
from kechuang_web.kit.access import access
from kechuang_web.kit.formatting import show_day, show_number
from kechuang_web.kit.language import say
from kechuang_web.kit.pages import paginate, render_page
from kechuang_web.register.models import Carrier, Project, Site, Space, Tenancy
from kechuang_web.register.selectors import organisations_for
from kechuang_web.stores import selectors
from solutions.register.web import words
from solutions.register.web.organisations.page import count_choices, make_rows
from solutions.register.web.organisations.query import OrganisationQuery, in_state
from solutions.register.web.records.cells import columns_of
from solutions.register.web.records.cells import make_rows as make_record_rows
from solutions.register.web.tables import BY_CODE, SITES
from solutions.register.web.tabs import door_tabs

#: A tree deeper than this is a circle.
DEEPEST = 8
_MU = Decimal(2000) / 3


@dataclass(slots=True)
class Node:
    """A site in the tree, with what lies in it and how many organisations it holds, its parts included."""

    site: Site
    kind: Any
    level: Any
    tenants: int
    parts: list[Node] = field(default_factory=list)

    @property
    def all_tenants(self) -> int:
        """The organisations here and in all its parts."""
        return self.tenants + sum(part.all_tenants for part in self.parts)


def sites_of_region() -> list[Site]:
    """Every standing site of the region."""
    return list(Site.objects.standing().in_region(selectors.region_code()).order_by("code"))


def make_tree(sites: list[Site], tenants: dict[int, int]) -> list[Node]:
    """The sites as a tree. A site whose parent is not there, or that would close a circle, stands at the top."""
    nodes = {
        site.pk: Node(
            site, words.word(SITES, "kind", site.kind), words.word(SITES, "level", site.level), tenants.get(site.pk, 0)
        )
        for site in sites
    }
    roots = []
    for node in nodes.values():
        parent = nodes.get(node.site.parent_id) if node.site.parent_id else None
        if parent is None or _circles(node, nodes):
            roots.append(node)
        else:
            parent.parts.append(node)
    return roots


def _circles(node: Node, nodes: dict[int, Node]) -> bool:
    seen, at = {node.site.pk}, node.site.parent_id
    while at in nodes:
        if at in seen:
            return True
        seen.add(at)
        at = nodes[at].site.parent_id
    return False


@access("register.view")
@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    """The sites as a tree, each with how many organisations this person may see there."""
    every = organisations_for(request.user)
    counts = in_state(every, "active", timezone.localdate()).order_by().values_list("park").annotate(n=Count("pk"))
    tenants = {park: n for park, n in counts if park}
    tree = make_tree(sites_of_region(), tenants)
    carriers = list(
        Carrier.objects.standing()
        .in_region(selectors.region_code())
        .select_related("organisation", "site")
        .order_by("kind", "name")[:200]
    )
    table = BY_CODE["carrier"]
    context = {
        "tree": tree,
        "total": sum(node.all_tenants for node in tree),
        "nowhere": in_state(every, "active", timezone.localdate()).filter(park__isnull=True).count(),
        "carriers": make_record_rows(table, carriers, timezone.localdate()),
        "columns": columns_of(table),
        "table": table,
        "may_edit": request.user.has_perm("register.edit") and not BELONGS_TO.get(request.user.role),
        "tabs": door_tabs(request, "sites"),
    }
    return render_page(request, "register/sites.html", context)


@access("register.view")
@require_safe
def site(request: HttpRequest, pk: int) -> HttpResponse:
    """A site: what it is, what it adds up to, its parts, its tenants, its carriers and projects."""
    found = get_object_or_404(
        Site.objects.standing().in_region(selectors.region_code()).select_related("parent", "operator"), pk=pk
    )
    if BELONGS_TO.get(request.user.role) == "park" and not _own(request.user.park, found):
        raise Http404
    day = timezone.localdate()
    inside = _inside(found)
    every = organisations_for(request.user).filter(park__in=inside)
    query = OrganisationQuery.of(request)
    counts = count_choices(every, day)
    pages = paginate(request, query.apply(every, day).select_related("park"))
    identity = []
    for name in (
        "kind",
        "level",
        "ring",
        "operator",
        "town",
        "address",
        "leading",
        "area",
        "built_area",
        "approved_on",
        "note",
    ):
        column = SITES.column(name)
        value = getattr(found, name)
        if column.is_relation:
            if value:
                identity.append((words.label(column), value.name, reverse("register:organisation", args=[value.pk])))
        elif value not in (None, ""):
            identity.append((words.label(column), words.show(SITES, column, value), ""))
    rented = (
        Tenancy.objects.standing()
        .filter(site__in=inside)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))
        .aggregate(area=Sum("area"), n=Count("pk"))
    )
    spaces = Space.objects.standing().filter(site__in=inside).aggregate(area=Sum("area"), n=Count("pk"))
    projects = Project.objects.standing().filter(site__in=inside).count()
    figures = [(_("在园单位"), show_number(counts["state"]["active"]))]
    if found.area:
        figures.append((_("规划面积（亩）"), show_number(round(found.area / _MU))))
    if spaces["area"]:
        figures.append((_("可用空间（平方米）"), show_number(spaces["area"])))
    if rented["area"]:
        figures.append((_("已租用（平方米）"), show_number(rented["area"])))
    if projects:
        figures.append((_("项目"), show_number(projects)))
    titles_here = sorted(counts["title"].items(), key=lambda pair: -pair[1])
    carriers = list(Carrier.objects.standing().filter(site__in=inside).select_related("organisation", "site")[:50])
    context = {
        "site": found,
        "identity": identity,
        "figures": figures[:5],
        "titles": [(say(words.word(BY_CODE["title"], "kind", code)), n) for code, n in titles_here],
        "active": counts["state"]["active"],
        "parts": _parts(found, day, organisations_for(request.user)),
        "page": {"rows": make_rows(list(pages.object_list), query, day), "pages": pages,
                 "found": _("共 %(n)s 家") % {"n": show_number(pages.paginator.count)}},
        "query": query,
        "carriers": make_record_rows(BY_CODE["carrier"], carriers, day),
        "columns": columns_of(BY_CODE["carrier"]),
        "may_edit": request.user.has_perm("register.edit") and not BELONGS_TO.get(request.user.role),
        "source": found.source_label,
        "approved": show_day(found.approved_on) if found.approved_on else "",
        "crumbs": [(_("园区与载体"), reverse("register:sites")),
                   *([(found.parent.name, reverse("register:site", args=[found.parent_id]))] if found.parent else []), (found.name, "")],
    }  # fmt: skip
    return render_page(request, "register/site.html", context, fragment="register/_organisation_rows.html")


def _inside(found: Site) -> list[int]:
    """The site and every part of it."""
    inside, edge = [found.pk], [found.pk]
    for _depth in range(DEEPEST):
        edge = list(Site.objects.standing().filter(parent__in=edge).exclude(pk__in=inside).values_list("pk", flat=True))
        if not edge:
            break
        inside += edge
    return inside


def _own(code: str, found: Site) -> bool:
    """Whether a site is the park of an operator or lies in it."""
    at: Site | None = found
    for _depth in range(DEEPEST):
        if at is None:
            return False
        if at.code == code:
            return True
        at = at.parent
    return False


def _parts(found: Site, day: date, every: Any) -> list[Node]:
    parts = list(found.parts.filter(withdrawn_at__isnull=True))
    counts = dict(
        in_state(every.filter(park__in=parts), "active", day).order_by().values_list("park").annotate(n=Count("pk"))
    )
    return make_tree(parts, counts) if parts else []
