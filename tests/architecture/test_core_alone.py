"""The library without the web extra: commands work, and those of the shell refuse in one sentence.

`make test-core` runs the library in an environment without Django; here Django is hidden, so that the refusals are tested too.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.architecture.tree import ROOT

HIDDEN = "import sys; sys.modules['django'] = None; from kechuang.cli import main; sys.exit(main(sys.argv[1:]))"


def run_without_django(tmp_path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    surroundings = {key: value for key, value in os.environ.items() if not key.startswith(("KECHUANG_", "DJANGO_"))}
    surroundings |= {"KECHUANG_VAR": str(tmp_path), **variables}
    command = [sys.executable, "-c", HIDDEN, *words]
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)


def test_the_library_reads_its_content_even_where_a_demonstrations_database_lies(tmp_path):
    (tmp_path / "kechuang.sqlite3").touch()
    done = run_without_django(tmp_path, "monitor", "--region", "baodi", "--as-of", "2023-09-01")
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0)


@pytest.mark.parametrize(
    ("words", "variables"),
    [
        (["region", "load", "baodi"], {}),
        (["monitor", "--region", "baodi", "--as-of", "2023-09-01"], {"KECHUANG_DATABASE": "sqlite:///x.sqlite3"}),
    ],
)
def test_what_needs_the_shell_is_refused_in_one_sentence(tmp_path, words, variables):
    done = run_without_django(tmp_path, *words, **variables)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "kechuang[web]" in done.stderr
