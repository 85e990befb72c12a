"""Content files that would hang or break a careless reader are refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from kechuang.content import ContentError
from kechuang.content.yaml_files import parse_yaml

LINES = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
LINES += [
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\n".join(LINES), "unfolds into more than 300,000 entries"),
        ("a: " + "[" * 20_000 + "]" * 20_000, "nested too deeply|not valid YAML"),
        ("a: *nowhere", "no anchor is named nowhere"),
        ("a: 1\na: 2", "given twice"),
    ],
    ids=["aliases", "depth", "unknown alias", "key twice"],
)
def test_a_hostile_file_is_refused_in_one_sentence(text: str, reason: str) -> None:
    with pytest.raises(ContentError, match=reason):
        parse_yaml(text, Path("x.yaml"))


def test_an_alias_used_in_good_faith_is_read() -> None:
    assert parse_yaml("a: &a {zh: 增长}\nb: *a\n", Path("x.yaml")) == {"a": {"zh": "增长"}, "b": {"zh": "增长"}}
