"""`make test-postgres` proves something only when the tests it runs really meet PostgreSQL."""

import os

import pytest


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_database_under_test_is_a_postgresql_server():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        assert cursor.fetchone()[0].startswith("PostgreSQL")


@pytest.mark.django_db
def test_the_database_under_test_is_the_one_that_was_asked_for():
    from django.db import connection

    asked = (os.environ.get("KECHUANG_DATABASE") or "sqlite").split(":")[0]
    assert connection.vendor == asked
