"""Intake in the database: a workbook of 100,000 yearly returns through every step on SQLite, with the memory it takes.

KECHUANG_BENCH_ROWS sets another number of rows. The firms are synthetic and all new to the register, which is the slowest case: each is
created, and every figure is a new fact, sealed into the chain. The commit is measured twice, because what is foreseen *is* the commit.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from bench.frame import Result, peak_mib

ROWS = int(os.environ.get("KECHUANG_BENCH_ROWS", "100000"))
#: Megabytes that the whole way may take.
MOST_MEMORY = 1_000
_STEPS = {
    "read": "open and recognise",
    "check": "check every cell",
    "resolve": "find organisations, foresee",
    "commit": "commit",
}


def run() -> list[Result]:
    """Take one file from its bytes to the register, then hand it in again in another file."""
    place = Path(tempfile.mkdtemp())
    os.environ |= {"KECHUANG_VAR": str(place), "DJANGO_SETTINGS_MODULE": "config.settings.demo"}
    os.environ.pop("KECHUANG_DATABASE", None)
    try:
        return _measure(place)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _measure(place: Path) -> list[Result]:
    import django

    django.setup()
    from django.core.management import call_command

    from bench.intake import write_workbook
    from kechuang_web.audit.services import Actor
    from kechuang_web.intake import services

    call_command("migrate", verbosity=0)
    path = place / "年报2022.xlsx"
    write_workbook(path, ROWS)
    actor = Actor.command("bench")
    batch, _new = services.receive(
        actor=actor, region="baodi", name=path.name, data=path.read_bytes(), sender="区科技局"
    )
    path.unlink()
    results = []
    for task, what in _STEPS.items():
        seconds = _do(batch, task, actor)
        note = f"peak {peak_mib():,.0f} MiB so far, {ROWS / seconds:,.0f} rows a second"
        results.append(Result(what, seconds, f"{ROWS:,} rows", None, note))
    if batch.outcome["new"] + batch.outcome["left"] != ROWS:
        raise RuntimeError(f"rows are missing: {batch.outcome['new']} new, {batch.outcome['left']} left out of {ROWS}")
    if peak_mib() > MOST_MEMORY:
        raise RuntimeError(f"{peak_mib():,.0f} MiB were used, more than {MOST_MEMORY}")
    return results


def _do(batch, task: str, actor) -> float:  # type: ignore[no-untyped-def]
    from kechuang_web.intake import jobs, services

    if task == "check":
        services.accept_columns(actor=actor, batch=batch)
    elif task == "resolve":
        services.order_resolution(actor=actor, batch=batch, lock_version=None)
    elif task == "commit":
        accepted = {choice.code: True for choice in services.to_accept(batch)}
        services.order_commit(actor=actor, batch=batch, lock_version=None, accepted=accepted)
    began = time.perf_counter()
    jobs.drain(batch.pk)
    seconds = time.perf_counter() - began
    batch.refresh_from_db()
    if batch.failure:
        raise RuntimeError(batch.failure["en"])
    return seconds
