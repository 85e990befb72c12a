"""Writing a row of any table: add, change, end, withdraw, restore, take back. Each goes through a service of the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor
from kechuang_web.kit.access import access, require
from kechuang_web.kit.language import current_language, say
from kechuang_web.kit.pages import render_page
from kechuang_web.kit.undo import done
from kechuang_web.register import services
from kechuang_web.register.models import Organisation, Site
from kechuang_web.register.selectors import organisations_for
from kechuang_web.stores import selectors
from kechuang_web.stores.errors import StaleError
from solutions.register.web.asking import given, given_id
from solutions.register.web.records.cells import heading_of
from solutions.register.web.records.forms import DayField, RowForm
from solutions.register.web.records.views import row_named
from solutions.register.web.tables import BY_CODE, ORGANISATIONS, SITES, Table

_EDITED = {**BY_CODE, SITES.code: SITES, ORGANISATIONS.code: ORGANISATIONS}
_SUGGESTED = 8


def edited_table(code: str) -> Table:
    """A table whose rows are written here; people have a form of their own."""
    table = _EDITED.get(code)
    if table is None or table.personal:
        raise Http404
    return table


def address_of(table: Table, row: Any) -> str:
    """The page of a row."""
    match row:
        case Organisation():
            return reverse("register:organisation", args=[row.pk])
        case Site():
            return reverse("register:site", args=[row.pk])
    return reverse("register:record", args=[table.code, row.pk])


def row_to_edit(request: HttpRequest, table: Table, pk: int) -> Any:
    """A row that this person may see; whether they may change it the service decides."""
    if table is ORGANISATIONS:
        found = organisations_for(request.user).select_related("park").filter(pk=pk).first()
    elif table is SITES:
        found = Site.objects.in_region(selectors.region_code()).filter(pk=pk).first()
    else:
        return row_named(request, table, pk)
    if found is None:
        raise Http404
    return found


@access("register.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_record(request: HttpRequest, table_code: str) -> HttpResponse:
    """Add a row; ``?organisation=`` says about whom."""
    table = edited_table(table_code)
    owner = given_id(request, "organisation")
    organisation = organisations_for(request.user).filter(pk=owner).first() if owner else None
    first = {table.owner: organisation} if organisation and table.owner else {}
    form = RowForm(request.POST or None, table=table, user=request.user, initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        source = services.RowSource(data["source_title"], data["source_publisher"])
        reason = data["reason"] or data["source_title"]
        try:
            row = _write(table, actor=Actor.of(request), values=form.values, reason=reason, source=source)
        except KechuangError as error:
            form.add_error(None, error.message(current_language()))
        else:
            told = _("已登记%(what)s“%(name)s”。") % {"what": say(table.heading), "name": say(heading_of(table, row))}
            done(request, told, undo=_undo(table, row), lock_version=str(row.lock_version))
            return redirect(address_of(table, organisation if organisation and table.owner else row) if not organisation
                            else reverse("register:organisation", args=[organisation.pk]))  # fmt: skip
    return _form_page(request, table, form, organisation=organisation)


@access("register.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit_record(request: HttpRequest, table_code: str, pk: int) -> HttpResponse:
    """Change a row. A colleague's change meanwhile is not written over: the form comes back with what stands now."""
    table = edited_table(table_code)
    row = row_to_edit(request, table, pk)
    require(request.user, "register.edit", row)
    form = RowForm(request.POST or None, table=table, user=request.user, row=row)
    if table is ORGANISATIONS:
        form.fields["renamed_on"] = DayField(
            label=_("改名日期"), required=False, help_text=_("改了名称才填；原名留作曾用名。")
        )
    if request.method == "POST" and form.is_valid():
        data, more = form.cleaned_data, {}
        if table is ORGANISATIONS and data.get("renamed_on"):
            more["renamed_on"] = data["renamed_on"]
        try:
            row = _write(table, actor=Actor.of(request), values=form.values, reason=data["reason"], pk=pk,
                         lock_version=data["lock_version"], **more)  # fmt: skip
        except StaleError as error:
            fresh = row_to_edit(request, table, pk)
            form.add_error(None, error.message(current_language()))
            form.data = form.data.copy()
            form.data["lock_version"] = str(fresh.lock_version)
            return _form_page(request, table, form, row=fresh, status=409)
        except KechuangError as error:
            form.add_error(None, error.message(current_language()))
        else:
            if row.lock_version == data["lock_version"]:
                done(request, _("没有改动，未保存。"))
            else:
                told = _("已修改“%(name)s”。") % {"name": say(heading_of(table, row))}
                done(request, told, undo=_undo(table, row), lock_version=str(row.lock_version))
            return redirect(address_of(table, row))
    return _form_page(request, table, form, row=row)


@access("register.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_organisation(request: HttpRequest) -> HttpResponse:
    """Add an organisation."""
    return add_record(request, ORGANISATIONS.code)


@access("register.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an organisation."""
    return edit_record(request, ORGANISATIONS.code, pk)


def _write(table: Table, **options: Any) -> Any:
    region = selectors.region_code()
    if table is ORGANISATIONS:
        return services.record_organisation(region=region, **options)
    if table.code == "title":
        return services.record_title(region=region, **options)
    return services.record_row(region=region, table=table.code, **options)


def _undo(table: Table, row: Any) -> str:
    return reverse("register:undo_record", args=[table.code, row.pk])


def _form_page(
    request: HttpRequest, table: Table, form: RowForm, *, row: Any = None, organisation: Any = None, status: int = 200
) -> HttpResponse:
    what = say(table.heading)
    heading = _("修改%(what)s") % {"what": what} if row is not None else _("登记%(what)s") % {"what": what}
    back = address_of(table, row) if row is not None else reverse("register:records", args=[table.code])
    if organisation is not None:
        back = reverse("register:organisation", args=[organisation.pk])
    elif row is None and table in {ORGANISATIONS, SITES}:
        back = reverse("register:organisations" if table is ORGANISATIONS else "register:sites")
    context = {
        "form": form, "table": table, "heading": heading, "row": row, "organisation": organisation, "back": back,
        "name": say(heading_of(table, row)) if row is not None else (organisation.name if organisation else ""),
    }  # fmt: skip
    if status == 200 and request.method == "POST":
        status = 422
    return render_page(request, "register/edit.html", context, status=status)


class _Ending(forms.Form):
    on = DayField()
    reason = forms.CharField(max_length=300)
    lock_version = forms.IntegerField()


class _Reasoned(forms.Form):
    reason = forms.CharField(max_length=300, required=False)
    lock_version = forms.IntegerField()


def _read(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise KechuangError(
            zh="提交的内容不完整：结束要写日期和原因，作废要写原因；请回到上一页补齐。",
            en="Something is missing: an end needs its day and a reason, a withdrawal a reason; go back and fill it in.",
        )
    return form.cleaned_data


def _act(request: HttpRequest, table_code: str, pk: int, service: Any, told: str, **options: Any) -> HttpResponse:
    table = edited_table(table_code)
    row_to_edit(request, table, pk)
    row = service(actor=Actor.of(request), region=selectors.region_code(), table=table.code, pk=pk, **options)
    done(
        request,
        told % {"name": say(heading_of(table, row))},
        undo=_undo(table, row),
        lock_version=str(row.lock_version),
    )
    return redirect(address_of(table, row) if not (table is SITES and row.withdrawn_at) else reverse("register:sites"))


@access("register.edit")
@require_POST
def end_record(request: HttpRequest, table_code: str, pk: int) -> HttpResponse:
    """Say that the thing ended on a day."""
    data = _read(_Ending(request.POST))
    return _act(request, table_code, pk, services.end_row, _("“%(name)s”已登记结束。"), **data)


@access("register.edit")
@require_POST
def withdraw_record(request: HttpRequest, table_code: str, pk: int) -> HttpResponse:
    """Take out a row that was entered in error; it stays readable."""
    data = _read(_Reasoned(request.POST))
    if not data["reason"].strip():
        raise KechuangError(
            zh="作废要写原因；请回到上一页补上。", en="A withdrawal needs a reason; go back and state it."
        )
    return _act(request, table_code, pk, services.withdraw_row, _("“%(name)s”已作废，不再计入任何数字。"), **data)


@access("register.edit")
@require_POST
def restore_record(request: HttpRequest, table_code: str, pk: int) -> HttpResponse:
    """Bring back a row that was withdrawn."""
    data = _read(_Reasoned(request.POST))
    data["reason"] = data["reason"] or _("恢复")
    return _act(request, table_code, pk, services.restore_row, _("“%(name)s”已恢复。"), **data)


@access("register.edit")
@require_POST
def undo_record(request: HttpRequest, table_code: str, pk: int) -> HttpResponse:
    """Take the last change of a row back."""
    data = _read(_Reasoned(request.POST))
    table = edited_table(table_code)
    row_to_edit(request, table, pk)
    row = services.undo_row(actor=Actor.of(request), region=selectors.region_code(), table=table.code, pk=pk,
                            lock_version=data["lock_version"])  # fmt: skip
    done(request, _("已撤销对“%(name)s”的上一步。") % {"name": say(heading_of(table, row))})
    owner = getattr(row, table.owner) if table.owner else None
    if row.withdrawn_at and table is ORGANISATIONS:
        return redirect("register:organisations")
    if row.withdrawn_at and owner is not None:
        return redirect("register:organisation", owner.pk)
    return redirect(address_of(table, row) if not (table is SITES and row.withdrawn_at) else reverse("register:sites"))


@access("register.view")
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Organisations whose name or code begins like what was typed, for the fields that name one."""
    text = given(request, "q", 60).replace(" ", "")
    found = []
    if len(text) >= 2:
        every = organisations_for(request.user).filter(merged_into__isnull=True)
        coded = text.isascii() and text.isalnum() and any(sign.isdigit() for sign in text)
        rows = every.filter(uscc__startswith=text.upper()) if coded else every.filter(name__icontains=text)
        found = list(rows.order_by("name_key")[:_SUGGESTED].values_list("name", "uscc"))
    return render_page(request, "register/_suggestions.html", {"found": found})
