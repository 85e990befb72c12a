"""The ledger on the command line."""

import csv
import io
import json
import shutil

import pytest

from kechuang.cli import main
from kechuang.content import load_region
from kechuang.ledger import dump_head, load_ledger, read_facts

LINES = [
    {
        "id": f"t{number}", "subject": "region/120115", "attribute": "leading_count", "definition": "leading_count@1",
        "period": str(2019 + number), "low": str(number), "unit": "家", "title": "试录", "publisher": "宝坻区科技局",
        "confidence": "high",
    }
    for number in range(1, 5)
]  # fmt: skip


def run(capsys, *words):
    code = main(list(words))
    out = capsys.readouterr()
    return code, out.out, out.err


@pytest.fixture
def recorded(tmp_path, capsys):
    """A folder ledger with four facts and its head in a file beside it."""
    drafts = tmp_path / "drafts.jsonl"
    drafts.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in LINES), "utf-8")
    folder, head = tmp_path / "ledger", tmp_path / "head.json"
    call = ("ledger", "append", str(drafts), "--ledger", str(folder), "--region", "baodi", "--by", "test")
    assert run(capsys, *call)[0] == 0
    assert run(capsys, "ledger", "head", "--from", str(folder), "--no-rows", "--out", str(head))[0] == 0
    return folder, head


def verify_json(capsys, folder, head, *more):
    code, out, _ = run(capsys, "ledger", "verify", "--from", str(folder), "--head", str(head), "--json", *more)
    found = json.loads(out)
    assert found["ok"] == (code == 0)
    return code, [(problem["kind"], problem["seq"]) for problem in found["problems"]]


def test_show_gives_what_was_published_by_a_day(capsys):
    asked = ("ledger", "show", "--region", "baodi", "--subject", "宝坻区", "--attribute", "leading_count", "--json")
    found = json.loads(run(capsys, *asked, "--as-of", "2023-09-01")[1])
    assert [(fact["period"], fact["value"], fact["unit"]) for fact in found["facts"]] == [
        ("2019", 8, "家"),
        ("2023-05", 15, "家"),
        ("2023-08", 23, "家"),
    ]
    assert found["facts"][2]["source"]["address"] is None
    assert json.loads(run(capsys, *asked, "--known-at", "2023-09-01")[1])["facts"] == []


def test_a_name_that_a_park_shares_with_a_statistical_unit_finds_both(capsys):
    asked = ("ledger", "show", "--region", "baodi", "--attribute", "park_registered_count", "--json", "--subject")
    by_name, by_code = (json.loads(run(capsys, *asked, word)[1]) for word in ("京津中关村科技城", "park/jingjin_zgc"))
    assert by_name == by_code
    assert [fact["label"] for fact in by_name["facts"]][:2] == ["236家", "120家"]


def test_show_says_that_no_address_was_recorded_and_what_nothing_dates(capsys):
    code, out, _ = run(capsys, "ledger", "show", "--region", "baodi", "--attribute", "event", "--as-of", "2023-09-01")
    assert code == 0
    assert "未记录网址" in out
    assert out.endswith("另有2条没有任何日期，不能归入某一天，未列出。\n")


def test_csv_runs_no_formula_in_a_spreadsheet(tmp_path, capsys):
    drafts = tmp_path / "drafts.jsonl"
    hostile = LINES[0] | {"title": "=cmd|' /C calc'!A0", "note": " @SUM(1)", "low": "-7/2"}
    drafts.write_text(json.dumps(hostile), "utf-8")
    run(capsys, "ledger", "append", str(drafts), "--ledger", str(tmp_path / "l"), "--region", "baodi", "--by", "=1+1")
    out = run(capsys, "ledger", "show", "--from", str(tmp_path / "l"), "--csv")[1]
    (row,) = csv.DictReader(io.StringIO(out.removeprefix("\ufeff")))
    assert (row["title"], row["note"], row["recorded_by"]) == ("'=cmd|' /C calc'!A0", "' @SUM(1)", "'=1+1")
    assert row["value"] == "-3.5"


def test_the_content_of_baodi_verifies_against_its_committed_head(capsys):
    code, out, _ = run(capsys, "ledger", "verify", "--region", "baodi", "--json")
    assert (code, json.loads(out)["count"], json.loads(out)["problems"]) == (0, 300, [])


def test_an_untouched_ledger_verifies(recorded, capsys):
    assert verify_json(capsys, *recorded) == (0, [])


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        (lambda lines: [lines[0], lines[1].replace('"low": "2"', '"low": "3"'), *lines[2:]], [("altered", 2)]),
        (lambda lines: [lines[0], *lines[2:]], [("dropped", 2)]),
        (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], [("reordered", 3)]),
        (lambda lines: [*lines[:2], lines[4]], [("cut_off", 3)]),
        (lambda lines: lines[:4], [("cut_off", 1)]),
        (lambda lines: [lines[0], "{}\n", *lines[2:]], [("altered", None), ("dropped", 2)]),
        (lambda _: [], [("cut_off", 1)]),
    ],
    ids=["altered", "dropped", "swapped", "cut off", "end of batch removed", "unreadable", "emptied"],
)
def test_a_changed_row_is_a_finding_with_exit_code_1(recorded, capsys, change, problems):
    folder, head = recorded
    path = folder / "facts.jsonl"
    path.write_text("".join(change(path.read_text("utf-8").splitlines(keepends=True))), "utf-8")
    assert verify_json(capsys, folder, head) == (1, problems)


def test_facts_recorded_after_the_head_are_named_unless_allowed(recorded, capsys, tmp_path):
    folder, head = recorded
    more = tmp_path / "more.csv"
    more.write_text(
        "id,subject,attribute,definition,period,value,unit,title,publisher,confidence\n"
        "t5,region/120115,leading_count,leading_count@1,2024,>5,家,试录,宝坻区科技局,high\n",
        "utf-8",
    )
    call = ("ledger", "append", str(more), "--ledger", str(folder), "--region", "baodi", "--by", "test", "--json")
    assert json.loads(run(capsys, *call)[1])["recorded"] == ["t5"]
    assert verify_json(capsys, folder, head) == (1, [("appended_unknown", 5)])
    assert verify_json(capsys, folder, head, "--allow-appended") == (0, [])
    assert read_facts(folder / "facts.jsonl").facts[-1].value.label() == ">5家"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"attribute": "nothing"}, "没有“nothing”"),
        ({"subject": "region/999999"}, "没有对象“region/999999”"),
        ({"definition": "hnte_count@1"}, "不属于数据元"),
        ({"unit": "亿元"}, "不是一类"),
        ({"low": None, "text": "很多"}, "只收数值"),
        ({"publisher": None}, "可信度不能为高"),
        ({"id": "t1", "supersedes": "t9"}, "没有这一条"),
    ],
)
def test_a_draft_that_cannot_stand_is_refused_in_one_sentence_and_nothing_is_recorded(
    tmp_path, capsys, change, message
):
    drafts = tmp_path / "drafts.jsonl"
    drafts.write_text(json.dumps(LINES[1]) + "\n" + json.dumps(LINES[0] | change), "utf-8")
    folder = tmp_path / "ledger"
    code, _, err = run(
        capsys, "ledger", "append", str(drafts), "--ledger", str(folder), "--region", "baodi", "--by", "test"
    )
    assert code == 2
    assert message in err
    assert err.count("\n") == 1
    assert read_facts(folder / "facts.jsonl").facts == ()


@pytest.mark.parametrize(
    "words",
    [
        ("ledger", "show"),
        ("ledger", "show", "--region", "nowhere"),
        ("ledger", "show", "--region", "baodi", "--as-of", "gestern"),
        ("ledger", "show", "--region", "baodi", "--attribute", "leading"),
        ("ledger", "show", "--region", "baodi", "--subject", "宝坻县"),
        ("ledger", "verify", "--from", "/nonexistent"),
        ("ledger", "verify", "--region", "baodi", "--head", "/nonexistent"),
        ("region", "export", "--region", "../baodi", "--out", "x"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_exit_code_2(capsys, words):
    code, out, err = run(capsys, *words)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_an_exported_region_shows_and_verifies_as_before(tmp_path, capsys):
    out = tmp_path / "out"
    assert run(capsys, "region", "export", "--region", "baodi", "--out", str(out))[0] == 0
    kept = tmp_path / "head.json"
    kept.write_text(dump_head(load_ledger(load_region("baodi")).head), "utf-8")
    assert verify_json(capsys, out, kept) == (0, [])
    asked = ("--attribute", "gdp", "--json")
    assert (
        run(capsys, "ledger", "show", "--from", str(out), *asked)[1]
        == run(capsys, "ledger", "show", "--region", "baodi", *asked)[1]
    )


def test_checking_a_region_counts_what_it_holds(capsys):
    code, out, _ = run(capsys, "region", "check", "--region", "baodi", "--json")
    found = json.loads(out)
    assert (code, found["ok"], found["problems"]) == (0, True, [])
    assert found["holds"]["facts"] == 300
    assert found["holds"]["indicators"] == 11


def test_checking_a_region_names_what_does_not_fit(tmp_path, capsys):
    out = tmp_path / "out"
    run(capsys, "region", "export", "--region", "baodi", "--out", str(out))
    calendar = out / "content" / "baodi" / "release_calendar.yaml"
    calendar.write_text(calendar.read_text("utf-8").replace("district_agri_park_count", "parks"), "utf-8")
    city = out / "content" / "tianjin" / "subjects.yaml"
    city.write_text(city.read_text("utf-8").replace("  region/120119:", "  region/120199:"), "utf-8")
    code, text, _ = run(capsys, "region", "check", "--from", str(out))
    assert code == 1
    assert "发布日历写了未登记的数据元“parks”" in text
    assert "baodi/o038：没有对象“region/120119”" in text


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda rows: [*rows[:9], rows[9].replace(",7,家,", ",8,家,"), *rows[10:]], [("altered", 9)]),
        (lambda rows: [*rows[:3], *rows[4:]], [("dropped", 3)]),
        (lambda rows: [*rows[:10], *rows[11:]], [("dropped", 10)]),
        (lambda rows: [*rows[:50], rows[51], rows[50], *rows[52:]], [("reordered", None)]),
        (lambda rows: rows[:240], [("dropped", row) for row in range(242, 247)]),
        (lambda rows: [*rows, rows[9].replace("o009", "o999")], [("appended_unknown", 247)]),
        (lambda rows: [*rows[:9], rows[9].replace(",7,家,", ",七,家,"), *rows[10:]], [("altered", None), ("dropped", 9)]),
    ],
    ids=["altered", "dropped with particulars", "dropped with its rule", "swapped", "cut off", "slipped in", "unreadable"],
)  # fmt: skip
def test_a_change_to_the_tables_of_a_region_is_found_and_named(tmp_path, capsys, change, expected):
    shutil.copytree(load_region("baodi").path.parent, tmp_path / "content")
    table = tmp_path / "content" / "baodi" / "observations.csv"
    table.write_text("".join(change(table.read_text("utf-8").splitlines(keepends=True))), "utf-8")
    code, out, _ = run(capsys, "ledger", "verify", "--from", str(tmp_path / "content" / "baodi"), "--json")
    found = [(problem["kind"], problem["seq"]) for problem in json.loads(out)["problems"]]
    assert code == 1
    if expected == [("reordered", None)]:
        assert [kind for kind, _ in found] == ["reordered"]
    else:
        assert found == expected
