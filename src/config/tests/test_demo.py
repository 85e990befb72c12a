"""The demonstration on a disk of its own: started twice, written by several processes, killed in the middle of a write."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

#: Appends facts one by one, saying each that was committed.
WRITER = """
import sys
import django
django.setup()
from kechuang.ledger import Draft
from kechuang.values import Period, Quantity, Source
from kechuang_web.audit.services import Actor
from kechuang_web.stores.ledger_services import append_facts
who, first, count, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
for number in range(first, first + count):
    append_facts(actor=Actor.command(who), region="baodi", drafts=[
        Draft(id=f"{who}/{number}/{part}", subject="region/120115", attribute="hnte_count", definition="hnte_count@1",
              period=Period.parse("2020"), value=Quantity.of(number, "家"), source=Source("测试"), confidence="low")
        for part in range(batch)])
    print(number, flush=True)
"""


@pytest.fixture
def environment(tmp_path):
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("KECHUANG_", "DJANGO_"))}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "KECHUANG_VAR": str(tmp_path / "var"),
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONWARNINGS": "ignore",
    }


@pytest.fixture
def manage(environment):
    def run(*words):
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.slow
def test_a_second_start_keeps_everything_and_says_the_same_passwords(manage, tmp_path):
    first = manage("demo", "--prepare-only")
    assert first.returncode == 0, first.stderr
    second = manage("demo", "--prepare-only")
    passwords = [line for line in second.stdout.splitlines() if line.startswith("    ")]
    assert len(passwords) == 11
    assert passwords == [line for line in first.stdout.splitlines() if line.startswith("    ")]
    assert "已载入" not in second.stdout
    assert stat.S_IMODE((tmp_path / "var" / "demo-accounts.json").stat().st_mode) == 0o600
    # Another installation has other passwords.
    kept = json.loads((tmp_path / "var" / "demo-accounts.json").read_text("utf-8"))
    assert len({entry["password"] for entry in kept.values()}) == 11


@pytest.fixture
def prepared(manage):
    """A database with the region and no accounts: hashing passwords takes a second each."""
    for words in (("migrate", "-v0"), ("load_region", "baodi")):
        done = manage(*words)
        assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_writers_in_several_processes_make_one_chain(manage, environment, prepared):
    command = [sys.executable, "-c", WRITER]
    writers = [
        subprocess.Popen([*command, f"w{number}", "0", "8", "1"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        for number in range(2)
    ]
    assert [writer.wait(120) for writer in writers] == [0, 0]
    verified = manage("ledger", "verify")
    assert verified.returncode == 0, verified.stderr
    assert "共 316 条" in verified.stdout
    command = [
        sys.executable,
        "-m",
        "kechuang.cli",
        "ledger",
        "verify",
        "--region",
        "baodi",
        "--from",
        "database",
        "--json",
    ]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert json.loads(told.stdout)["count"] == 316, told.stderr


@pytest.mark.slow
def test_a_killed_writer_leaves_whole_batches_and_nothing_that_it_confirmed_is_lost(manage, environment, prepared):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, "killed", "0", "1000", "40"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    confirmed = -1
    deadline = time.monotonic() + 60
    while confirmed < 5 and time.monotonic() < deadline:
        confirmed = int(writer.stdout.readline())
    os.kill(writer.pid, signal.SIGKILL)
    rest = writer.stdout.read().split()
    confirmed = max([confirmed, *map(int, rest)])
    writer.wait()
    verified = manage("ledger", "verify")
    assert verified.returncode == 0, verified.stderr
    counted = int(re.search(r"^baodi 共 (\d+) 条", verified.stdout, re.MULTILINE)[1])
    batches, part = divmod(counted - 300, 40)
    assert part == 0, "half a batch was kept"
    assert batches >= confirmed + 1


@pytest.mark.slow
def test_the_command_line_reads_a_prepared_database_and_names_one_of_an_earlier_version(manage, environment, tmp_path):
    command = [sys.executable, "-m", "kechuang.cli", "monitor", "--region", "baodi", "--as-of", "2023-09-01"]

    def monitor():
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "kechuang.sqlite3").touch()  # a database that was never prepared
    assert "内容文件夹" in monitor().stdout + monitor().stderr
    assert manage("migrate", "-v0").returncode == 0
    assert manage("load_region", "baodi").returncode == 0
    assert "数据库" in monitor().stdout + monitor().stderr
    assert manage("migrate", "-v0", "stores", "0001").returncode == 0
    refused = monitor()
    assert (refused.returncode, "旧版本" in refused.stderr) == (2, True), refused.stderr
