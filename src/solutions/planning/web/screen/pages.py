"""A page of the screen from the situation of a day: never more than five figures and one sentence of what they mean."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from kechuang.monitoring import IndicatorStatus, Status
from kechuang.values import Quantity, Sentence, format_number
from kechuang_web.kit.language import current_language
from kechuang_web.stores import memory
from solutions.planning.web.monitor.overview import programme_shares, recent_events
from solutions.planning.web.monitor.peers import Peers, rank_peers
from solutions.planning.web.monitor.rows import word_of
from solutions.planning.web.monitor.situation import Situation
from solutions.planning.web.screen.basemap import HEIGHT, WIDTH, load_basemap, shade_of
from solutions.planning.web.screen.layout import Layout, View

EVENTS = 4
RANKS = 5
SITES = 6


def make_screen(situation: Situation, layout: Layout, code: str) -> dict[str, Any]:
    """The page of that code; an unknown code gives the first."""
    codes = [view.code for view in layout.views]
    place = codes.index(code) if code in codes else 0
    view = layout.views[place]
    page: dict[str, Any] = {
        "title": view.title,
        "region": situation.folder.name,
        "views": [
            {"title": one.title, "address": _address(situation, one.code), "here": one is view} for one in layout.views
        ],
        "next": _address(situation, codes[(place + 1) % len(codes)]),
        "previous": _address(situation, codes[place - 1]),
        "seconds": layout.seconds,
        "figures_title": Sentence("核心数据", "Key figures"),
        "figures": figures_of(situation, view),
        "events": recent_events(situation, EVENTS, view.events),
    }
    if view.ranking:
        page["ranking"] = ranking_of(situation, view.ranking)
    if view.states:
        page["states"] = states_of(situation)
    if view.shares:
        page["shares"] = shares_of(situation)
    if view.sites:
        page["sites"] = sites_of(situation, view)
    middle = any(page.get(key) for key in ("ranking", "states", "shares", "sites"))
    parts = bool(page["figures"]) + middle + bool(page["events"])
    page["layout"] = {3: "three", 2: "two" if middle else "halves", 1: "one"}.get(parts, "one")
    if not parts:
        page["nothing"] = Sentence("这一页的数据尚未收录。", "Nothing is collected for this page yet.")
    page["sources"] = sources_of(situation, view)
    return page


def _address(situation: Situation, code: str) -> str:
    return f"{reverse('planning:screen')}?view={code}&as_of={situation.day.isoformat()}"


def figures_of(situation: Situation, view: View) -> list[dict[str, Any]]:
    """The large figures that are held; one that is not held is shown by its state, never as zero."""
    shown = []
    for code in view.figures:
        try:
            status = situation.report.indicator(code)
        except KeyError:
            continue  # the plan of that day does not have it, or it is internal
        shown.append(_figure(status))
    return shown


def _figure(status: IndicatorStatus) -> dict[str, Any]:
    actual, target = status.actual, status.target
    figure: dict[str, Any] = {
        "name": status.name,
        "number": "—",
        "unit": "",
        "tail": None,
        "state": None,
        "word": None,
        "when": None,
    }
    if actual is not None:
        number, unit = _split(actual.quantity)
        figure |= {"number": number, "unit": unit}
        if actual.period is not None:
            figure["when"] = Sentence(actual.period.label("zh"), actual.period.label("en"))
    if target is not None:
        figure["tail"] = Sentence(f"目标 {target.quantity.label('zh')}", f"target {target.quantity.label('en')}")
    if status.status is not None:
        figure |= {"state": status.status.value, "word": word_of(status)}
    return figure


def _split(quantity: Quantity) -> tuple[str, str]:
    label = quantity.label(current_language())
    number = format_number(quantity.low)
    cut = label.find(number) + len(number)
    return label[:cut], label[cut:].strip()


def ranking_of(situation: Situation, code: str) -> dict[str, Any] | None:
    """The first five, and our own region if it is not among them."""
    try:
        status = situation.report.indicator(code)
    except KeyError:
        return None
    peers = rank_peers(situation, status)
    if peers is None:
        return None
    rows = [row for row in peers.rows if row.rank <= RANKS][:RANKS]
    rows += [row for row in peers.rows if row.here and row not in rows]
    when = peers.period
    return {
        "map": map_of(situation, peers),
        "title": Sentence(f"{status.name.zh} · {when.label('zh')}", f"{status.name.en} · {when.label('en')}"),
        "rows": [
            {
                "name": row.name,
                "part": row.part,
                "spoken": row.spoken,
                "here": row.here,
                "text": format_number(row.value.low),
            }
            for row in rows
        ],
        "whole": peers.whole,
        "sentence": peers.sentence,
    }


def map_of(situation: Situation, peers: Peers) -> dict[str, Any] | None:
    """The ranking on the base map that the installation is licensed to show; ``None`` without one."""
    folder = situation.folder
    basemap = memory.content.remember(("basemap", folder.code), lambda: load_basemap(folder))
    if basemap is None:
        return None
    held = {row.subject.rpartition("/")[2]: row for row in peers.rows}
    shapes = [
        {
            "outline": outline,
            "shade": shade_of(row.part, peers.whole) if (row := held.get(outline.adcode)) else 0,
            "name": row.name if row else None,
            "text": format_number(row.value.low) if row else "",
            "here": row.here if row else False,
        }
        for outline in basemap.outlines
    ]
    return {
        "shapes": shapes,
        "number": basemap.number,
        "publisher": basemap.publisher,
        "width": WIDTH,
        "height": HEIGHT,
    }


_ORDER = (
    Status.ACHIEVED, Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.CONFLICT, Status.UNCLEAR, Status.NOT_DUE,
    Status.NOT_COLLECTED, Status.DISCONTINUED,
)  # fmt: skip


def states_of(situation: Situation) -> dict[str, Any]:
    """How many targets are in which state."""
    counts = situation.report.counts
    return {
        "title": Sentence(
            f"{len(situation.report.indicators)}项规划目标", f"{len(situation.report.indicators)} targets of the plan"
        ),
        "rows": [{"code": status.value, "count": counts[status]} for status in _ORDER if counts[status]],
        "sentence": situation.report.headline,
    }


def shares_of(situation: Situation) -> dict[str, Any]:
    """Programmes with how many of their tasks have evidence."""
    rows = programme_shares(situation)
    part, whole = sum(row.with_evidence for row in rows), sum(row.total for row in rows)
    return {
        "title": Sentence("任务中已有证据的", "Tasks with evidence"),
        "rows": [{"name": row.name, "part": row.with_evidence, "whole": row.total} for row in rows],
        "sentence": Sentence(
            f"{whole}项任务中，{part}项已收录到进展证据。", f"Evidence of progress is held for {part} of {whole} tasks."
        ),
    }


def sites_of(situation: Situation, view: View) -> dict[str, Any]:
    """Sites by name with what is known of each. Nothing is drawn at a place that no licensed map gives."""
    ours = situation.folder.subject
    sites = [one for one in situation.subjects.within(ours) if one.kind in view.sites]
    rows = []
    for site in sites[:SITES]:
        held = sum(fact.subject == site.code and fact.quantity is not None for fact in situation.view.facts)
        rows.append({"name": site.name, "lead": _leading(site.about), "held": held})
    return {
        "title": Sentence("载体名录", "Sites"),
        "rows": rows,
        "sentence": Sentence(
            f"共{len(sites)}处园区。未配置持审图号的底图，不显示地图。",
            f"{len(sites)} parks. No map is shown: this installation has no licensed base map.",
        ),
    }


def _leading(about: str | None) -> Sentence:
    for part in (about or "").split(";"):
        key, colon, value = part.strip().partition(":")
        if colon and key.strip() == "leading":
            words = "、".join(word.strip() for word in value.replace("+", "|").split("|"))
            return Sentence(words, words)
    return Sentence("—", "—")


def sources_of(situation: Situation, view: View) -> Sentence:
    """The sources of the figures shown, each once."""
    titles: list[str] = []
    for code in (*view.figures, *([view.ranking] if view.ranking else [])):
        try:
            sources = situation.report.indicator(code).sources
        except KeyError:
            continue
        titles += [source.publisher or source.title for source in sources]
    named = list(dict.fromkeys(titles))[:3]
    if not named:
        return Sentence("来源：规划文本与台账", "Sources: the plan and the ledger")
    return Sentence("来源：" + "、".join(named), "Sources: " + "; ".join(named))
