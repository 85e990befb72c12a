"""Pages, fragments, paging and downloads: what most views need."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from kechuang_web.kit.origin import marked_name, marked_rows

#: A spreadsheet runs a cell that begins with one of these as a formula.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, fragment: str = "", status: int = 200
) -> HttpResponse:
    """The whole page, or only ``fragment`` (a template) when htmx asks for a part of it."""
    htmx = getattr(request, "htmx", None)
    if fragment and htmx and not htmx.boosted and not htmx.history_restore_request:
        response = render(request, fragment, context, status=status)
    else:
        response = render(request, template, context, status=status)
    if fragment:
        response.headers["Vary"] = "Cookie, HX-Request"
    return response


def paginate(request: HttpRequest, things: Any, per_page: int = 50) -> Page:
    """The page that ``?page=`` asks for; a number that is none or out of bounds gives the nearest page."""
    return Paginator(things, per_page).get_page(request.GET.get("page"))


def defuse(value: Any) -> Any:
    """A cell that a spreadsheet cannot run: text that looks like a formula gets an apostrophe before it.

    Numbers stay numbers, so that -3 remains a figure; a text such as ``-3`` becomes ``'-3``.

    >>> defuse("=HYPERLINK(1)"), defuse(-3)
    ("'=HYPERLINK(1)", -3)
    """
    if isinstance(value, str) and value.lstrip(" \u3000\ufeff").startswith(_RUNS):
        return "'" + value
    return value


def download_csv(name: str, head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A CSV that Excel opens in Chinese (UTF-8 with its mark), every cell defused."""
    head, rows = marked_rows(head, rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([defuse(str(cell)) for cell in head])
    writer.writerows([defuse("" if cell is None else cell) for cell in row] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    return _as_file(response, name)


def download_excel(name: str, head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """An .xlsx with one sheet; texts are written as texts, so nothing in it can run."""
    import xlsxwriter

    head, rows = marked_rows(head, rows)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet.freeze_panes(1, 0)
        for column, cell in enumerate(head):
            sheet.write_string(0, column, str(cell), bold)
            sheet.set_column(column, column, 18)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if cell is None or cell == "":
                    continue
                if isinstance(cell, int | Decimal) and not isinstance(cell, bool) and abs(cell) < 10**15:
                    sheet.write_number(number, column, float(cell))  # a cell is a double: fifteen digits are kept
                else:
                    sheet.write_string(number, column, str(cell))
    response = HttpResponse(
        buffer.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    return _as_file(response, name)


def _as_file(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = content_disposition_header(True, marked_name(name)) or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response
