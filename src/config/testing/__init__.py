"""Database backends of the tests: as Django's, but emptying a database lifts the protection of append-only tables first."""

from __future__ import annotations

from typing import Any


class ReleasingOperations:
    """Mixed into the operations of a backend: ``flush`` drops the triggers, empties the tables and puts them back."""

    def sql_flush(self, style: Any, tables: Any, **options: Any) -> list[str]:
        """The statements of Django between release and protection."""
        from django.apps import apps

        from kechuang_web.audit.append_only import AppendOnlyModel, protecting_sql, releasing_sql

        vendor = self.connection.vendor  # type: ignore[attr-defined]
        names = [
            model._meta.db_table
            for model in apps.get_models()
            if issubclass(model, AppendOnlyModel) and model._meta.db_table in set(tables)
        ]
        emptying = super().sql_flush(style, tables, **options)  # type: ignore[misc]
        lifted = [statement for name in names for statement in releasing_sql(vendor, name)]
        restored = [statement for name in names for statement in protecting_sql(vendor, name)]
        return [*lifted, *emptying, *restored] if emptying else []
