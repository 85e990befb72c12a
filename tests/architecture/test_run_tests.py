"""``make test`` says what it left out, and its last line and exit code never flatter."""

from __future__ import annotations

import pytest

from tools.run_tests import CLOSING_LINE, Need, Outcome, Part, missing_needs, read_counts, report

PASSED = Outcome(Part("test-unit"), closing="7 passed, 1 skipped in 1.0s", counts={"passed": 7, "skipped": 1})
LINT_FAILED = Outcome(Part("check"), failed=True)
ABSENT = Outcome(Part("e2e"), not_run="Chromium (Debian: apt-get install chromium)")


@pytest.mark.parametrize(
    ("outcomes", "strict", "code", "last"),
    [
        ([PASSED], True, 0, "7 passed, 0 failed, 1 skipped"),
        ([PASSED, LINT_FAILED], False, 1, "7 passed, 1 failed, 1 skipped"),
        ([PASSED, ABSENT], False, 0, "7 passed, 0 failed, 1 skipped"),
        ([PASSED, ABSENT], True, 1, "7 passed, 0 failed, 1 skipped"),
        (
            [Outcome(Part("x"), failed=True, counts={"failed": 2, "error": 1})],
            False,
            1,
            "0 passed, 3 failed, 0 skipped",
        ),
    ],
)
def test_the_last_line_and_the_exit_code_tell_the_truth(capsys, outcomes, strict, code, last):
    assert report(outcomes, strict=strict) == code
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_a_part_left_out_is_listed_with_what_it_needs(capsys):
    report([PASSED, ABSENT], strict=False)
    out = capsys.readouterr().out
    assert "NOT RUN" in out
    assert "e2e: needs Chromium (Debian: apt-get install chromium)" in out


def test_a_package_that_cannot_be_installed_is_named(monkeypatch):
    asked = []
    monkeypatch.setattr("tools.run_tests.subprocess.run", lambda command, **_: asked.append(command[1:]))
    part = Part("x", (Need("a thing", ("thing", "thing-data"), lambda: False), Need("a part", ("part",), lambda: True)))
    assert missing_needs(part) == "a thing (Debian: apt-get install thing thing-data)"
    assert asked == [["thing", "thing-data"]]


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("55 passed in 0.94s", {"passed": 55}),
        ("=== 2 failed, 3 passed, 4 deselected in 61.20s (0:01:01) ===", {"failed": 2, "passed": 3, "deselected": 4}),
        ("1 failed, 1 error in 2s", {"failed": 1, "error": 1}),
    ],
)
def test_pytests_closing_line_is_understood(line, counts):
    found = CLOSING_LINE.match(line)
    assert found
    assert read_counts(found[1]) == counts


def test_other_lines_are_no_closing_lines():
    assert not CLOSING_LINE.match("waited 3 seconds in 2.0s")
    assert not CLOSING_LINE.match("no tests ran in 0.86s")
