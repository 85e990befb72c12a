"""Long work on a batch, done by whoever holds the lease on its row. Why it is done so: docs/decisions/0009.

A view puts the name of the work into ``task`` and calls :func:`start`, which begins a thread of this process (a process of its own for
a large file). The worker renews its lease with every step it reports. Killed, it renews nothing; when the lease has run out, the
next look at the page, or ``manage.py intake_work``, takes the work up from its beginning. Work writes nothing lasting but in its last
transaction, so that doing it again is always right, and that transaction only counts while the lease is still held.
"""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import OperationalError, close_old_connections, connections
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from kechuang.values import KechuangError
from kechuang_web.intake.models import IntakeBatch, waiting_filter

logger = logging.getLogger(__name__)

#: How long a silent worker keeps its work.
LEASE = timedelta(seconds=60)
#: How long work is kept for a process that is starting.
STARTING = timedelta(seconds=20)
_KEPT = "starting"
#: A report of progress is written at most this often, in seconds.
REPORT_EVERY = 0.4
#: Work that ended its process this often is not tried again.
MOST_ATTEMPTS = 3
#: A file larger than this is worked on in a process of its own, in bytes.
OWN_PROCESS_FROM = 3_000_000

#: Task → what does it, called with the batch and its :class:`Progress`.
WORKS = {
    "read": "kechuang_web.intake.reading.read_file",
    "check": "kechuang_web.intake.checking.check_rows",
    "resolve": "kechuang_web.intake.committing.resolve_and_foresee",
    "foresee": "kechuang_web.intake.committing.foresee",
    "commit": "kechuang_web.intake.committing.commit_batch",
    "withdraw": "kechuang_web.intake.withdrawing.withdraw_batch",
}


#: Work that is one transaction from end to end: it is not stopped half-way.
UNSTOPPABLE = ("foresee", "commit", "withdraw")


class CancelledError(Exception):
    """Someone asked for the work to stop."""


class LostLeaseError(Exception):
    """Another worker has taken the work over; whatever this one does no longer counts."""


class Progress:
    """Reports how far the work is, and renews the lease. Raises when the work should stop.

    ``quiet`` work runs inside one transaction, where nobody would see a report.
    """

    def __init__(self, batch: int, worker: str) -> None:
        self.batch, self.worker, self.quiet = batch, worker, False
        self._last = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self.quiet or now - self._last < REPORT_EVERY:
            return
        self._last = now
        mine = IntakeBatch.objects.filter(pk=self.batch, worker=self.worker)
        if not mine.update(done=done, total=total, leased_until=timezone.now() + LEASE):
            raise LostLeaseError
        if mine.filter(cancelled=True).exists():
            raise CancelledError

    def finish(self, **changes: Any) -> None:
        """Write the end of the work, in the caller's transaction; only while the lease is held.

        Raises:
            LostLeaseError: it is not; the transaction must be rolled back, and raising does so.
        """
        mine = IntakeBatch.objects.filter(pk=self.batch, worker=self.worker)
        ended = {"task": "", "worker": "", "leased_until": None, "attempts": 0, "cancelled": False, "failure": None}
        if not mine.update(**ended, lock_version=F("lock_version") + 1, **changes):
            raise LostLeaseError


def order(batch: IntakeBatch, task: str) -> None:
    """Put work on a batch; the caller has seen that its state allows it."""
    IntakeBatch.objects.filter(pk=batch.pk).update(
        task=task, worker="", leased_until=None, attempts=0, done=0, total=0, cancelled=False, failure=None
    )
    batch.refresh_from_db()


def cancel(batch: IntakeBatch) -> None:
    """Ask for the work to stop. Work that nobody does stops at once; a commit is not stopped half-way."""
    waiting = IntakeBatch.objects.filter(waiting_filter(timezone.now()), pk=batch.pk).exclude(task__in=UNSTOPPABLE)
    if not waiting.update(task="", worker="", leased_until=None, failure=_CANCELLED):
        IntakeBatch.objects.filter(pk=batch.pk).exclude(task__in=["", *UNSTOPPABLE]).update(cancelled=True)


_CANCELLED = {
    "zh": "已按要求停止，没有写入任何内容；可以重新开始。",
    "en": "Stopped as asked; nothing was written. You can start again.",
    "kind": "cancelled",
}
_UNEXPECTED = {
    "zh": "处理这份文件时出了意外错误，没有写入任何内容；请重试，仍不行请把文件交给管理员查看日志。",
    "en": "An unexpected error stopped the work on this file; nothing was written. "
    "Try again; if it stops again, give the file to the administrator, who finds the cause in the log.",
    "kind": "unexpected",
}
_KILLED = {
    "zh": f"处理这份文件的进程中断了 {MOST_ATTEMPTS} 次，已不再自动重试，没有写入任何内容；请把文件拆小后再交，或请管理员查看内存。",
    "en": f"The process working on this file was ended {MOST_ATTEMPTS} times and is not started again; nothing was written. "
    "Split the file, or ask the administrator to look at the memory.",
    "kind": "killed",
}


def claim(pk: int | None = None) -> IntakeBatch | None:
    """Take up work that waits: of one batch, or the one that has waited longest. Of several askers one gets it.

    Work that was kept for a process about to start is taken by the one that asks for its batch.
    """
    now = timezone.now()
    free = waiting_filter(now) if pk is None else waiting_filter(now) | (~Q(task="") & Q(pk=pk, worker=_KEPT))
    waiting = IntakeBatch.objects.filter(free).order_by("received_at", "pk")
    for found in waiting.filter(pk=pk) if pk is not None else waiting[:20]:
        worker = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
        mine = IntakeBatch.objects.filter(free, pk=found.pk, task=found.task)
        if found.attempts >= MOST_ATTEMPTS:
            mine.update(task="", worker="", leased_until=None, failure=_KILLED)
            continue
        if mine.update(worker=worker, leased_until=now + LEASE, attempts=F("attempts") + 1):
            found.refresh_from_db()
            return found
    return None


def perform(batch: IntakeBatch) -> None:
    """Do claimed work to its end: done, refused in one sentence, stopped, or taken over by another."""
    progress = Progress(batch.pk, batch.worker)
    try:
        import_string(WORKS[batch.task])(batch, progress)
    except LostLeaseError:
        logger.warning("intake batch %s: the work was taken over", batch.pk)
    except CancelledError:
        _end(progress, _CANCELLED)
    except KechuangError as error:
        _end(progress, {"zh": error.zh, "en": error.en, "kind": "refused"})
    except Exception:  # a worker has nobody above it: the fault is logged, and told on the page
        logger.exception("intake batch %s: %s failed", batch.pk, batch.task)
        _end(progress, _UNEXPECTED)


def _end(progress: Progress, failure: dict[str, str]) -> None:
    IntakeBatch.objects.filter(pk=progress.batch, worker=progress.worker).update(
        task="",
        worker="",
        leased_until=None,
        attempts=0,
        cancelled=False,
        failure=failure,
        lock_version=F("lock_version") + 1,
    )


def drain(pk: int | None = None, *, most: int = 1000) -> int:
    """Do what waits, one after another; the number of works done. A batch whose work orders more is gone on with."""
    count = 0
    while count < most and (batch := claim(pk)) is not None:
        perform(batch)
        count += 1
    return count


def start(batch: IntakeBatch, *, wait: float = 0.0) -> None:
    """Have the work of a batch done, here or elsewhere, and wait for it a moment: small files are ready when the page is.

    ``KECHUANG_INTAKE_WORKER`` says by whom: ``here`` (a thread, or a process for a large file), ``apart`` (only ``manage.py
    intake_work``), ``now`` (in this call; tests and commands).
    """
    mode = getattr(settings, "KECHUANG_INTAKE_WORKER", "here")
    if mode == "now":
        drain(batch.pk)
    elif mode == "here" and batch.size > OWN_PROCESS_FROM and batch.task in {"check", "resolve", "read"}:
        _start_process(batch.pk)
    elif mode == "here":
        thread = threading.Thread(target=_in_thread, args=(batch.pk,), daemon=True, name=f"intake-{batch.pk}")
        thread.start()
        thread.join(wait)
    batch.refresh_from_db()


def _in_thread(pk: int) -> None:
    close_old_connections()
    try:
        drain(pk)
    except OperationalError:  # the database is busy with another writer: the next look at the page starts it again
        logger.warning("intake batch %s: the database was busy; the work waits", pk)
    finally:
        connections.close_all()


def _start_process(pk: int) -> None:
    now = timezone.now()
    kept = IntakeBatch.objects.filter(waiting_filter(now), pk=pk).update(worker=_KEPT, leased_until=now + STARTING)
    if not kept:
        return
    command = [sys.executable, "-m", "django", "intake_work", "--batch", str(pk)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    child = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )
    threading.Thread(target=child.wait, daemon=True).start()  # no zombie is left


def nudge(batch: IntakeBatch) -> None:
    """Take waiting work up again if its worker is gone: called by whoever looks at the batch."""
    if batch.task and (batch.leased_until is None or batch.leased_until < timezone.now()):
        start(batch)
