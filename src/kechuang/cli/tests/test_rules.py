"""`kechuang rules …` as written in the contract."""

from __future__ import annotations

import json

import pytest

from kechuang.cli import main

CONTRACT = """[{"id": "case-1", "as_of": "2023-05-20", "facts": {
   "职工总数": 120, "science_staff": 31,
   "sales_revenue": {"2020": "4100万元", "2021": "4600万元", "2022": "5200万元"},
   "hnte_certificate_valid": false}}]"""


@pytest.fixture
def facts(tmp_path):
    def write(text, name="facts.json"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return str(path)

    return write


def checked(capsys, *words):
    assert main(["rules", "check", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_example_of_the_contract_comes_out_as_the_contract_says(facts, capsys):
    (result,) = checked(capsys, "tech_sme", "--facts", facts(CONTRACT))
    assert (result["id"], result["rule"], result["version"], result["answer"]) == (
        "case-1",
        "tech_sme",
        "2022",
        "unknown",
    )
    assert (result["score"], result["score_interval"], result["route"]) == (None, [16, 96], None)
    assert result["missing"][:3] == ["rd_expense", "cost_expense", "ip_class1"]
    assert {"staff_total", "sales_revenue", "hnte_certificate_valid"}.isdisjoint(result["missing"])
    assert len(result["draft"]) == 1
    assert set(result) >= {"unmet", "gap"}


def test_one_object_and_yaml_and_names_do_as_well(facts, capsys):
    text = "id: a\nas_of: 2020-05-20\nfacts: {科技人员数: 31 1/24, 职工总数: '310 10/24', 企业名称不算: null}\n"
    assert main(["rules", "check", "tech_sme", "--facts", facts(text, "a.yaml"), "--json"]) == 2
    text = text.replace(", 企业名称不算: null", "")
    (result,) = checked(capsys, "tech_sme", "--facts", facts(text, "a.yaml"))
    assert (result["version"], result["score_interval"]) == ("2017", [4, 84])


def test_the_day_of_the_option_serves_sets_without_their_own(facts, capsys):
    text = '[{"id": "a", "facts": {}}, {"id": "b", "as_of": "2023-01-01", "facts": {}}]'
    results = checked(capsys, "tech_sme", "--facts", facts(text), "--as-of", "2018-01-01")
    assert [one["version"] for one in results] == ["2017", "2022"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"facts": {"no_such_fact": 1}}', "no_such_fact"),
        ('{"facts": {"staff_totl": 1}}', "staff_total"),
        ('{"facts": {"staff_total": -1}}', "不能是负数"),
        ('{"facts": {"staff_total": true}}', "应当是数"),
        ('{"facts": {"ip_class1": 1.5}}', "应当是整数"),
        ('{"facts": {"sales_revenue": "5200"}}', "单位"),
        ('{"facts": {"sales_revenue": "约5200万元"}}', "单位"),
        ('{"facts": {"sales_revenue": {"20x2": "1元"}}}', "年份"),
        ('{"facts": {"sales_revenue": 1e999999999}}', "过大"),
        ('{"facts": {"sales_revenue": "99999999999亿元"}}', "过大"),
        ('{"facts": {"sales_revenue": NaN}}', "JSON"),
        ('{"facts": {"staff_total": 1, "职工总数": 1}}', "写了两次"),
        ('{"facts": {"staff_total": 1, "staff_total": 2}}', "写了两次"),
        ('{"facts": {"points_organisation": [1, 2]}}', "4项"),
        ('{"facts": {"points_organisation": 12}}', "4项"),
        ('{"facts": {"technology_field": "房地产"}}', "只能是"),
        ('{"facts": {"registered_on": "2022-02-30"}}', "日期"),
        ('{"facts": {"resident_enterprise": 1}}', "true/false"),
        ('{"facts": [1]}', "facts"),
        ('{"as_of": "2023-13-01", "facts": {}}', "as_of"),
        ('{"as_of": "1999-01-01", "facts": {}}', "没有生效的版本"),
        ("[]", "没有事实"),
        ("[1]", "键值表"),
        ("{", "JSON"),
        ("[" * 100_000, "JSON"),
        ('{"facts": {"staff_total": ' + "9" * 5000 + "}}", "JSON"),
        ("", "键值表"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(facts, capsys, text, says):
    assert main(["rules", "check", "hnte", "--facts", facts(text)]) == 2
    printed = capsys.readouterr()
    assert says in printed.err
    assert printed.err.count("\n") == 1
    assert "Traceback" not in printed.err
    assert printed.out == ""


def test_a_list_of_points_may_be_written_as_the_dictionary_writes_it(facts, capsys):
    text = '{"as_of": "2023-05-20", "facts": {"points_organisation": %s, "technology_field": "%s"}}'
    (listed,) = checked(capsys, "hnte", "--facts", facts(text % ("[6, 5, 4, null]", "新能源与节能")))
    (joined,) = checked(capsys, "hnte", "--facts", facts(text % ('"6+5+4+4"', "不属于八大领域")))
    assert listed["score_interval"][0] == joined["score_interval"][0] - 4
    assert "points_organisation" in listed["missing"]
    assert (listed["answer"], joined["answer"]) == ("unknown", "no")


def test_an_unknown_rule_names_those_there_are(facts, capsys):
    assert main(["rules", "check", "tech_smes", "--facts", facts("{}")]) == 2
    assert "tech_sme" in capsys.readouterr().err


def test_people_read_the_result_in_both_languages(facts, capsys):
    assert main(["rules", "check", "tech_sme", "--facts", facts(CONTRACT)]) == 0
    assert "未知" in capsys.readouterr().out
    assert main(["--lang", "en", "rules", "explain", "tech_sme", "--facts", facts(CONTRACT)]) == 0
    shown = capsys.readouterr().out
    assert "25.83%" in shown
    assert "第七条" in shown


def test_the_explanation_of_a_rule_without_a_firm_shows_every_condition(capsys):
    assert main(["rules", "explain", "hnte", "--as-of", "2023-01-01", "--json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)
    assert len(result["lines"]) > 20
    assert {line["answer"] for line in result["lines"]} == {"unknown", None}


def test_the_linter_passes_on_the_shipped_rules(capsys):
    assert main(["rules", "lint", "--strict"]) == 0
    capsys.readouterr()


@pytest.fixture
def firms(tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text(
        "id,registered_in_tianjin,registered_on,research_dishonesty,on_bad_list,operating_revenue,hnte_certificate_valid\n"
        "a,true,2019-01-01,false,false,6.5,true\nb,true,2019-01-01,false,false,20,true\nc,true,,false,false,20,true\n",
        "utf-8",
    )
    return str(path)


def test_a_population_is_counted_and_written(firms, tmp_path, capsys):
    words = ["rules", "run", "eaglet", "--population", firms, "--as-of", "2022-03-01", "--money-unit", "万元"]
    assert main([*words, "--json", "--out", str(tmp_path / "out.parquet")]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["firms"], result["answers"]) == (3, {"yes": 1, "no": 1, "unknown": 1, "needs_person": 0})
    import duckdb

    rows = duckdb.sql(f"SELECT id, answer FROM '{tmp_path / 'out.parquet'}'").fetchall()
    assert rows == [("a", "no"), ("b", "yes"), ("c", "unknown")]
    assert main([*words, "--sql"]) == 0
    assert capsys.readouterr().out.startswith("SELECT")


def test_trying_another_threshold_says_who_gains(firms, capsys):
    words = [
        "rules",
        "diff",
        "eaglet",
        "--as-of",
        "2022-03-01",
        "--population",
        firms,
        "--money-unit",
        "万元",
        "--json",
    ]
    assert main([*words, "--set", "revenue_floor=5万元"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert [(one["before"], one["after"]) for one in result["parameters"]] == [("10万元", "5万元")]
    assert result["effect"]["changes"] == [{"from": "no", "to": "yes", "firms": 1}]
    assert result["effect"]["gain"] == ["a"]
    assert main([*words, "--set", "revenue_floor=10万元"]) == 0
    unchanged = json.loads(capsys.readouterr().out)
    assert (unchanged["parameters"], unchanged["added"], unchanged["effect"]["changes"]) == ([], [], [])


@pytest.mark.parametrize("setting", ["revenue_floor", "colour=5", "revenue_floor=5", "revenue_floor=many"])
def test_a_setting_that_cannot_be_is_refused(setting, capsys):
    assert main(["rules", "diff", "eaglet", "--as-of", "2022-03-01", "--set", setting]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_two_versions_are_compared_in_words(capsys):
    assert main(["rules", "diff", "tech_sme", "--as-of", "2021-06-01", "--with", "2022-06-01"]) == 0
    assert "+ 会计核算健全" in capsys.readouterr().out
