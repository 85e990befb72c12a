"""A square code (QR) as SVG, drawn here: no image service, no script, no style attribute."""

from __future__ import annotations

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString

_BORDER = 4


def draw(text: str, label: str) -> SafeString:
    """The code of a text; the quiet border belongs to it. ``label`` is what a screen reader says."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make()
    matrix = code.get_matrix()
    size = len(matrix) + 2 * _BORDER
    marks = "".join(
        f"M{column + _BORDER} {row + _BORDER}h1v1h-1z"
        for row, cells in enumerate(matrix)
        for column, dark in enumerate(cells)
        if dark
    )
    return format_html(
        '<svg class="square-code" role="img" aria-label="{}" viewBox="0 0 {} {}" width="220" height="220" '
        'shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/><path fill="#000" d="{}"/></svg>',
        label, size, size, marks,
    )  # fmt: skip
