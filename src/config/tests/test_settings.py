"""Production refuses to start half-configured, and its deployment check is clean."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.secret import load_or_make_secret
from kechuang_web.databases.address import parse_database

ROOT = Path(__file__).resolve().parents[3]
GOOD = {"KECHUANG_SECRET_KEY": "k3y-" * 20, "KECHUANG_HOSTS": "kc.example.gov.cn"}


def run_production(tmp_path, **environment):
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("KECHUANG_", "DJANGO_"))}
    kept |= {"DJANGO_SETTINGS_MODULE": "config.settings.production", "KECHUANG_VAR": str(tmp_path), **environment}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("missing", list(GOOD))
def test_production_names_what_is_missing(tmp_path, missing):
    done = run_production(tmp_path, **{key: value for key, value in GOOD.items() if key != missing})
    assert done.returncode != 0
    assert missing in done.stderr


def test_the_deployment_check_of_production_is_clean(tmp_path):
    done = run_production(
        tmp_path, KECHUANG_SECRET_KEY="aB3$" + "x7Qz-91kLmPw!" * 5, KECHUANG_HOSTS="kc.example.gov.cn"
    )
    assert (done.returncode, done.stderr.strip()) == (0, ""), done.stdout + done.stderr


def test_the_demos_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "var" / "secret_key"
    first = load_or_make_secret(path)
    assert len(first) >= 50
    assert load_or_make_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("short")
    assert len(load_or_make_secret(path)) >= 50


def test_a_database_address_is_read(tmp_path):
    assert parse_database("sqlite:///var/a.sqlite3", tmp_path)["NAME"] == str(tmp_path / "var/a.sqlite3")
    assert parse_database("sqlite:////abs/a.sqlite3", tmp_path)["NAME"] == "/abs/a.sqlite3"
    found = parse_database("postgresql://me:p%40ss@db:5433/kc", tmp_path)
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "me",
        "p@ss",
        "db",
        "5433",
        "kc",
    )


@pytest.mark.parametrize("address", ["mysql://a/b", "sqlite:///", "postgresql://host", "nonsense"])
def test_a_database_address_that_means_nothing_is_refused_without_its_password(tmp_path, address):
    with pytest.raises(ValueError, match="KECHUANG_DATABASE"):
        parse_database(address, tmp_path)
