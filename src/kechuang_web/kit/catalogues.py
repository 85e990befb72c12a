"""Compiling the English catalogues with Babel: no gettext programs are needed on the machine."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(source: Path) -> list[Path]:
    """Write ``django.mo`` beside every ``django.po`` under ``source`` that is newer; returns what was written."""
    written = []
    for po in sorted(source.glob("**/locale/*/LC_MESSAGES/django.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as file:
            catalogue = read_po(file, locale=po.parts[-3])
        # Written aside and moved into place: another process never reads half a catalogue.
        descriptor, name = tempfile.mkstemp(dir=po.parent, suffix=".mo.part")
        with os.fdopen(descriptor, "wb") as file:
            write_mo(file, catalogue)
        Path(name).replace(mo)
        written.append(mo)
    return written
