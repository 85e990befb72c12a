"""Every row of every table of one database into another, compared before it counts.

All rows arrive in one transaction of the target, which also takes the mark of an unfinished copy away: whatever interrupts it,
the target either holds everything or says that it is unfinished. The database copied from is only read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections, transaction
from django.db.models import AutoField, Field, Model
from django.db.utils import DataError, IntegrityError

from kechuang.values import KechuangError
from kechuang_web.databases.digests import TableDigest
from kechuang_web.databases.opening import UNFINISHED, check_empty, check_migrated

#: Rows read and written at a time.
CHUNK = 1000

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Copied:
    """What arrived: how many tables hold something, and how many rows in all."""

    tables: int
    rows: int


def copy_database(
    source: str, target: str, *, hold_writers: bool = True, progress: Progress | None = None, told: str = ""
) -> Copied:
    """Copy all rows of ``source`` to the empty database ``target``; both are aliases.

    Args:
        source: the database read. Nobody writes there while it runs, unless ``hold_writers`` is off: then writers go on and
            the copy is of the moment it began.
        target: an empty database; its tables are made by the migrations.
        hold_writers: keep writers waiting.
        progress: is called with rows copied, rows in all, and the table at hand.
        told: where the copy comes from, for whoever meets an unfinished one.

    Raises:
        KechuangError: the target is not empty, the source is not of this version, or a table arrived differently.
    """
    check_empty(target)
    check_migrated(source)
    with connections[target].cursor() as cursor:
        cursor.execute(f"CREATE TABLE {UNFINISHED} (told varchar(500))")
        cursor.execute(f"INSERT INTO {UNFINISHED} VALUES (%s)", [told[:500]])  # noqa: S608  a constant
    make_tables(target)
    models = copied_models()
    with _held(source, models, lock=hold_writers), transaction.atomic(using=target):
        _empty(target, models)
        total = sum(_rows(model, source).count() for model in models)
        done = held = 0
        for model in models:
            rows = _copy_table(model, source, target, _counting(progress, done, total, model._meta.label))
            done, held = done + rows, held + bool(rows)
        _copy_sequences(models, source, target)
        connections[target].check_constraints()
        with connections[target].cursor() as cursor:
            cursor.execute(f"DROP TABLE {UNFINISHED}")
    with connections[target].cursor() as cursor:
        cursor.execute("ANALYZE")
    ContentType.objects.clear_cache()
    return Copied(held, done)


def make_tables(alias: str) -> None:
    """The tables of this program's version, with what guards them, by its migrations."""
    call_command("migrate", database=alias, verbosity=0, interactive=False)


def copied_models() -> list[type[Model]]:
    """Every table of every app, histories and links included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    ]


def _counting(progress: Progress | None, done: int, total: int, label: str) -> Callable[[int], None]:
    """Progress within one table, told as progress of the whole."""
    return lambda rows: progress(done + rows, total, label) if progress is not None else None


def _fields(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


def _rows(model: type[Model], alias: str) -> Any:
    return model._base_manager.using(alias)


def _copy_table(model: type[Model], source: str, target: str, progress: Callable[[int], None]) -> int:
    """Copy the rows as they are stored, without a model's own ideas of saving, and compare what arrived."""
    fields = _fields(model)
    size = min(CHUNK, connections[target].ops.bulk_batch_size(fields, [None] * CHUNK) or CHUNK)
    sent, arrived = TableDigest(), TableDigest()
    rows = iter(_rows(model, source).order_by("pk").iterator(chunk_size=CHUNK))
    while chunk := list(islice(rows, size)):
        for row in chunk:
            sent.add(row, fields)
        try:
            model._base_manager._insert(chunk, fields=fields, using=target, raw=True)
        except (DataError, IntegrityError, ValueError) as error:
            raise KechuangError(
                zh=f"“{model._meta.label}”有一行放不进目标数据库（{str(error).strip()}）；没有改动原库，请把这句话告诉维护人员。",
                en=f"A row of '{model._meta.label}' does not fit the target ({str(error).strip()}); nothing was changed where it "
                "came from.",
            ) from error
        progress(sent.rows)
    for row in _rows(model, target).order_by("pk").iterator(chunk_size=CHUNK):
        arrived.add(row, fields)
    if arrived != sent:
        raise KechuangError(
            zh=f"“{model._meta.label}”到达后与原来不同（{arrived.rows}行对{sent.rows}行）；复制作废，原库没有改动。",
            en=f"'{model._meta.label}' arrived differently ({arrived.rows} rows for {sent.rows}); the copy is void, and nothing "
            "was changed where it came from.",
        )
    return sent.rows


def _empty(alias: str, models: list[type[Model]]) -> None:
    """What migrations put into new tables (kinds of content, permissions) comes from the source instead."""
    with connections[alias].cursor() as cursor:
        for model in models:
            if _rows(model, alias).exists():
                cursor.execute(f"DELETE FROM {connections[alias].ops.quote_name(model._meta.db_table)}")  # noqa: S608


@contextmanager
def _held(alias: str, models: list[type[Model]], *, lock: bool) -> Iterator[None]:
    """One moment of the source for all tables: SQLite takes the writers' lock at BEGIN, PostgreSQL a snapshot (and locks)."""
    connection = connections[alias]
    nested = connection.in_atomic_block
    with transaction.atomic(using=alias):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                if not nested:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                if lock:
                    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
                    cursor.execute(f"LOCK TABLE {names} IN SHARE MODE")
        yield


def _copy_sequences(models: list[type[Model]], source: str, target: str) -> None:
    """The next number of each table is the one that the source would have given: a number once given never returns."""
    for model in models:
        key = model._meta.pk
        if isinstance(key, AutoField) and key in model._meta.local_concrete_fields:
            last = max(_last_number(model, source), _last_number(model, target))
            if last:
                _set_number(model, target, last)


def _last_number(model: type[Model], alias: str) -> int:
    connection, table = connections[alias], model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
        else:
            cursor.execute(
                "SELECT last_value FROM pg_sequences WHERE quote_ident(schemaname) || '.' || quote_ident(sequencename) = "
                "pg_get_serial_sequence(%s, %s)",
                [connection.ops.quote_name(table), model._meta.pk.column],
            )
            row = cursor.fetchone()
        highest = _rows(model, alias).order_by("-pk").values_list("pk", flat=True).first()
    return max(row[0] or 0 if row else 0, highest or 0)


def _set_number(model: type[Model], alias: str, last: int) -> None:
    connection, table = connections[alias], model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
        else:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                [connection.ops.quote_name(table), model._meta.pk.column, last],
            )
