"""Whether what this installation shows is real or synthetic, and where the other site of a demonstration is."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from kechuang.content import load_region
from kechuang.values import KechuangError

#: The address of the other site of a demonstration, and a file that is there while it serves (none: it always does).
SISTER, SISTER_SERVES = "KECHUANG_SISTER", "KECHUANG_SISTER_SERVES"


@cache
def _declared(region: str) -> bool:
    try:
        return load_region(region).synthetic
    except KechuangError:
        return False


def synthetic_here() -> bool:
    """Whether the region of this installation is declared synthetic: then every page and every file says so."""
    return _declared(str(settings.KECHUANG_REGION))


def sister() -> str:
    """The address of the other site while it serves; otherwise empty."""
    address, serves = os.environ.get(SISTER, ""), os.environ.get(SISTER_SERVES, "")
    return address if address and (not serves or Path(serves).exists()) else ""


def marked_name(name: str) -> str:
    """The name of a file that leaves; of a synthetic region it says so."""
    return f"{_('合成')}_{name}" if synthetic_here() else name


def marked_rows(
    head: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> tuple[Sequence[Any], Iterable[Sequence[Any]] | Iterator[Sequence[Any]]]:
    """A table that leaves; of a synthetic region each of its rows says so in a column of its own."""
    if not synthetic_here():
        return head, rows
    return [*head, _("数据性质")], ([*row, _("合成")] for row in rows)
