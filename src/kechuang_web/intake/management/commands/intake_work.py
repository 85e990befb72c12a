"""``manage.py intake_work``: do the work of batches that waits, in a process of its own.

Needed only where the web processes are told not to (``KECHUANG_INTAKE_WORKER=apart``); there it runs beside them, one or several.
"""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections

from kechuang_web.intake import jobs


class Command(BaseCommand):
    """Work on batches."""

    help = "Work on the batches that wait: until stopped, with --once what waits now, with --batch one of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, help="only this batch, until nothing of it waits")
        parser.add_argument("--once", action="store_true", help="what waits now, then end")
        parser.add_argument("--every", type=float, default=2.0, help="seconds between two looks")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"] or options["once"]:
            jobs.drain(options["batch"])
            return
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        while not stopped.is_set():
            close_old_connections()
            try:
                jobs.drain(most=1)
            except OperationalError as error:
                self.stderr.write(f"数据库暂时不能用，稍后再试：{error}")
            stopped.wait(options["every"])
