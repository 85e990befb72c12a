"""Filling a synthetic region from a district twin: its bulletins become facts of the region's ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from kechuang.content import RegionFolder
from kechuang.twin import Order, load_calibration, make_bulletins, make_twin
from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor
from kechuang_web.stores import ledger_services, selectors

_SEED = 1


def twin_of(folder: RegionFolder, place: Path, *, firms: int, say: Callable[[str], None]) -> Path:
    """The twin of that size in ``place``, made where it is not there yet. The same size gives the same twin."""
    known = load_calibration(folder)
    made = place / f"twin-{firms}"
    if not (made / "manifest.json").is_file():
        say(f"正在生成 {firms:,} 家合成企业…")
        make_twin(
            known, Order(firms, known.first_year, known.last_year, _SEED, offices=True), made, force=made.exists()
        )
    return made


def load_bulletins(*, actor: Actor, folder: RegionFolder, twin: Path, until: date) -> int:
    """Add the bulletins that had been published by a day and are not in the ledger yet. Returns how many facts were added.

    Raises:
        KechuangError: the region is not declared synthetic.
    """
    if not folder.synthetic:
        raise KechuangError(
            zh=f"区域“{folder.code}”不是合成区域，不能载入孪生区域的通报。",
            en=f"The region '{folder.code}' is not synthetic; a twin's bulletins are not loaded into it.",
        )
    held = selectors.ledger(folder.code)
    drafts = [draft for draft in make_bulletins(twin, folder, until=until) if held.get(draft.id) is None]
    return len(ledger_services.append_facts(actor=actor, region=folder.code, drafts=drafts, reason=f"twin/{twin.name}"))
