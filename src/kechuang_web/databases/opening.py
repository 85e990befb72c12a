"""A second database beside the one served: opened by its address, and looked at before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError, InterfaceError

from kechuang.values import KechuangError
from kechuang_web.databases.address import parse_database

#: Name of the second connection while it is open.
OTHER = "other"
#: Stands in a database from before the first table is made until everything has arrived and was compared.
UNFINISHED = "kechuang_unfinished"
#: Stands in a backup.
BACKUP = "kechuang_backup"


@contextmanager
def open_database(address: str, alias: str = OTHER) -> Iterator[str]:
    """Another database under an alias, for as long as the block runs. A SQLite file's folder is made.

    Raises:
        KechuangError: the address cannot be read, or nothing answers there.
    """
    try:
        entry = parse_database(address, Path(settings.ROOT))
    except ValueError as error:
        raise KechuangError(
            zh=f"数据库地址“{_hide(address)}”无法识别；请写 sqlite:///文件 或 postgresql://用户:口令@主机:端口/库名。",
            en=f"The address '{_hide(address)}' cannot be read; write sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/NAME.",
        ) from error
    if entry["ENGINE"].endswith("sqlite3") and entry["NAME"] != ":memory:":
        Path(entry["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    connections.settings[alias] = connections.configure_settings({DEFAULT_DB_ALIAS: {}, alias: entry})[alias]
    try:
        try:
            connections[alias].ensure_connection()
        except (DatabaseError, InterfaceError) as error:
            raise KechuangError(
                zh=f"连不上数据库“{_hide(address)}”（{str(error).strip()}）；请核对地址、口令和服务是否在运行。",
                en=f"The database '{_hide(address)}' does not answer ({str(error).strip()}); check address, password and server.",
            ) from error
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]


def _hide(address: str) -> str:
    """An address without its password."""
    head, mark, tail = address.rpartition("@")
    if not mark:
        return address
    scheme, slashes, person = head.partition("//")
    return f"{scheme}{slashes}{person.partition(':')[0]}@{tail}"


def tables(alias: str) -> set[str]:
    """The tables of a database."""
    return set(connections[alias].introspection.table_names())


def is_unfinished(alias: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether a copy into this database was begun and not completed. One look at the catalogue."""
    connection = connections[alias]
    query = (
        f"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{UNFINISHED}'"  # noqa: S608  a constant
        if connection.vendor == "sqlite"
        else f"SELECT 1 WHERE to_regclass('{UNFINISHED}') IS NOT NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone() is not None


def check_empty(alias: str) -> None:
    """Refuse a database that holds anything.

    Raises:
        KechuangError: it has tables; those of an unfinished copy are named as such.
    """
    if is_unfinished(alias):
        raise KechuangError(
            zh="目标数据库里有一次没有完成的复制，不能使用；请删除该文件或清空该库后重来。原来的数据库没有改动。",
            en="The target holds a copy that was not completed and cannot be used; delete the file or empty the database, and "
            "start again. The database copied from was not changed.",
        )
    held = tables(alias)
    if held:
        raise KechuangError(
            zh=f"目标数据库不是空的（有{len(held)}张表，如“{min(held)}”）；只往空库里写，请换一个库。",
            en=f"The target is not empty ({len(held)} tables, such as '{min(held)}'); only an empty database is written to.",
        )


def check_migrated(alias: str) -> None:
    """Refuse to copy from a database that is older or newer than this program.

    Raises:
        KechuangError: migrations are missing, or some are unknown here.
    """
    missing, unknown = migrations_apart(alias)
    if missing:
        raise KechuangError(
            zh=f"数据库比程序旧，还差{len(missing)}步迁移；请先运行 manage.py migrate。",
            en=f"The database is older than the program by {len(missing)} migrations; run manage.py migrate first.",
        )
    if unknown:
        raise KechuangError(
            zh=f"数据库来自更新的程序（有{len(unknown)}步迁移这里不认识）；请用同一版本的程序。",
            en=f"The database is of a newer program ({len(unknown)} migrations are unknown here); use that version.",
        )


def migrations_apart(alias: str) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The migrations that a database lacks, and those it has that this program does not know."""
    loader = MigrationExecutor(connections[alias]).loader
    known, applied = set(loader.graph.nodes), set(loader.applied_migrations)
    squashed = {old for migration in loader.disk_migrations.values() for old in migration.replaces}
    ours = {app for app, _ in known}
    return known - applied - squashed, {one for one in applied - known - squashed if one[0] in ours}
