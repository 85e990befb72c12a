"""Messages that offer to take back what was just done."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _


def done(request: HttpRequest, sentence: str, *, undo: str = "", **fields: str) -> None:
    """Say what was done; with ``undo`` (an address taking a POST with ``fields``) a button takes it back."""
    if not undo:
        messages.success(request, sentence)
        return
    from django.middleware.csrf import get_token
    from django.utils.html import format_html_join

    hidden = format_html_join("", '<input type="hidden" name="{}" value="{}">', fields.items())
    messages.success(
        request,
        format_html(
            '{}<form method="post" action="{}" class="inline"><input type="hidden" name="csrfmiddlewaretoken" value="{}">{}'
            '<button class="link">{}</button></form>',
            sentence, undo, get_token(request), hidden, _("撤销"),
        ),
    )  # fmt: skip
