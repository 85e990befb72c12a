"""Joining pairs into clusters without ever putting two identifiers together."""

from kechuang.content import load_region
from kechuang.resolution import Records, load_policy, match
from kechuang.resolution.clusters import group

CODES = {1: 10, 4: 20}


def test_a_chain_between_two_identifiers_breaks_at_its_weakest_pair():
    grouping = group([(1, 2), (3, 4), (2, 3)], CODES.get)  # strongest first
    assert grouping.refused == [(2, 3)]
    assert sorted(grouping.of(1)) == [1, 2]
    assert sorted(grouping.of(4)) == [3, 4]


def test_the_same_identifier_joins_and_a_pair_inside_a_group_is_no_news():
    grouping = group([(1, 2), (2, 4), (1, 4)], {1: 10, 4: 10}.get)
    assert sorted(grouping.of(2)) == [1, 2, 4]
    assert grouping.refused == []


def test_no_cluster_of_a_chain_between_two_firms_holds_both_codes():
    # Two firms of one owner; a short name without code fits the first, another the second, and the two fit each other.
    base = {"person": "", "phone": "", "code": ""}
    rows = [
        {**base, "id": "a", "name": "天津市宝坻区华美机械有限公司", "code": "91350100M000100Y43", "person": "王芳"},
        {**base, "id": "b", "name": "华美机械有限公司", "person": "王芳", "phone": "13900000001"},
        {**base, "id": "c", "name": "华美机械有限公司", "phone": "13900000001"},
        {
            **base,
            "id": "d",
            "name": "天津市宝坻区华美机械厂有限公司",
            "code": "91440300708461136T",
            "phone": "13900000001",
        },
    ]
    found = match(Records.from_rows(rows), policy=load_policy(load_region("china")))
    assert found.pairs
    codes = {row["id"]: row["code"] for row in rows}
    for cluster in found.clusters:
        assert len({codes[member] for member in cluster.members} - {""}) <= 1


def test_a_large_cluster_says_that_not_all_its_pairs_are_printed():
    rows = [{"id": f"{number:03}", "name": "天津市宝坻区华美机械有限公司"} for number in range(300)]
    found = match(Records.from_rows(rows), policy=load_policy(load_region("china")))
    assert len(found.clusters[0].members) == 300
    assert len(found.pairs) < 300 * 299 // 2
    assert any("没有逐对列出" in note.zh for note in found.notes)
