"""The Excel templates by which records are handed in, each with its help."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from kechuang.register import Field, RecordType, write_template
from kechuang_web.kit.access import access
from kechuang_web.kit.language import say
from kechuang_web.kit.pages import render_page
from solutions.register.web import doors, words
from solutions.register.web.tables import BY_CODE
from solutions.register.web.tabs import door_tabs

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HOW = {
    "text": gettext_lazy("文字"), "uscc": gettext_lazy("18 位信用代码"), "date": gettext_lazy("日期，如 2023-05-01"),
    "year": gettext_lazy("年份，如 2023"), "money": gettext_lazy("金额"), "count": gettext_lazy("整数"), "number": gettext_lazy("数字"),
    "share": gettext_lazy("比率"), "yes_no": gettext_lazy("是或否"), "choice": gettext_lazy("下拉选择"), "phone": gettext_lazy("电话"),
    "person": gettext_lazy("姓名"),
}  # fmt: skip
#: Choices that are spelled out on the page; longer lists stand in the template.
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """One field, as the page explains it."""

    name: Any
    how: str
    help: Any
    required: bool


def _explain(field: Field) -> Asked:
    how = str(_HOW[field.type])
    if field.unit:
        how = _("%(how)s，单位%(unit)s") % {"how": how, "unit": field.unit}
    if field.choices:
        named = _("、").join(say(choice.name) for choice in field.choices[:_MOST_NAMED])
        how = f"{how}{_('：')}{named}{'…' if len(field.choices) > _MOST_NAMED else ''}"
    return Asked(field.name, how, field.help, field.required)


@access("register.view", "intake.use")
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """Every template with what it asks for."""
    types = [
        {
            "code": one.code,
            "name": one.name,
            "help": one.help,
            "counts": ngettext("%(n)s 个字段", "%(n)s 个字段", len(one.fields)) % {"n": len(one.fields)},
            "fields": [_explain(field) for field in one.fields],
            "listed": one.table if one.table in BY_CODE and not BY_CODE[one.table].personal else "",
        }
        for one in words.record_types().values()
    ]
    page = {"types": types, "dictionary": doors.dictionary_address() if request.user.has_perm("ledger.view") else "",
            "hand_in": doors.hand_in_address()}  # fmt: skip
    return render_page(request, "register/templates.html", {"page": page, "tabs": door_tabs(request, "templates")})


@access("register.view", "intake.use")
@require_safe
def template_file(request: HttpRequest, code: str) -> HttpResponse:
    """One template as a workbook."""
    record_type: RecordType | None = words.record_types().get(code)
    if record_type is None:
        raise Http404
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(record_type, path)
        data = path.read_bytes()
    response = HttpResponse(data, content_type=_EXCEL)
    name = _("%(name)s填报模板.xlsx") % {"name": say(record_type.name)}
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
