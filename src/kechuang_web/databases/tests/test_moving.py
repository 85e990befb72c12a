"""A district moves between databases, is backed up and restored, and loses nothing; what is cut short says so."""

from __future__ import annotations

import json
import sqlite3
import uuid
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from kechuang.cli import main
from kechuang.content import load_region
from kechuang.values import KechuangError
from kechuang_web.accounts.models import User
from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor
from kechuang_web.databases import copying
from kechuang_web.databases.copying import copied_models, copy_database
from kechuang_web.databases.digests import TableDigest, plain_value
from kechuang_web.databases.moving import back_up, move_database, restore
from kechuang_web.databases.opening import UNFINISHED, is_unfinished, open_database, tables
from kechuang_web.stores import loading
from kechuang_web.stores.models import LedgerFact, LedgerHead

ME = Actor.command("test")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _second_databases_are_allowed(transactional_db, monkeypatch):
    """Django's tests refuse every database but the one under test; these are about others."""
    guarded = BaseDatabaseWrapper.ensure_connection

    def ensure(self):
        if self.alias == "default":
            guarded(self)
        elif self.connection is None:
            with self.wrap_database_errors:
                self.connect()

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", ensure)


#: What makes the tables of a SQLite database, learned once: walking through every migration takes longer than all the tests.
_MADE: list[tuple[str, tuple[object, ...]]] = []


def learn_tables(connection):
    """The statements that make an empty database like this one, and the migrations it has seen."""
    made = connection.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    ordered = sorted(
        (sql for (sql,) in made if UNFINISHED not in sql), key=lambda sql: not sql.startswith("CREATE TABLE")
    )
    applied = connection.execute("SELECT app, name, applied FROM django_migrations").fetchall()
    insert = "INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)"
    _MADE.extend([*((sql, ()) for sql in ordered), *((insert, row) for row in applied)])


@pytest.fixture
def quick_tables(transactional_db, monkeypatch):
    """Tables of new SQLite databases without the migrations."""
    real = copying.make_tables
    if not _MADE and connection.vendor == "sqlite":
        learn_tables(connections["default"].connection)

    def make(alias):
        target = connections[alias]
        target.ensure_connection()
        if _MADE and target.vendor == "sqlite":
            for statement, values in _MADE:
                target.connection.execute(statement, values)
            target.connection.commit()
        else:
            real(alias)
            if target.vendor == "sqlite":
                learn_tables(target.connection)

    monkeypatch.setattr(copying, "make_tables", make)


@pytest.fixture
def district(transactional_db):
    """Baodi's content with its people: plan, ledger, log, histories."""
    loading.load_region(actor=ME, folder=load_region("baodi"))
    User.objects.create_user("planner", "a long password 1", display_name="王工", role="planner")
    gone = User.objects.create_user("gone", "a long password 1", display_name="某", role="planner")
    User.objects.filter(pk=gone.pk).delete()
    return gone.pk


def digests(alias):
    """Every table's rows, as sums that do not depend on the database."""
    found = {}
    for model in copied_models():
        fields, one = copying._fields(model), TableDigest()
        for row in model._base_manager.using(alias).iterator(chunk_size=500):
            one.add(row, fields)
        found[model._meta.label] = one
    return found


@pytest.fixture
def file_address(tmp_path):
    return f"sqlite:///{tmp_path / 'new' / 'district.sqlite3'}"


def test_a_district_moves_whole_verifies_and_lives_on(district, file_address):
    moved = move_database(actor=ME, address=file_address)
    assert moved.copied.rows > 300
    assert [(book.book, book.facts, book.problems) for book in moved.books] == [("baodi", 300, ())]
    with open_database(file_address) as alias:
        assert digests(alias) == digests("default")
        assert not is_unfinished(alias)
        # Both logs say that it moved.
        for database in ("default", alias):
            assert Entry.objects.using(database).filter(action="database.moved").count() == 1
        # A number once given never returns, also where the row is gone.
        user = User(username="next", display_name="新", role="planner")
        user.save(using=alias)
        assert user.pk > district
        # What only grows still only grows.
        with connections[alias].cursor() as cursor, pytest.raises(DatabaseError, match="append-only"):
            cursor.execute(f"DELETE FROM {LedgerFact._meta.db_table}")


@pytest.mark.usefixtures("quick_tables")
def test_a_target_that_holds_anything_is_refused_and_untouched(district, tmp_path):
    path = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE mine (a)")
    with pytest.raises(KechuangError, match="not empty"):
        move_database(actor=ME, address=f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as file:
        assert [name for (name,) in file.execute("SELECT name FROM sqlite_master")] == ["mine"]


@pytest.mark.parametrize("address", ["mysql://x/y", "sqlite://", "postgresql://me:secret@127.0.0.1:1/kc"])
def test_an_address_that_leads_nowhere_is_one_sentence_without_its_password(transactional_db, address):
    with pytest.raises(KechuangError) as refused:
        move_database(actor=ME, address=address)
    assert "secret" not in refused.value.zh + refused.value.en
    assert "other" not in connections.settings


@pytest.mark.usefixtures("quick_tables")
def test_a_copy_cut_short_leaves_the_target_clearly_unfinished_and_the_source_as_it_was(
    district, file_address, monkeypatch
):
    before, real = digests("default"), copying._copy_table

    def failing(model, *rest):
        if model is LedgerHead:
            raise RuntimeError("power failure")
        return real(model, *rest)

    with monkeypatch.context() as cut, open_database(file_address) as alias:
        cut.setattr(copying, "_copy_table", failing)
        with pytest.raises(RuntimeError):
            copy_database("default", alias)
    with open_database(file_address) as alias:
        assert is_unfinished(alias)
        assert User.objects.using(alias).count() == 0
        assert UNFINISHED in tables(alias)
    with open_database(file_address) as alias, pytest.raises(KechuangError, match="not completed"):
        copy_database("default", alias)
    assert digests("default") == before


def test_a_server_on_an_unfinished_database_is_not_healthy(transactional_db, client):
    assert client.get("/healthz").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {UNFINISHED} (told varchar(10))")
    try:
        assert client.get("/healthz").json() == {"status": "database unfinished"}
        with pytest.raises(KechuangError, match="not completed"):
            back_up(actor=ME, path=Path("never.kc"))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {UNFINISHED}")


@pytest.mark.usefixtures("quick_tables")
def test_a_row_that_arrives_differently_makes_the_copy_void(district, file_address, monkeypatch):
    real = User._base_manager._insert

    def careless(rows, **options):
        rows[0].display_name = "别人"
        return real(rows, **options)

    monkeypatch.setattr(type(User._base_manager), "_insert", lambda _self, rows, **options: careless(rows, **options)
                        if isinstance(rows[0], User) else type(rows[0])._base_manager.get_queryset()._insert(rows, **options))  # fmt: skip
    with pytest.raises(KechuangError, match="arrived differently"):
        move_database(actor=ME, address=file_address)


@pytest.mark.usefixtures("quick_tables")
def test_a_broken_chain_is_not_called_moved(district, file_address, settings, tmp_path):
    settings.KECHUANG_HEADS = str(tmp_path / "nowhere")
    LedgerHead.objects.filter(region="baodi").update(digest="0" * 64)
    with pytest.raises(KechuangError, match="does not verify"):
        move_database(actor=ME, address=file_address)


@pytest.mark.usefixtures("quick_tables")
def test_a_backup_is_one_file_that_restores_to_an_empty_database(district, tmp_path):
    path = tmp_path / "backups" / "baodi.kc"
    made = back_up(actor=ME, path=path)
    assert [book.facts for book in made.books] == [300]
    assert [one.name for one in path.parent.iterdir()] == ["baodi.kc"]
    assert path.stat().st_mode & 0o077 == 0
    kept = digests("default")
    # Into a second database; the one served is put in its place for the length of the command.
    with open_database(f"sqlite:///{tmp_path / 'restored.sqlite3'}", "restored") as alias:
        served = connections["default"]
        connections["default"] = connections[alias]
        try:
            restored = restore(actor=ME, path=path)
        finally:
            connections["default"] = served
        arrived = digests(alias)
    assert [book.facts for book in restored.books] == [300]
    label = "audit.Entry"
    assert arrived[label].rows == kept[label].rows + 1  # that it was restored
    assert {key: one for key, one in arrived.items() if key != label} == {k: v for k, v in kept.items() if k != label}


@pytest.mark.usefixtures("quick_tables")
def test_a_backup_replaces_no_file_and_a_restore_no_data(district, tmp_path):
    path = tmp_path / "b.kc"
    back_up(actor=ME, path=path)
    with pytest.raises(KechuangError, match="there already"):
        back_up(actor=ME, path=path)
    with pytest.raises(KechuangError, match="not empty"):
        restore(actor=ME, path=path)


@pytest.mark.parametrize("content", [None, b"", b"SQLite format 3\x00 and then nothing", b"PK\x03\x04"])
def test_what_is_no_backup_is_refused(transactional_db, tmp_path, content):
    path = tmp_path / "x.kc"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(KechuangError, match="is no backup"):
        restore(actor=ME, path=path)


def test_a_backup_that_cannot_be_written_is_one_sentence_and_leaves_nothing(transactional_db, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(KechuangError, match="cannot be written"):
        back_up(actor=ME, path=tmp_path / "file" / "b.kc")


@pytest.mark.usefixtures("quick_tables")
def test_the_commands_say_what_they_did(district, file_address, tmp_path, capsys):
    assert main(["db", "move", "--to", file_address, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["books"] == [{"book": "baodi", "facts": 300, "ok": True}]
    assert main(["db", "backup", str(tmp_path / "b.kc")]) == 0
    assert "链条完好" in capsys.readouterr().out
    assert main(["db", "restore", str(tmp_path / "b.kc")]) == 2
    assert "不是空的" in capsys.readouterr().err


@pytest.mark.postgres
@pytest.mark.usefixtures("quick_tables")
def test_a_district_moves_from_a_file_to_postgresql_and_back(district, file_address, tmp_path):
    move_database(actor=ME, address=file_address)
    name = f"kc_{uuid.uuid4().hex[:12]}"
    told = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    address = f"postgresql://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{name}"
    try:
        with open_database(file_address, "file") as file, open_database(address, "server") as server:
            copy_database(file, server)
            assert digests(server) == digests(file)
            user = User(username="next", display_name="新", role="planner")
            user.save(using=server)
            assert user.pk > district
            # And back into a file, with what was added on the way.
            with open_database(f"sqlite:///{tmp_path / 'back.sqlite3'}", "back") as back:
                copy_database(server, back)
                assert digests(back) == digests(server)
            with connections[server].cursor() as cursor, pytest.raises(DatabaseError, match="append-only"):
                cursor.execute(f"DELETE FROM {LedgerFact._meta.db_table}")
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decimal("1.50"), Decimal("1.5")),
        (memoryview(b"ab"), b"ab"),
        ({"b": 1.0, "a": [1]}, {"a": [1], "b": 1}),
        (datetime(2023, 1, 1, 8, tzinfo=UTC), datetime.fromisoformat("2023-01-01T16:00:00+08:00")),
    ],
)
def test_one_value_has_one_form(one, other):
    assert plain_value(one) == plain_value(other)


def test_different_values_have_different_forms():
    values = ["1", 1, Decimal(1), b"1", None, "", date(2023, 1, 1), "2023-01-01", [1], {"1": 1}]
    forms = [json.dumps(plain_value(value)) for value in values]
    assert len(set(forms)) == len(forms)
