"""People: masked, read for a purpose, every reading on record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor
from kechuang_web.kit.access import access, require
from kechuang_web.kit.language import current_language
from kechuang_web.kit.pages import paginate, render_page
from kechuang_web.kit.undo import done
from kechuang_web.register import services
from kechuang_web.register.models import Person, PersonalReading
from kechuang_web.register.selectors import organisations_for
from kechuang_web.stores import selectors
from solutions.register.web import words
from solutions.register.web.asking import given, given_id
from solutions.register.web.dossier.history import changes_of
from solutions.register.web.people.page import PURPOSES, SEALED, USUAL
from solutions.register.web.records.cells import columns_of, make_rows, name_of
from solutions.register.web.records.forms import RowForm
from solutions.register.web.records.selectors import rows_for
from solutions.register.web.records.views import row_named
from solutions.register.web.tables import PEOPLE
from solutions.register.web.tabs import door_tabs


@access("register.view")
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people, by what they are called in the register; their names stand under seal."""
    owner = given_id(request, "organisation")
    organisation = organisations_for(request.user).filter(pk=owner).first() if owner else None
    if owner and organisation is None:
        raise Http404
    rows = rows_for(request.user, PEOPLE)
    if organisation:
        rows = rows.filter(organisation=organisation)
    text = given(request, "q", 60)
    found = rows
    if text:
        found = rows.filter(organisation__name__icontains=text) | rows.filter(position__icontains=text)
    page = paginate(request, found)
    context = {
        "table": PEOPLE, "columns": columns_of(PEOPLE), "rows": make_rows(PEOPLE, page, timezone.localdate()), "pages": page,
        "organisation": organisation, "text": text, "may_edit": request.user.has_perm("register.edit"),
        "may_see_log": may_see_log(request.user), "tabs": door_tabs(request, "tables"),
        "crumbs": [(_("台账目录"), reverse("register:tables")), (PEOPLE.heading, "")],
    }  # fmt: skip
    return render_page(request, "register/people.html", context)


@access("register.view")
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person, masked; who may, asks from here to read."""
    return _page(request, row_named(request, PEOPLE, pk))


@access("register.personal")
@never_cache
@require_POST
@sensitive_variables("shown")
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show personal data for a purpose; the reading is on record before anything is shown, and the page is kept nowhere."""
    row = row_named(request, PEOPLE, pk)
    purpose = request.POST.get("purpose", "")
    if purpose not in PURPOSES:
        raise KechuangError(
            zh="查看个人信息要先选一项用途；请回到上一页选择。",
            en="Choose a purpose before personal data are shown; go back and choose one.",
        )
    asked = tuple(name for name in SEALED if name in request.POST.getlist("columns")) or USUAL
    shown = services.read_personal(
        actor=Actor.of(request), region=selectors.region_code(), pk=row.pk, purpose=purpose,
        words=request.POST.get("words", "")[:300], columns=asked,
    )  # fmt: skip
    told = [(SEALED[name], shown.get(name, "")) for name in asked]
    response = _page(request, row, told, purpose)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, row: Person, shown: Any = None, purpose: str = "") -> HttpResponse:
    facts = []
    for name, column in PEOPLE.stored.columns.items():
        if name in {"label", "organisation"}:
            continue
        value = getattr(row, name)
        told = name_of(value) if column.is_relation else words.show(PEOPLE, column, value)
        if told != "":
            facts.append((words.label(column), told))
    owner = row.organisation
    crumbs = [(PEOPLE.heading, reverse("register:people"))]
    if owner:
        crumbs = [(_("企业与机构"), reverse("register:organisations")),
                  (owner.name, reverse("register:organisation", args=[owner.pk])), *crumbs]  # fmt: skip
    context = {
        "row": row, "facts": facts, "owner": owner, "shown": shown, "purpose": PURPOSES.get(purpose, ""),
        "purposes": PURPOSES, "sealed": SEALED, "usual": USUAL, "holds": bool(row.sealed),
        "may_read": request.user.has_perm("register.personal", row), "may_edit": request.user.has_perm("register.edit", row),
        "readings": tell_readings(row.readings.all()[:5]) if may_see_log(request.user, row) else None,
        "changes": changes_of(PEOPLE, row, 10), "crumbs": [*crumbs, (row.label or _("人员"), "")],
    }  # fmt: skip
    return render_page(request, "register/person.html", context)


def may_see_log(user: Any, row: Person | None = None) -> bool:
    """Auditors see who read what; so do those who may read a person's data, of the organisations that are theirs."""
    return user.has_perm("audit.view") or user.has_perm("register.personal", row)


def tell_readings(found: Any) -> list[dict[str, Any]]:
    """Readings in words."""
    return [
        {
            "at": one.at, "who": one.actor_name, "role": one.actor_role, "person": one.person, "words": one.words,
            "what": _("、").join(str(SEALED.get(name, name)) for name in one.columns), "why": PURPOSES.get(one.purpose, one.purpose),
        }
        for one in found
    ]  # fmt: skip


@access("audit.view", "register.personal")
@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """The log of readings: all for auditors, of their own organisations for the others."""
    found: QuerySet[PersonalReading] = PersonalReading.objects.filter(region=selectors.region_code()).select_related(
        "person__organisation"
    )
    if not request.user.has_perm("audit.view"):
        found = found.filter(person__organisation__in=organisations_for(request.user))
    page = paginate(request, found)
    context = {
        "pages": page, "readings": tell_readings(page),
        "crumbs": [(PEOPLE.heading, reverse("register:people")), (_("查看记录"), "")],
    }  # fmt: skip
    return render_page(request, "register/readings.html", context)


class PersonForm(RowForm):
    """A person: what is open, and what goes under seal. An empty sealed field of a person who has one leaves it as it is."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, table=PEOPLE, **options)
        for name, label in SEALED.items():
            self.fields[f"sealed_{name}"] = forms.CharField(
                label=label, required=self.row is None and name == "name", max_length=200,
                help_text=_("加密保存；留空则不改。") if self.row is not None else _("加密保存。"),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip
        sealed = [f"sealed_{name}" for name in SEALED]
        self.order_fields([*sealed, *self.asked])

    @property
    def personal(self) -> dict[str, str]:
        """The sealed fields that were filled in."""
        return {name: text for name in SEALED if (text := self.cleaned_data.get(f"sealed_{name}", "").strip())}

    @property
    def main_fields(self) -> list[Any]:
        """Sealed fields first."""
        return [self[name] for name in self.fields if name.startswith("sealed_") or name in self.asked]

    @property
    def end_fields(self) -> list[Any]:
        """Where it comes from and why."""
        return [field for field in super().end_fields if not field.name.startswith("sealed_")]


@access("register.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: HttpRequest) -> HttpResponse:
    """Add a person; ``?organisation=`` says whose."""
    return _write(request, None)


@access("register.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a person."""
    row = row_named(request, PEOPLE, pk)
    require(request.user, "register.edit", row)
    return _write(request, row)


def _write(request: HttpRequest, row: Person | None) -> HttpResponse:
    owner = given_id(request, "organisation")
    organisation = organisations_for(request.user).filter(pk=owner).first() if owner else None
    form = PersonForm(
        request.POST or None, user=request.user, row=row, initial={"organisation": organisation} if organisation else {}
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        more: dict[str, Any] = {"pk": row.pk, "lock_version": data["lock_version"]} if row else {
            "source": services.RowSource(data["source_title"], data["source_publisher"])
        }  # fmt: skip
        try:
            kept = services.record_person(
                actor=Actor.of(request), region=selectors.region_code(), personal=form.personal, values=form.values,
                reason=data["reason"] or data.get("source_title", ""), **more,
            )  # fmt: skip
        except KechuangError as error:
            form.add_error(None, error.message(current_language()))
        else:
            done(
                request,
                _("已保存。"),
                undo=reverse("register:undo_person", args=[kept.pk]),
                lock_version=str(kept.lock_version),
            )
            return redirect("register:person", kept.pk)
    if request.method == "POST":
        status = 422
    heading = _("修改人员") if row else _("登记人员")
    back = reverse("register:person", args=[row.pk]) if row else reverse("register:people")
    if organisation and not row:
        back = reverse("register:organisation", args=[organisation.pk])
    context = {"form": form, "table": PEOPLE, "heading": heading, "row": row, "back": back,
               "name": row.label if row else (organisation.name if organisation else "")}  # fmt: skip
    return render_page(request, "register/edit.html", context, status=status)


@access("register.edit")
@require_POST
def undo_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last change of a person back."""
    row = row_named(request, PEOPLE, pk)
    version = request.POST.get("lock_version", "")
    if not version.isdigit():
        raise KechuangError(
            zh="提交的内容不完整；请刷新页面后再试。", en="Something is missing; reload the page and try again."
        )
    kept = services.undo_row(
        actor=Actor.of(request), region=selectors.region_code(), table=PEOPLE.code, pk=row.pk, lock_version=int(version)
    )
    done(request, _("已撤销上一步。"))
    return redirect("register:people") if kept.withdrawn_at else redirect("register:person", kept.pk)
