"""A batch from its bytes to the register without a page: for commands. It stops where a person would have to decide."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor
from kechuang_web.intake import jobs, services
from kechuang_web.intake.models import IntakeBatch

#: Folders of a twin's yearly returns, and who sends them.
_OFFICES = {"tax": "税务局（合成）", "statistics": "统计局（合成）", "self_report": "科技企业自报（合成）"}


def take_over(
    *, actor: Actor, batch: IntakeBatch, leave_out: bool = False, unit: str = "", record_type: str = ""
) -> None:
    """Every step in turn; where a person is needed, the batch stays at that step for the pages.

    Args:
        actor: who orders it.
        batch: as it was received.
        leave_out: whether rows with errors or uncertain organisations stay out instead of stopping it.
        unit: that money without a stated unit is read in.
        record_type: what the tables are, where recognition should not decide.

    Raises:
        KechuangError: units are open, rows have errors, names are not certain, or the work failed.
    """
    if batch.failure:
        services.try_again(actor=actor, batch=batch)
    _work(batch)
    if batch.state == "recognised":
        services.accept_columns(actor=actor, batch=batch, record_type=record_type)
        _work(batch)
    units: dict[int, dict[int, str]] = {}
    for question in services.open_questions(batch) if unit else ():
        units.setdefault(question["position"], {})[question["index"]] = unit
    if units:
        services.answer_units(actor=actor, batch=batch, lock_version=None, units=units)
        _work(batch)
    services.order_resolution(actor=actor, batch=batch, lock_version=None)
    _work(batch)
    accepted = {choice.code: leave_out for choice in services.to_accept(batch)}
    services.order_commit(actor=actor, batch=batch, lock_version=None, accepted=accepted)
    _work(batch)


def hand_in_offices(*, actor: Actor, region: str, twin: Path, year: int) -> list[IntakeBatch]:
    """The yearly returns that a twin's offices would send, faults included, taken over as they come; the batches.

    Rows with errors and organisations that are not certain stay out; a file that needs a person waits at that step.
    """
    batches = []
    for office, sender in _OFFICES.items():
        for path in sorted((twin / "offices" / office).glob(f"*{year}*")):
            batch, new = services.receive(
                actor=actor, region=region, name=path.name, data=path.read_bytes(), sender=sender
            )
            if new:
                with suppress(KechuangError):
                    take_over(actor=actor, batch=batch, leave_out=True)
            batches.append(batch)
    return batches


def _work(batch: IntakeBatch) -> None:
    jobs.drain(batch.pk)
    batch.refresh_from_db()
    if batch.failure:
        raise KechuangError(zh=batch.failure["zh"], en=batch.failure["en"])
