"""What the pages of a batch share: finding it, its steps, and the panel that shows its work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kechuang_web.intake import jobs, selectors
from kechuang_web.intake.models import IntakeBatch
from kechuang_web.kit.pages import render_page

#: The steps in order: address, word, and the state from which on a step can be looked at.
STEPS = (
    ("columns", pgettext_lazy("步骤", "认列"), "recognised"),
    ("check", pgettext_lazy("步骤", "核对"), "checked"),
    ("names", pgettext_lazy("步骤", "认单位"), "resolved"),
    ("confirm", pgettext_lazy("步骤", "确认"), "resolved"),
    ("done", pgettext_lazy("步骤", "入库"), "committed"),
)
_ORDER = ("received", "recognised", "checked", "resolved", "committed")
#: What the panel says while a task runs.
TASKS = {
    "read": gettext_lazy("正在打开文件、认表头"),
    "check": gettext_lazy("正在逐格核对"),
    "resolve": gettext_lazy("正在对照登记簿认单位"),
    "foresee": gettext_lazy("正在试算会有什么变化"),
    "commit": gettext_lazy("正在写入登记簿和台账"),
    "withdraw": gettext_lazy("正在撤回"),
}
#: Which step a batch of a state is at.
_PLACES = {"received": "columns", "recognised": "columns", "checked": "check", "resolved": "names",
           "committed": "done", "withdrawn": "done", "rejected": "done"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One step as the page shows it."""

    number: int
    word: Any
    address: str
    here: bool
    done: bool


def find_batch(request: HttpRequest, pk: int) -> IntakeBatch:
    """The batch, if this person may see it; otherwise there is none.

    Raises:
        Http404: none, or one that is not theirs to see.
    """
    batch = selectors.batches_for(request.user).filter(pk=pk).first()
    if batch is None:
        raise Http404
    return batch


def address_of_step(batch: IntakeBatch, step: str = "") -> str:
    """Where a step is shown; without ``step`` the one the batch is at."""
    step = step or _PLACES[batch.state]
    if step == "names" and batch.state == "resolved" and not selectors.open_names(batch).exists():
        step = "confirm"
    return reverse(f"data:intake_{step}", args=[batch.pk])


def steps_of(batch: IntakeBatch, here: str) -> list[Step]:
    """The steps of a batch; those not yet reached have no address."""
    if batch.state == "rejected":
        return []
    state = "committed" if batch.state == "withdrawn" else batch.state
    reached = _ORDER.index(state)
    at = next((number for number, one in enumerate(STEPS, 1) if one[0] == here), 0)
    return [
        Step(
            number,
            word,
            reverse(f"data:intake_{code}", args=[batch.pk]) if reached >= _ORDER.index(needs) else "",
            code == here,
            reached > _ORDER.index(needs) or number < at or state == "committed",
        )
        for number, (code, word, needs) in enumerate(STEPS, 1)
    ]


def render_step(request: HttpRequest, batch: IntakeBatch, here: str, context: dict[str, Any] | None = None,
                *, fragment: str = "", status: int = 200) -> HttpResponse:  # fmt: skip
    """A page of a batch; while work is under way, the panel that shows it stands in its place."""
    jobs.nudge(batch)
    shared = {
        "batch": batch,
        "steps": steps_of(batch, here),
        "here": here,
        "crumbs": [(_("收件"), reverse("data:intake")), (batch.name, "")],
        "may_commit": request.user.has_perm("intake.commit"),
        "parts": list(batch.parts.all()),
    }
    if batch.task:
        return render_page(request, "data/intake/working.html", shared | progress_of(batch))
    return render_page(
        request, f"data/intake/{here}.html", shared | (context or {}),
        fragment=f"data/intake/{fragment}.html" if fragment else "", status=status,
    )  # fmt: skip


def progress_of(batch: IntakeBatch) -> dict[str, Any]:
    """How far the work is."""
    return {
        "batch": batch,
        "doing": TASKS.get(batch.task, ""),
        "measured": bool(batch.total) and batch.task not in jobs.UNSTOPPABLE,
        "one_go": batch.task in {"commit", "withdraw"},
        "stoppable": batch.task not in jobs.UNSTOPPABLE and not batch.cancelled,
    }


def must_be_at(batch: IntakeBatch, *states: str) -> HttpResponse | None:
    """A way to where the batch is, if it is at none of these states and nothing is under way."""
    if batch.task or batch.state in states:
        return None
    return redirect(address_of_step(batch))
