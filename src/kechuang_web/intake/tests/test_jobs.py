"""Long work: one worker at a time, taken up again when its worker is gone, stopped when asked, told in one sentence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor
from kechuang_web.intake import jobs, services
from kechuang_web.intake.models import IntakeBatch

ROBOT = Actor.command("test")
GOOD = "subject,attribute,definition,period,value,unit,title,confidence\nregion/120115,hnte_count,hnte_count@1,2024,280,家,年报,low\n"


@pytest.fixture
def batch(db) -> IntakeBatch:
    return services.receive(actor=ROBOT, region="baodi", name="a.csv", data=GOOD.encode(), sender="区科技局")[0]


def test_of_two_workers_one_gets_the_work(batch):
    first = jobs.claim(batch.pk)
    assert first is not None
    assert jobs.claim(batch.pk) is None
    assert jobs.claim() is None


def test_work_whose_worker_is_gone_is_taken_up_again_and_the_late_worker_counts_no_more(batch):
    lost = jobs.claim(batch.pk)
    IntakeBatch.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    again = jobs.claim(batch.pk)
    assert again is not None
    assert again.attempts == 2
    jobs.perform(lost)  # comes back after its lease was given to another
    batch.refresh_from_db()
    assert (batch.state, batch.worker) == ("received", again.worker)
    jobs.perform(again)
    batch.refresh_from_db()
    assert (batch.state, batch.task) == ("recognised", "check")


def test_work_that_ended_its_process_three_times_is_left_alone_and_says_so(batch):
    for _turn in range(jobs.MOST_ATTEMPTS):
        assert jobs.claim(batch.pk) is not None
        IntakeBatch.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert jobs.claim(batch.pk) is None
    batch.refresh_from_db()
    assert (batch.task, batch.failure["kind"]) == ("", "killed")
    services.try_again(actor=ROBOT, batch=batch)
    jobs.drain(batch.pk)
    batch.refresh_from_db()
    assert batch.state == "checked"


def test_a_refusal_of_the_library_and_an_unexpected_fault_are_told_in_one_sentence_each(batch, monkeypatch):
    def refuse(*_):
        raise KechuangError(zh="这份文件不行。", en="Not this file.")

    monkeypatch.setitem(jobs.WORKS, "read", f"{__name__}.refuse")
    monkeypatch.setattr(sys.modules[__name__], "refuse", refuse, raising=False)
    jobs.drain(batch.pk)
    batch.refresh_from_db()
    assert batch.failure == {"zh": "这份文件不行。", "en": "Not this file.", "kind": "refused"}

    def break_down(*_):
        raise ZeroDivisionError

    services.try_again(actor=ROBOT, batch=batch)
    monkeypatch.setattr(sys.modules[__name__], "refuse", break_down)
    jobs.drain(batch.pk)
    batch.refresh_from_db()
    assert (batch.task, batch.failure["kind"]) == ("", "unexpected")
    assert "division" not in batch.failure["en"]


def test_waiting_work_is_stopped_at_once_and_running_work_at_its_next_report(batch, monkeypatch):
    jobs.cancel(batch)
    batch.refresh_from_db()
    assert (batch.task, batch.failure["kind"]) == ("", "cancelled")
    services.try_again(actor=ROBOT, batch=batch)
    held = jobs.claim(batch.pk)
    jobs.cancel(held)
    held.refresh_from_db()
    assert held.cancelled
    progress = jobs.Progress(held.pk, held.worker)
    with pytest.raises(jobs.CancelledError):
        progress(1, 10)
    jobs.perform(held)  # the work reports, is stopped, and leaves the batch where it was
    batch.refresh_from_db()
    assert (batch.state, batch.task, batch.failure["kind"]) == ("received", "", "cancelled")


KILLED = """
    import os, signal, sys
    import django
    django.setup()
    from kechuang_web.intake import jobs
    from kechuang_web.intake.models import IntakeBatch
    import importlib
    module, _dot, name = sys.argv[2].rpartition(".")
    owner = importlib.import_module(module)
    real = getattr(owner, name)
    def die(*args, **more):
        real(*args, **more)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(owner, name, die)
    jobs.drain(int(sys.argv[1]))
"""


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="the test database is in memory, which no second process can open"
)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("task", "dies_after"),
    [
        ("read", "kechuang_web.intake.reading.open_batch"),
        ("check", "kechuang_web.intake.checking._check_part"),
        ("resolve", "kechuang_web.intake.resolving.resolve_names"),
        ("commit", "kechuang_web.stores.ledger_services.append_facts"),
    ],
)  # fmt: skip
def test_a_worker_killed_in_any_task_leaves_nothing_half_done_and_the_work_is_done_again(task, dies_after, settings):
    from kechuang_web.stores.models import LedgerFact

    batch = services.receive(actor=ROBOT, region="baodi", name="a.csv", data=GOOD.encode(), sender="区科技局")[0]
    _advance(batch, to=task)
    before = batch.state
    environment = os.environ | {
        "KECHUANG_DATABASE": _address(settings),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(batch.pk), dies_after],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    batch.refresh_from_db()
    assert (batch.state, batch.task) == (before, task)
    assert LedgerFact.objects.count() == 0
    assert jobs.claim(batch.pk) is None  # its lease still runs
    IntakeBatch.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    jobs.drain(batch.pk)
    batch.refresh_from_db()
    assert batch.failure is None
    _advance(batch, to="end")
    assert batch.state == "committed"
    assert LedgerFact.objects.count() == 1


def _advance(batch, to):
    """Do what waits and order what follows, until a task is ordered but not done."""
    while True:
        batch.refresh_from_db()
        if batch.task == to or (to == "end" and batch.state == "committed"):
            return
        if batch.task:
            jobs.perform(jobs.claim(batch.pk))
        elif batch.state == "checked":
            services.order_resolution(actor=ROBOT, batch=batch, lock_version=None)
        elif batch.state == "resolved":
            services.order_commit(actor=ROBOT, batch=batch, lock_version=None, accepted={})


def _address(settings) -> str:
    database = settings.DATABASES["default"]
    return f"postgresql://{database['USER']}@{database['HOST'] or '127.0.0.1'}:{database['PORT']}/{connection.settings_dict['NAME']}"
