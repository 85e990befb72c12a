"""Pairs, classes and reasons on small tables that a person can judge."""

import pytest

from kechuang.content import load_region
from kechuang.resolution import Records, load_policy, match

CODE, OTHER = "91350100M000100Y43", "91440300708461136T"


@pytest.fixture(scope="module")
def policy():
    return load_policy(load_region("china"))


def rows(*given):
    return Records.from_rows([{"id": str(number), **row} for number, row in enumerate(given, 1)])


def only(found):
    (pair,) = found.pairs
    return pair.kind, [reason.zh for reason in pair.reasons]


BASE = {
    "name": "天津市宝坻区华美精密机械有限公司",
    "person": "王芳",
    "phone": "022-29240001",
    "address": "天津市宝坻区开元路8号",
}


@pytest.mark.parametrize(
    ("other", "kind", "says"),
    [
        ({"name": "华美精密机械", "person": "王芳"}, "certain", "去掉区划和法律形式后名称相同"),
        ({"name": "天津市寶坻區華美精密機械有限公司"}, "certain", "名称相同"),
        ({"name": "华美精密机械（天津宝坻）有限责任公司"}, "certain", "名称相同"),
        ({"name": "宝坻华美精密机械有限公司", "person": "王芳"}, "certain", "去掉区划和法律形式后名称相同"),
        ({"name": "　天津市宝坻区华美精密机械（有限公司）"}, "certain", "名称相同"),
        ({"name": "天津华美", "phone": "02229240001", "person": "王芳"}, "certain", "字号相同，一方是简称"),
        ({"name": "天津华美", "phone": "02229240001"}, "uncertain", "字号相同，一方是简称"),
        ({"name": "华美精宏机械有限公司", "person": "王芳"}, "certain", "字号相同，行业用字只差一处"),
        ({"name": "华关精密机械有限公司", "person": "王芳", "phone": "29240001"}, "uncertain", "字号只差一个字，行业相同"),
        ({"name": "天津市宝坻区华美精密机械股份有限公司"}, "uncertain", "名称只差法律形式（如改制）"),
        ({"name": "新名科技有限公司（原天津市宝坻区华美精密机械有限公司）", "person": "王芳"}, "certain", "曾用名相同"),
        ({"name": "新名科技有限公司", "former_names": "旧名厂；华美精密机械有限公司", "person": "王芳"}, "certain",
         "去掉区划和法律形式后曾用名相同"),
    ],
)  # fmt: skip
def test_one_firm_spelled_in_another_way_is_found(policy, other, kind, says):
    found, reasons = only(match(rows(BASE), rows(other), policy=policy))
    assert (found, reasons[0]) == (kind, says)


@pytest.mark.parametrize(
    "other",
    [
        {"name": "天津市宝坻区华美食品有限公司"},
        {"name": "天津市宝坻区华美食品有限公司", "person": "王芳"},
        {"name": "北京市华美精密机械有限公司"},
        {"name": "天津市宝坻区恒信精密机械有限公司", "person": "王芳"},
        {"name": "天津市宝坻区华美第二精密机械有限公司"},
        {"name": "天津市宝坻区华美精密机械有限公司武清分公司"},
        {"name": "天津市宝坻区华美精密机械专业合作社"},
    ],
)
def test_another_firm_is_not_taken_for_it(policy, other):
    assert match(rows(BASE), rows(other), policy=policy).pairs == ()


def test_one_code_is_enough_where_the_names_do_not_fight(policy):
    kind, reasons = only(
        match(rows({**BASE, "code": CODE}), rows({"name": "华美", "code": CODE.lower()}), policy=policy)
    )
    assert (kind, reasons[0]) == ("certain", "统一社会信用代码相同")


def test_one_code_on_two_quite_different_names_goes_to_a_person(policy):
    kind, reasons = only(
        match(
            rows({"name": "海港石化有限公司", "code": CODE}),
            rows({"name": "旭日种业合作社", "code": CODE}),
            policy=policy,
        )
    )
    assert kind == "uncertain"
    assert reasons[:2] == ["统一社会信用代码相同", "名称不同"]


def test_two_valid_codes_keep_namesakes_apart(policy):
    name = {"name": BASE["name"]}
    assert match(rows({**name, "code": CODE}), rows({**name, "code": OTHER}), policy=policy).pairs == ()


def test_two_valid_codes_where_all_else_agrees_are_for_a_person_to_look_at(policy):
    kind, reasons = only(match(rows({**BASE, "code": CODE}), rows({**BASE, "code": OTHER}), policy=policy))
    assert (kind, reasons[0]) == ("uncertain", "统一社会信用代码不同")


def test_a_mistyped_code_supports_the_name(policy):
    kind, reasons = only(
        match(rows({**BASE, "code": CODE}), rows({"name": "华美精密机械", "code": CODE[:-1] + "4"}), policy=policy)
    )
    assert (kind, reasons[0]) == ("certain", "统一社会信用代码只差一处，其中有校验不通过的")


def test_two_candidates_as_near_are_both_uncertain(policy):
    register = rows(
        {"name": "天津市宝坻区华美机械有限公司", "person": "王芳"},
        {"name": "天津市武清区华美机械有限公司", "person": "王芳"},
    )
    found = match(Records.from_rows([{"id": "b", "name": "华美机械", "person": "王芳"}]), register, policy=policy)
    assert [(pair.kind, pair.right) for pair in found.pairs] == [("uncertain", "1"), ("uncertain", "2")]
    assert all("另有相近的候选" in pair.reasons[-1].zh for pair in found.pairs)
    assert all(pair.score < 0.51 for pair in found.pairs)


def test_the_clearly_better_candidate_wins(policy):
    register = rows(
        {"name": "天津市宝坻区华美机械有限公司", "person": "王芳"},
        {"name": "天津市武清区华美机械有限公司", "person": "李强"},
    )
    found = match(Records.from_rows([{"id": "b", "name": "华美机械", "person": "王芳"}]), register, policy=policy)
    assert [(pair.kind, pair.right) for pair in found.pairs] == [("certain", "1")]


def test_duplicates_inside_one_file_form_a_cluster(policy):
    found = match(
        rows(
            {**BASE, "code": CODE}, {"name": "华美精密机械", "person": "王芳", "code": ""}, {"name": "华美", "code": CODE},
            {"name": "海港石化有限公司", "code": OTHER},
        ),
        policy=policy,
    )  # fmt: skip
    assert [cluster.members for cluster in found.clusters] == [("1", "2", "3")]
    assert {(pair.left, pair.right, pair.kind) for pair in found.pairs} >= {
        ("1", "2", "certain"),
        ("1", "3", "certain"),
    }


def test_a_cluster_never_holds_two_codes_and_says_where_it_stopped(policy):
    # The middle record fits both firms; the two firms have different codes.
    middle = {"name": "华美机械有限公司", "person": "王芳", "phone": "13900000001"}
    one = {"name": "天津市宝坻区华美机械有限公司", "person": "王芳", "phone": "13900000001", "code": CODE}
    two = {"name": "天津市宝坻区华美机械有限公司", "person": "王芳", "phone": "13900000001", "code": OTHER}
    found = match(rows({**middle, "code": ""}, one, two), policy=policy)
    assert {pair.kind for pair in found.pairs} == {"uncertain"}
    assert found.clusters == ()


def test_people_are_matched_through_slips_and_swapped_names(policy):
    found = match(
        rows(
            {"given_name": "mitchell", "surname": "green", "date_of_birth": "19560409", "soc_sec_id": "1804974", "postcode": "2119"},
            {"given_name": "green", "surname": "mitchell", "date_of_birth": "19560409", "soc_sec_id": "1804947", "postcode": "2119"},
            {"given_name": "harley", "surname": "mccarthy", "date_of_birth": "19080419", "soc_sec_id": "6089216", "postcode": "3165"},
        ),
        policy=policy,
    )  # fmt: skip
    assert [(pair.left, pair.right, pair.kind) for pair in found.pairs] == [("1", "2", "certain")]


def test_a_block_too_large_is_capped_and_the_reader_told(policy):
    crowd = [
        {"name": f"天津市宝坻区{first}{second}科技有限公司", "phone": "022-29240000"}
        for first in "华美盛泰恒瑞宏达信诚"
        for second in "远东方正天宇海川润泽"
    ]
    found = match(rows(*crowd), policy=policy)
    assert len(crowd) == 100
    assert found.compared < 4950
    assert "只比较了" in found.notes[0].zh


def test_thousands_of_identical_rows_stay_small(policy):
    found = match(rows(*[{"name": "华美机械有限公司"}] * 3000), policy=policy)
    assert len(found.clusters[0].members) == 3000
    assert len(found.pairs) < 10_000
    assert {pair.kind for pair in found.pairs} == {"certain"}
