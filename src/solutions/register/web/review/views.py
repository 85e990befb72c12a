"""The review queue: one pair after the other, decided by keys, every decision taken back as easily."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor
from kechuang_web.kit.access import access
from kechuang_web.kit.formatting import show_number
from kechuang_web.kit.language import current_language
from kechuang_web.kit.pages import paginate, render_page
from kechuang_web.register.models import Organisation, ResolutionDecision, ResolutionPair
from kechuang_web.register.selectors import organisations_for
from kechuang_web.register.services import resolving
from kechuang_web.stores import selectors
from solutions.register.web.asking import given, given_id
from solutions.register.web.dossier.views import crumbs_of, organisation_of
from solutions.register.web.review.page import BATCHES, make_pair, pairs_in, say_queue
from solutions.register.web.tabs import door_tabs

_ANSWERS = {"same": "merge", "different": "different", "later": "later"}


@access("resolution.decide")
@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """The next pair."""
    return _show(request)


def _show(request: HttpRequest, undo: int | None = None, done: int | None = None, status: int = 200) -> HttpResponse:
    batch = given_id(request, "batch")
    batch = batch if batch in BATCHES else BATCHES[0]
    done = min(done if done is not None else given_id(request, "done") or 0, batch)
    counts = dict(
        ResolutionPair.objects.filter(region=selectors.region_code())
        .order_by()
        .values_list("state")
        .annotate(n=Count("pk"))
    )
    state = "later" if given(request, "state", 5) == "later" else "open"
    asked = given_id(request, "pair")
    organisation = given_id(request, "organisation")
    pair = pairs_in(state, organisation).first() if done < batch else None
    if asked:
        waiting_one = ResolutionPair.objects.filter(
            region=selectors.region_code(), pk=asked, state__in=("open", "later")
        )
        pair = waiting_one.select_related("left__park", "right__park").first() or pair
    waiting = counts.get("open", 0)
    decided = counts.get("merged", 0) + counts.get("different", 0)
    full = done >= batch and waiting
    page: dict[str, Any] = {
        "sentence": say_queue(waiting, counts.get("later", 0), decided),
        "pair": make_pair(pair) if pair else None,
        "batch": batch, "batches": BATCHES, "done": done, "undo": undo, "state": state,
        "progress": _("本批第 %(n)s 对，共 %(batch)s 对") % {"n": done + 1, "batch": batch},
        "nothing": _("这一批已判断完。") if full else _("没有待判断的。"),
        "next": _("歇一歇，或继续下一批。") if full else _("名单入库或登记新单位后，再查找一次疑似重复。"),
        "more": f"{reverse('register:review')}?batch={batch}" if full else "",
        "later": counts.get("later", 0), "decided": decided,
    }  # fmt: skip
    context = {"page": page, "tabs": door_tabs(request, "review", waiting or None)}
    return render_page(request, "register/review.html", context, fragment="register/_pair_answer.html", status=status)


@access("resolution.decide")
@require_POST
def decide_pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide a pair and show the next one."""
    answer = _ANSWERS.get(request.POST.get("verdict", ""))
    version, keep = request.POST.get("lock_version", ""), request.POST.get("keep", "")
    if answer is None or not version.isdigit():
        raise KechuangError(
            zh="请选择：是同一家、不是同一家，或以后再看。", en="Choose: the same, not the same, or look again later."
        )
    done = (given_id(request, "done") or 0) + 1
    try:
        resolving.decide_pair(
            actor=Actor.of(request), region=selectors.region_code(), pk=pk, answer=answer, lock_version=int(version),  # type: ignore[arg-type]
            keep=int(keep) if keep.isdigit() and answer == "merge" else None,
        )  # fmt: skip
    except KechuangError as error:
        messages.error(request, error.message(current_language()))
        if getattr(request, "htmx", False):
            return _show(request, done=done - 1, status=409)
        return redirect(_queue(request, done - 1))
    told = {"merge": _("已合并。"), "different": _("已判为不是同一家。"), "later": _("留待以后再看。")}[answer]
    messages.success(request, told)
    if getattr(request, "htmx", False):
        return _show(request, undo=pk, done=done)
    return redirect(_queue(request, done))


def _queue(request: HttpRequest, done: int) -> str:
    return f"{reverse('register:review')}?batch={given_id(request, 'batch') or BATCHES[0]}&done={done}"


@access("resolution.decide")
@require_POST
def undo_pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the decision of a pair back; it stands in the queue again."""
    pair = get_object_or_404(ResolutionPair, region=selectors.region_code(), pk=pk)
    actor, region = Actor.of(request), selectors.region_code()
    if pair.state == "merged" and pair.decision_id:
        resolving.revert_decision(actor=actor, region=region, pk=pair.decision_id, reason=_("撤回上一个决定"))
    elif pair.state == "different":
        resolving.decide_pair(
            actor=actor, region=region, pk=pk, answer="later", lock_version=pair.lock_version, note=_("撤回上一个决定")
        )
    messages.success(request, _("已撤回，请重新判断。"))
    return redirect(f"{_queue(request, max(0, (given_id(request, 'done') or 1) - 1))}&pair={pk}")


@access("resolution.decide")
@require_POST
def find_doubles(request: HttpRequest) -> HttpResponse:
    """Compare the organisations with each other and queue what may be one."""
    found = resolving.propose_pairs(actor=Actor.of(request), region=selectors.region_code())
    told = ngettext("新找到 %(n)s 对疑似重复。", "新找到 %(n)s 对疑似重复。", found.new) % {"n": show_number(found.new)}
    messages.success(request, told if found.new else _("没有新的疑似重复。"))
    for note in found.notes:
        messages.warning(request, note.text(current_language()))
    return redirect("register:review")


@access("resolution.decide")
@require_safe
def decided(request: HttpRequest) -> HttpResponse:
    """What was decided, the latest first, each with the way back."""
    region = selectors.region_code()
    found = ResolutionDecision.objects.filter(region=region).select_related("entity")
    page = paginate(request, found)
    names = dict(
        Organisation.objects.filter(pk__in={pk for one in page for pk in one.members}).values_list("pk", "name")
    )
    listed = [
        {"row": one, "names": [names.get(pk, str(pk)) for pk in one.members], "reverted": one.reverted_at is not None}
        for one in page
    ]
    different = (
        ResolutionPair.objects.filter(region=region, state="different")
        .select_related("left", "right")
        .order_by("-decided_at")[:50]
    )
    context = {
        "pages": page, "listed": listed, "different": different, "tabs": door_tabs(request, "review"),
        "crumbs": [(_("是否同一家"), reverse("register:review")), (_("已判断的"), "")],
    }  # fmt: skip
    return render_page(request, "register/decided.html", context)


@access("resolution.decide")
@require_POST
def revert(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge or a split back."""
    reason = request.POST.get("reason", "").strip()[:300] or _("撤回")
    resolving.revert_decision(actor=Actor.of(request), region=selectors.region_code(), pk=pk, reason=reason)
    messages.success(request, _("已撤回：各条档案回到原来的样子。"))
    return redirect("register:decided")


@access("resolution.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that make up an organisation; some of them are taken out again, or another row is merged into it."""
    found = organisation_of(request, pk)
    region = selectors.region_code()
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()[:300]
        if not reason:
            raise KechuangError(
                zh="合并或拆分要写明依据；请回到上一页补上。",
                en="State what a merge or split rests on; go back and add it.",
            )
        other = request.POST.get("other", "").strip()
        if other:
            from solutions.register.web.records.forms import OrganisationField

            row = OrganisationField(user=request.user).clean(other)
            resolving.merge_organisations(
                actor=Actor.of(request), region=region, members=(found.pk, row.pk), reason=reason, kept=True
            )
            messages.success(request, _("已并入“%(name)s”。") % {"name": row.name})
        else:
            members = tuple(int(one) for one in request.POST.getlist("members") if one.isdigit())
            if not members:
                raise KechuangError(zh="请勾选要拆出的档案。", en="Tick the records to take out.")
            resolving.split_organisation(actor=Actor.of(request), region=region, members=members, reason=reason)
            messages.success(request, _("已拆分，各自成为一家。"))
        return redirect("register:organisation", found.pk)
    absorbed = Organisation.objects.filter(merged_into=found.pk).order_by("pk")
    decisions = ResolutionDecision.objects.filter(
        region=region, entity__in=[found.pk, *absorbed.values_list("pk", flat=True)]
    )
    context = {
        "organisation": found, "absorbed": absorbed, "decisions": decisions,
        "others": organisations_for(request.user).exclude(pk=found.pk).exists(),
        "crumbs": crumbs_of(found, (_("合并与拆分"), "")),
    }  # fmt: skip
    return render_page(request, "register/split.html", context)
