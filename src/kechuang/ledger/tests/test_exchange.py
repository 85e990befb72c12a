"""What leaves as a folder comes back as it was."""

import pytest

from kechuang.content import load_region
from kechuang.dictionary import load_dictionary
from kechuang.ledger import (
    Ledger,
    export_region,
    load_conflicts,
    load_ledger,
    read_head,
    read_parquet,
    verify,
    write_parquet,
)
from kechuang.values import KechuangError


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    region = load_region("baodi")
    return export_region(region, load_ledger(region), tmp_path_factory.mktemp("export") / "baodi")


def test_an_export_holds_every_fact_as_it_was(exported):
    again = load_ledger(load_region(exported))
    assert again.facts == load_ledger(load_region("baodi")).facts
    head = read_head(exported / "content" / "baodi" / "ledger.head.json")
    assert len(head.rows) == len(again)
    assert verify(again, head).ok


def test_an_export_is_a_region_of_its_own(exported, monkeypatch):
    monkeypatch.setenv("KECHUANG_CONTENT", str(exported))  # no region there: nothing is taken from elsewhere
    region = load_region(exported)
    assert [folder.code for folder in region.chain] == ["china", "tianjin", "baodi"]
    assert all(folder.path.is_relative_to(exported.resolve()) for folder in region.chain)
    assert "hnte_count" in load_dictionary(region)
    assert len(load_conflicts(region, load_ledger(region))) >= 3


def test_exporting_an_export_changes_nothing(exported, tmp_path):
    region = load_region(exported)
    again = export_region(region, load_ledger(region), tmp_path / "again")
    left, right = (
        {p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()} for root in (exported, again)
    )
    assert left == right


def test_a_full_folder_is_not_written_over(tmp_path):
    (tmp_path / "mine.txt").write_text("x", "utf-8")
    with pytest.raises(KechuangError, match="choose another place"):
        export_region(load_region("baodi"), Ledger(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_ledger_is_exported_too(tmp_path):
    write_parquet([], tmp_path / "facts.parquet")
    assert read_parquet(tmp_path / "facts.parquet") == ()


def test_a_file_that_is_no_table_of_facts_is_refused(tmp_path):
    (tmp_path / "facts.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(KechuangError, match="cannot be read"):
        read_parquet(tmp_path / "facts.parquet")
