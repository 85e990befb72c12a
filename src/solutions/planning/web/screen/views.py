"""The screen's only view."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kechuang_web.kit.access import access
from kechuang_web.kit.pages import render_page
from kechuang_web.stores import selectors
from solutions.planning.web.monitor.situation import Situation
from solutions.planning.web.monitor.views import with_situation
from solutions.planning.web.screen.layout import load_layout
from solutions.planning.web.screen.pages import make_screen


@require_safe
@access("screen.view")
@with_situation
def screen(request: HttpRequest, situation: Situation) -> HttpResponse:
    """One page of the screen; it names the next, so it turns without anybody."""
    layout = load_layout(selectors.region_folder())
    page = make_screen(situation, layout, request.GET.get("view", ""))
    return render_page(request, "planning/screen/view.html", {"page": page})
