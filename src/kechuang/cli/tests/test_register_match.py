"""``kechuang register match``: the agreed JSON, the table, and every refusal in one sentence."""

import json

import pytest

from kechuang.cli import main

LEFT = "id,name,person\nb1,華美精密機械（天津）有限責任公司,王芳\nb2,海港石化有限公司,\n"
RIGHT = "id,name,person,note\nr1,天津市宝坻区华美精密机械有限公司,王芳,x\nr2,天津市宝坻区华美食品有限公司,李强,\n"


@pytest.fixture
def write(tmp_path):
    def to(name, text, encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return str(path)

    return to


def run(capsys, *arguments):
    code = main(["register", "match", *arguments])
    return code, capsys.readouterr()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_json_is_as_agreed_in_every_encoding(write, capsys, encoding):
    code, shown = run(capsys, write("l.csv", LEFT, encoding), write("r.csv", RIGHT, encoding), "--json")
    assert code == 0
    assert json.loads(shown.out) == {
        "pairs": [
            {
                "left": "b1",
                "right": "r1",
                "score": 0.9999,
                "class": "certain",
                "reasons": ["去掉区划和法律形式后名称相同", "负责人相同"],
            }
        ]
    }


def test_one_file_gives_its_duplicates_and_reasons_in_english(write, capsys):
    both = write("l.csv", LEFT + "b3,华美精密机械,王芳\n")
    code, shown = run(capsys, both, "--json", "--lang", "en")
    (pair,) = json.loads(shown.out)["pairs"]
    assert (code, pair["left"], pair["right"], pair["class"]) == (0, "b1", "b3", "certain")
    assert pair["reasons"][0] == "the names are the same without place and legal form"


def test_people_need_a_short_table(write, capsys):
    code, shown = run(capsys, write("l.csv", LEFT), write("r.csv", RIGHT))
    assert code == 0
    assert "确定1对，待定0对" in shown.out
    assert "b1  r1  确定" in shown.out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "是空的"),
        ("\n\n", "是空的"),
        ("id,name\n", "没有记录"),
        ("name,person\n华美,王芳\n", "没有 id 列"),
        ("id,name\n1,华美\n1,华羙\n", "第1条和第2条记录的 id 都是“1”"),
        ("id,name\n,华美\n", "没有 id；请补上"),
        ("id,colour\n1,red\n", "没有可以比较的列"),
        ("id,name,name\n1,a,b\n", "有两列都叫“name”"),
        ("id,name\n1,a,b\n", "第2行有3格"),
        ("id,name\n1," + "华" * 10_001 + "\n", "10001字"),
        ("id,name\n1," + "华" * 200_000 + "\n", "不是有效的 CSV"),
        ("id,name\n1,\0\n", "不是 UTF-8 或 GB18030"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(write, capsys, text, says):
    code, shown = run(capsys, write("名单.csv", text), "--json")
    assert (code, shown.out) == (2, "")
    assert says in shown.err
    assert "名单.csv" in shown.err
    assert len(shown.err.strip().splitlines()) == 1


def test_an_absent_file_and_a_folder_are_refused(tmp_path, capsys):
    for place in (tmp_path / "none.csv", tmp_path):
        code, shown = run(capsys, str(place))
        assert code == 2
        assert "不能读取" in shown.err
