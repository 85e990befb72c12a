"""Run as a program by ``test_kill.py``: imports a document again and again, each time killed at a later statement.

Prints one JSON line per attempt: at which statement the process was killed (0: not at all), what its own process had confirmed,
and what a fresh connection finds in the database afterwards.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, interactive=False)
    from kechuang_web.accounts.models import User

    User.objects.create_user("planner", None, display_name="李燕", role="planner")
    connection.close()
    kill_at = 1
    while True:
        confirmed = attempt(kill_at)
        sys.stdout.write(
            json.dumps({"killed_at": 0 if confirmed else kill_at, "confirmed": confirmed, **find()}) + "\n"
        )
        sys.stdout.flush()
        if confirmed:
            break
        kill_at += 1
    confirmed = attempt(0)  # the same file once more: recognised, nothing doubled
    sys.stdout.write(json.dumps({"killed_at": 0, "confirmed": confirmed, **find()}) + "\n")


def attempt(kill_at: int) -> int:
    """Import in a process of its own, killed at that statement; the id it confirmed, 0 when it never came to that."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        run(kill_at, writer)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answers:
        told = answers.read()
    os.waitpid(child, 0)
    return int(told or 0)


def run(kill_at: int, writer: int) -> None:
    from django.db import connection

    from kechuang_web.accounts.models import User
    from kechuang_web.audit.services import Actor
    from solutions.planning.web.conftest import TEXT, make_reading
    from solutions.planning.web.review import services

    services.read_apart = lambda *_a, **_k: make_reading(TEXT)
    actor = Actor.person(User.objects.get(username="planner"))
    count = 0

    def kill(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        if count == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(kill):
        document, _new = services.import_plan(actor=actor, region="baodi", name="规划.txt", data=TEXT.encode())
    os.write(writer, str(document.pk).encode())


def find() -> dict[str, int]:
    from django.db import connection

    from kechuang_web.audit.models import Entry
    from kechuang_web.stores.models import PlanDocument, Reading

    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        intact = cursor.fetchone()[0] == "ok"
    found = {
        "documents": PlanDocument.objects.count(),
        "readings": Reading.objects.count(),
        "entries": Entry.objects.filter(action="plan.imported").count(),
        "intact": int(intact),
    }
    connection.close()
    return found


if __name__ == "__main__":
    sys.exit(main())
