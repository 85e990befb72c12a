"""The log: written with the deed, never changed."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from kechuang_web.audit.append_only import AppendOnlyError, AppendOnlyModel
from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor, client_address, digest, record

ROBOT = Actor.command("test")


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="transaction"):
        record(actor=ROBOT, action="x")


@pytest.mark.django_db
def test_entries_can_be_neither_changed_nor_deleted():
    entry = record(actor=ROBOT, action="x", label="n" * 1000)
    assert len(entry.label) == 300
    for attempt in (entry.save, entry.delete, Entry.objects.all().delete, lambda: Entry.objects.update(action="y")):
        with pytest.raises(AppendOnlyError):
            attempt()
    for statement in ("UPDATE audit_entry SET action = 'y'", "DELETE FROM audit_entry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db
def test_every_append_only_table_is_protected_by_the_database():
    from django.apps import apps

    for model in apps.get_models():
        if not issubclass(model, AppendOnlyModel):
            continue
        table = model._meta.db_table
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
                assert cursor.fetchone()[0] == 2, table
            else:
                cursor.execute(
                    "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table]
                )
                assert cursor.fetchone()[0] == 2, table


def test_a_digest_does_not_depend_on_the_order_of_keys():
    assert digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1}) != digest({"a": 1, "b": [3]})
    assert digest(None) == ""
    assert digest("0" * 64) == "0" * 64


def test_the_clients_address_is_believed_only_from_the_declared_proxy(settings):
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.1.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.7")
    assert client_address(request) == "10.1.1.1"
    settings.KECHUANG_BEHIND_PROXY = True
    assert client_address(request) == "203.0.113.7"
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="<script>")) == ""
