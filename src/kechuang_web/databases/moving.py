"""Moving a district to another database, making a backup of it, restoring one; the ledger is verified after each."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils import timezone

from kechuang import __version__
from kechuang.ledger import GENESIS, Head, verify
from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor, record
from kechuang_web.databases.copying import Copied, Progress, copied_models, copy_database
from kechuang_web.databases.opening import (
    BACKUP,
    check_empty,
    check_migrated,
    is_unfinished,
    migrations_apart,
    open_database,
)
from kechuang_web.stores.ledger_services import kept_heads
from kechuang_web.stores.mapping import row_to_fact
from kechuang_web.stores.models import LedgerFact, LedgerHead


@dataclass(frozen=True, slots=True)
class Verified:
    """A book of the ledger, how many facts it holds, and what is wrong with its chain (nothing, where all is well)."""

    book: str
    facts: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """What was copied, and each book of the ledger as it was verified where it arrived."""

    copied: Copied
    books: tuple[Verified, ...]


def move_database(*, actor: Actor, address: str, progress: Progress | None = None) -> Moved:
    """Copy the database served to the empty one at ``address`` and verify it there. The old one stays as it was.

    Raises:
        KechuangError: the target is not empty or does not answer, a table arrived differently, or a chain does not hold.
    """
    _check_finished()
    with open_database(address) as target:
        check_empty(target)
        _log(actor, "database.moved", connections[target].vendor)
        copied = copy_database(
            DEFAULT_DB_ALIAS, target, progress=progress, told=f"move of {timezone.now().isoformat()}"
        )
        return Moved(copied, _check_books(target))


def back_up(*, actor: Actor, path: Path, progress: Progress | None = None) -> Moved:
    """Write the whole database to one file while it is being served; the file is there only once it is whole and verified.

    A backup is a SQLite database whatever the database served is, so that it can be restored to either.

    Raises:
        KechuangError: the file is there already, or cannot be written.
    """
    _check_finished()
    if path.exists():
        raise KechuangError(
            zh=f"文件“{path}”已存在；备份不覆盖旧文件，请换一个名字。",
            en=f"The file '{path}' is there already; a backup replaces none, choose another name.",
        )
    check_migrated(DEFAULT_DB_ALIAS)
    _log(actor, "database.backed_up", path.name)
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
            copied = _copy_file(part, progress)
        else:
            with open_database(f"sqlite:///{part.absolute()}") as target:
                copied = copy_database(DEFAULT_DB_ALIAS, target, hold_writers=False, progress=progress, told="backup")
        with open_database(f"sqlite:///{part.absolute()}") as target:
            with connections[target].cursor() as cursor:
                cursor.execute(f"CREATE TABLE {BACKUP} (made_at varchar(40), version varchar(40))")
                cursor.execute(
                    f"INSERT INTO {BACKUP} VALUES (%s, %s)",  # noqa: S608  a constant
                    [timezone.now().isoformat(), __version__],
                )
                cursor.execute("PRAGMA journal_mode=DELETE")  # one file, without a journal beside it
            books = _check_books(target)
        part.chmod(0o600)
        part.replace(path)
    except OSError as error:
        raise KechuangError(
            zh=f"备份写不进“{path}”（{error.strerror}）；请核对位置、权限和剩余空间。",
            en=f"The backup cannot be written to '{path}' ({error.strerror}); check place, permission and free space.",
        ) from error
    finally:
        for left in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm", "-journal"))):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    return Moved(copied, books)


def restore(*, actor: Actor, path: Path, progress: Progress | None = None) -> Moved:
    """Fill the database served, which must be empty, from a backup; one of an older version is brought up to date on the way.

    Raises:
        KechuangError: the file is no backup or of a newer version, the database is not empty, or a chain does not hold.
    """
    _check_backup(path)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "backup.sqlite3"
        shutil.copyfile(path, copy)
        with open_database(f"sqlite:///{copy}") as source:
            with connections[source].cursor() as cursor:
                cursor.execute(f"DROP TABLE {BACKUP}")
            _update(source)
            copied = copy_database(source, DEFAULT_DB_ALIAS, progress=progress, told=f"restore of {path.name}")
    books = _check_books(DEFAULT_DB_ALIAS)
    _log(actor, "database.restored", path.name)
    return Moved(copied, books)


def verify_books(alias: str) -> tuple[Verified, ...]:
    """Every book of the ledger in a database, held against the longest head kept outside, else its own."""
    found = []
    for row in LedgerHead.objects.using(alias).order_by("region"):
        outside = max(kept_heads(row.region), key=lambda head: head.count, default=None)
        head = outside or Head(row.count, row.digest or GENESIS)
        rows = LedgerFact.objects.using(alias).filter(region=row.region).order_by("seq").iterator(2000)
        report = verify(map(row_to_fact, rows), head, allow_appended=outside is not None)
        problems = tuple(problem.sentence.zh for problem in report.problems)
        found.append(Verified(row.region, report.count, problems))
    return tuple(found)


def _check_books(alias: str) -> tuple[Verified, ...]:
    books = verify_books(alias)
    for book in books:
        if book.problems:
            raise KechuangError(
                zh=f"台账“{book.book}”核验不过（{book.problems[0]}）；请先用 manage.py ledger verify 查明原来的库。",
                en=f"The ledger '{book.book}' does not verify ({len(book.problems)} problems); look into the old database with "
                "manage.py ledger verify first.",
            )
    return books


def _log(actor: Actor, action: str, key: str) -> None:
    with transaction.atomic():
        record(actor=actor, action=action, kind="database", key=key)


def _check_finished() -> None:
    if is_unfinished():
        raise KechuangError(
            zh="当前数据库是一次没有完成的复制，不能从它复制；请用原来的库。",
            en="This database is a copy that was not completed; copy from the one it came from.",
        )


def _check_backup(path: Path) -> None:
    if not _is_backup(path):
        raise KechuangError(
            zh=f"“{path}”不是 kechuang db backup 写的备份，或已损坏；请换一个文件。",
            en=f"'{path}' is no backup that kechuang db backup wrote, or is damaged; choose another file.",
        )


def _is_backup(path: Path) -> bool:
    """Whether a file carries the mark of a backup; it is opened for reading only."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            return bool(file.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [BACKUP]).fetchone())
    except sqlite3.DatabaseError:
        return False


def _update(alias: str) -> None:
    """Bring a copy of an older backup to this program's version; one of a newer program is refused."""
    missing, _ = migrations_apart(alias)
    if missing:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    check_migrated(alias)


def _copy_file(part: Path, progress: Progress | None) -> Copied:
    """SQLite copies its own file page by page while others write."""
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    with closing(sqlite3.connect(part)) as target:
        told = None if progress is None else (lambda _, left, total: progress(total - left, total, "pages"))
        connection.connection.backup(target, pages=2000, progress=told)
        damage = target.execute("PRAGMA integrity_check").fetchone()[0]
    if damage != "ok":
        raise KechuangError(
            zh=f"数据库文件有损坏（{damage}）；没有写备份。",
            en=f"The database file is damaged ({damage}); no backup was written.",
        )
    with open_database(f"sqlite:///{part.absolute()}") as alias:
        counts = [model._base_manager.using(alias).count() for model in copied_models()]
    return Copied(sum(count > 0 for count in counts), sum(counts))
