"""The pages of data quality: the measures, every finding, and whom to ask."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kechuang.quality import KINDS, Assessment, Finding, follow_up
from kechuang_web.accounts.roles import ROLES
from kechuang_web.audit.services import Actor, record
from kechuang_web.intake import assessing
from kechuang_web.kit.access import access
from kechuang_web.kit.pages import download_csv, download_excel, paginate, render_page
from kechuang_web.register.selectors import organisations, organisations_for
from kechuang_web.stores import selectors
from solutions.data.web.quality import values
from solutions.data.web.tabs import door_tabs


@access("quality.view")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How complete, timely, consistent and correct the returns are, by channel and by figure; the watermelons first."""
    found, policy = _visible(request.user), assessing.policy()
    context = {
        "found": found,
        "channels": values.by_channel(found, policy),
        "sides": values.dimension_names().values(),
        "attributes": values.worst_attributes(found),
        "kinds": values.kinds_of(found),
        "watermelons": list(values.show(found.watermelons[:10], _names(found.watermelons[:10]), policy)),
        "tabs": door_tabs(request, "quality"),
    }
    return render_page(request, "data/quality/overview.html", context)


@access("quality.view")
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """Every finding, filtered by kind, channel and year, in pages."""
    found, policy = _visible(request.user), assessing.policy()
    wanted = _filter(request, found)
    page = paginate(request, wanted)
    years = sorted({finding.year for finding in found.findings if finding.year}, reverse=True)
    context = {
        "page": page,
        "rows": list(values.show(page, _names(page), policy)),
        "total": len(wanted),
        "kinds": values.kinds_of(found),
        "channels": [(code, channel.name.text(values.language())) for code, channel in policy.channels.items()],
        "years": years,
        "picked": {key: request.GET.get(key, "") for key in ("kind", "channel", "year")},
        "tabs": door_tabs(request, "quality"),
        "crumbs": [(_("数据质量"), reverse("data:quality")), (_("问题清单"), "")],
    }
    return render_page(request, "data/quality/findings.html", context)


@access("quality.view")
@require_safe
def findings_export(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered findings as CSV or Excel; the export is logged."""
    if form not in {"csv", "xlsx"}:
        raise Http404
    wanted = _filter(request, _visible(request.user))
    shown = values.show(wanted, _names(wanted), assessing.policy())
    head = [_("问题"), _("机构"), _("年度"), _("渠道"), _("数据项"), _("说明"), _("位置")]
    cells = [
        [one.kind, one.unit, one.finding.year or "", one.channel, one.attribute, one.says, one.where] for one in shown
    ]
    with transaction.atomic():
        record(actor=Actor.of(request), action="data.exported", kind="quality", key=selectors.region_code(),
               label=f"quality.{form}", detail={"rows": len(cells), "query": request.GET.dict()})  # fmt: skip
    name = f"{_('数据质量问题')}-{timezone.localdate():%Y%m%d}.{form}"
    return (download_csv if form == "csv" else download_excel)(name, head, cells)


@access("quality.view")
@require_safe
def follow_ups(request: HttpRequest) -> HttpResponse:
    """Whom to ask for what, the urgent first, each with a message ready to paste."""
    found, policy = _visible(request.user), assessing.policy()
    page = paginate(request, list(follow_up(found, policy)))
    context = {
        "page": page,
        "rows": list(values.ask(page, _names([one.findings[0] for one in page]), policy)),
        "tabs": door_tabs(request, "quality"),
        "crumbs": [(_("数据质量"), reverse("data:quality")), (_("跟进清单"), "")],
    }
    return render_page(request, "data/quality/follow_up.html", context)


def _visible(user: Any) -> Assessment:
    """The assessment as a person may see it: those who look after some organisations see the findings about these alone.

    The measures of a whole channel say something about others, so they are left out then.
    """
    found = assessing.assessment()
    if "quality.view" not in ROLES[user.role].scoped:
        return found
    mine = {uscc or f"#{pk}" for pk, uscc in organisations_for(user).values_list("pk", "uscc")}
    findings = tuple(finding for finding in found.findings if finding.unit in mine)
    by_unit = {
        side: {unit: measure for unit, measure in units.items() if unit in mine}
        for side, units in found.by_unit.items()
    }
    records = sum(measure.checked for measure in by_unit["correctness"].values())
    nothing = {side: {} for side in found.by_channel}
    return Assessment(findings, nothing, by_unit, {side: {} for side in found.by_attribute}, records)


def _filter(request: HttpRequest, found: Assessment) -> list[Finding]:
    kind = values.chosen(request, "kind", KINDS)
    channel = values.chosen(request, "channel", assessing.policy().channels)
    year = request.GET.get("year", "")
    return [
        finding
        for finding in found.findings
        if (not kind or finding.kind == kind)
        and (not channel or finding.channel == channel)
        and (not year.isdecimal() or finding.year == int(year))
    ]


def _names(findings: Any) -> dict[str, str]:
    """Present names of the organisations that findings speak of."""
    units = {finding.unit for finding in findings if finding.unit}
    numbers = [int(unit[1:]) for unit in units if unit.startswith("#")]
    rows = organisations().filter(uscc__in=units).values_list("uscc", "name")
    unnumbered = organisations().filter(pk__in=numbers).values_list("pk", "name")
    return {**dict(rows), **{f"#{pk}": name for pk, name in unnumbered}}
