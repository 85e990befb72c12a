"""Rows that nobody may change or delete: refused by the manager, and by triggers in SQLite and PostgreSQL.

The triggers stop mistakes and ordinary tampering through the application's own connection. Who owns the database file can
drop them; that is what the hash chain of the ledger, whose head is kept outside, is for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

MESSAGE = "append-only: rows are never changed or deleted; write a new one instead"


class AppendOnlyError(Exception):
    """Code tried to change or delete a row of an append-only table."""


class AppendOnlyQuerySet(models.QuerySet):
    """Reads and inserts; refuses the rest."""

    def update(self, **kwargs: Any) -> int:
        raise AppendOnlyError(f"{self.model.__name__} is {MESSAGE}")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{self.model.__name__} is {MESSAGE}")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise AppendOnlyError(f"{self.model.__name__} is {MESSAGE}")


class AppendOnlyModel(models.Model):
    """Base of tables that only grow."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; a second save of the same row is refused."""
        if self.pk is not None and not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} is {MESSAGE}")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{type(self).__name__} is {MESSAGE}")


def protecting_sql(vendor: str, table: str) -> list[str]:
    """Statements that forbid changing and deleting rows of a table."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            for verb in ("update", "delete")
        ]
    if vendor == "postgresql":
        return [
            (
                f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
            ),
            (
                f"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
            ),
            (
                f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
            ),
        ]
    raise NotImplementedError(f"no triggers are written for {vendor}; Kechuang runs on SQLite and PostgreSQL")


def releasing_sql(vendor: str, table: str) -> list[str]:
    """Statements that take the protection away: for un-applying a migration and for emptying a test database."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete")]
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
    ]


def protect(*tables: str) -> Callable[[Any, Any], None]:
    """For ``migrations.RunPython(protect("audit_entry"), release("audit_entry"))``."""
    return lambda _apps, editor: _run(editor, protecting_sql, tables)


def release(*tables: str) -> Callable[[Any, Any], None]:
    """The way back of :func:`protect`."""
    return lambda _apps, editor: _run(editor, releasing_sql, tables)


def _run(editor: Any, statements: Callable[[str, str], list[str]], tables: tuple[str, ...]) -> None:
    for table in tables:
        for statement in statements(editor.connection.vendor, table):
            editor.execute(statement, params=None)
