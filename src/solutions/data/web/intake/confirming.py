"""The last steps: what will happen, the confirmation, what happened, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kechuang_web.audit.services import Actor
from kechuang_web.intake import committing, jobs, selectors, services, withdrawing
from kechuang_web.intake.models import IntakeBatch, IntakePart
from kechuang_web.kit.access import access
from kechuang_web.kit.language import current_language, say
from kechuang_web.kit.registry import address_of
from solutions.data.web.intake.columns import version_of
from solutions.data.web.intake.pages import address_of_step, find_batch, must_be_at, render_step
from solutions.data.web.intake.words import name_field, name_record_type

#: Organisations and differing figures listed on a page.
MOST_LINKS, MOST_DIFFERENCES = 60, 50


@access("intake.use")
@require_safe
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """What the commit would do, in counts, and the figures that differ from those held."""
    batch = find_batch(request, pk)
    elsewhere = must_be_at(batch, "resolved")
    if elsewhere is not None:
        return elsewhere
    if not batch.task and not batch.foreseen:
        services.order_forecast(batch=batch)
        jobs.start(batch, wait=2.0)
    if batch.task:
        return render_step(request, batch, "confirm")
    parts = selectors.included_parts(batch)
    foreseen = batch.outcome.get("foreseen", {})
    context = {
        "foreseen": [_row(part, foreseen.get(str(part.position), {})) for part in parts],
        "creates": batch.outcome.get("organisations", 0),
        "facts": batch.outcome.get("facts", 0),
        "conflicts": batch.outcome.get("conflicts", 0),
        "differences": [
            _difference(one, batch.region) for one in batch.outcome.get("differences", [])[:MOST_DIFFERENCES]
        ],
        "same_content": selectors.earlier_with_same_content(batch),
        "must_accept": [
            {"name": one.code, "words": one.sentence.text(current_language())} for one in services.to_accept(batch)
        ],
    }
    return render_step(request, batch, "confirm", context)


def _row(part: IntakePart, counts: dict[str, int]) -> dict[str, Any]:
    why = []
    if counts.get("wrong"):
        why.append(_("有错误 %(n)s") % {"n": counts["wrong"]})
    if counts.get("nobody"):
        why.append(_("单位未认定 %(n)s") % {"n": counts["nobody"]})
    if counts.get("refused"):
        why.append(_("登记簿不收 %(n)s") % {"n": counts["refused"]})
    return {
        "sheet": part.sheet, "word": name_record_type(part.record_type), "year": part.answers.get("year") or part.reading.get("year"),
        "new": counts.get("new", 0), "changed": counts.get("changed", 0), "unchanged": counts.get("unchanged", 0),
        "left": sum(counts.get(key, 0) for key in ("wrong", "nobody", "refused")), "why": "、".join(why),
    }  # fmt: skip


def _difference(one: dict[str, Any], region: str) -> dict[str, Any]:
    return {
        "who": one["who"], "what": name_field(one["field"], region), "period": one.get("period") or "",
        "held": say(one["held"]), "said": say(one["said"]),
        "source": one.get("source", ""),
    }  # fmt: skip


@access("intake.commit")
@require_POST
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm: everything is written at once, in this person's name."""
    batch = find_batch(request, pk)
    accepted = {choice.code: request.POST.get(choice.code) == "1" for choice in services.to_accept(batch)}
    services.order_commit(actor=Actor.of(request), batch=batch, lock_version=version_of(request), accepted=accepted)
    jobs.start(batch, wait=3.0)
    return redirect(address_of_step(batch))


@access("intake.use")
@require_safe
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to a batch that has ended, with the way to the organisations it touched."""
    batch = find_batch(request, pk)
    elsewhere = must_be_at(batch, "committed", "withdrawn", "rejected")
    if elsewhere is not None:
        return elsewhere
    outcome = batch.outcome if batch.state == "committed" else {}
    touched = outcome.get("touched", [])
    context = {
        "figures": [(word, outcome[key]) for key, word in _figures() if outcome.get(key)],
        "links": [one | {"address": address_of("organisation", one["organisation"])} for one in touched[:MOST_LINKS]],
        "more": max(0, outcome.get("organisations_touched", 0) - len(touched[:MOST_LINKS])),
        "nothing": batch.state == "committed" and not committing.changed_anything(batch),
        "troubled": bool(batch.counts.get("error") or batch.counts.get("warning")),
    }
    return render_step(request, batch, "done", context)


def _figures() -> list[tuple[str, Any]]:
    return [
        ("new", _("新增记录")), ("changed", _("改动记录")), ("unchanged", _("原样不变")), ("facts", _("写入台账的数")),
        ("organisations", _("新建单位")), ("left", _("没有入库的行")),
    ]  # fmt: skip


@access("intake.commit")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a committed batch back."""
    batch: IntakeBatch = find_batch(request, pk)
    withdrawing.order_withdrawal(
        actor=Actor.of(request), batch=batch, lock_version=version_of(request), reason=request.POST.get("reason", "")
    )
    jobs.start(batch, wait=3.0)
    if batch.state == "withdrawn":
        messages.success(request, _("已撤回：登记簿恢复到入库前，台账里的数已注明撤回。"))
    return redirect(reverse("data:intake_done", args=[batch.pk]))
