"""Components: what a chart's table says, what a small drawing shows, how figures are written, what the registry offers."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from kechuang.values import KechuangError, Period, Quantity, Sentence, Source
from kechuang_web.kit import charts, formatting, registry, states
from kechuang_web.kit.language import say
from kechuang_web.kit.registry import MenuEntry, Panel

SEEN = [(date(2019, 12, 31), 8), (date(2023, 8, 31), Fraction(23))]
PATH = [(date(2019, 12, 31), 8), (date(2025, 12, 31), 23)]


def show(text, **context):
    return Template(text).render(Context(context))


def test_the_table_beside_a_chart_says_exactly_what_is_drawn():
    spec = {
        "kind": "line",
        "unit": "%",
        "series": [
            {
                "name": Sentence("甲", "A"),
                "points": [{"at": date(2020, 12, 31), "value": Fraction(1, 3), "note": "注"}],
            },
            {
                "name": "乙",
                "points": [{"at": date(2021, 12, 31), "value": None}, {"at": date(2022, 12, 31), "value": 0}],
            },
        ],
        "target": {"value": Fraction(28, 10), "at": date(2025, 12, 31)},
    }
    drawing, head, rows = charts.prepare(spec)
    assert [len(row) for row in rows] == [len(head)] * 4
    assert [row[2] for row in rows] == ["0.333333 %", "—", "0 %", "2.8 %"]
    assert [point["value"] for one in drawing["series"] for point in one["points"]] == [1 / 3, None, 0.0]


def test_an_empty_chart_is_drawn_as_an_empty_table():
    drawing, head, rows = charts.prepare({"series": []})
    assert (drawing["series"], head, rows) == ([], ["系列", "时点", "数值"], [])
    assert "没有数据" in show('{% chart spec "x" %}', spec={"series": []})


def test_a_chart_escapes_what_it_is_given():
    spec = {
        "title": "</script><script>alert(1)",
        "series": [{"name": "<b>", "points": [{"at": "2020-01-01", "value": 1}]}],
    }
    shown = show('{% chart spec "x" %}', spec=spec)
    assert "<script>alert" not in shown
    assert "<b>" not in shown
    assert 'role="img"' in shown


def test_a_trajectory_rises_with_the_figures_and_stays_inside_its_field():
    drawn = str(charts.draw_trajectory(SEEN, PATH, (date(2025, 12, 31), 23), "8 到 23"))
    points = re.search(r'class="seen" points="([^"]+)"', drawn)[1].split()
    (x1, y1), (x2, y2) = (map(float, point.split(",")) for point in points)
    assert 0 <= x1 < x2 <= charts.WIDTH
    assert charts.HEIGHT >= y1 > y2 >= 0
    assert drawn.count("<circle") == 2
    assert 'aria-label="8 到 23"' in drawn


@pytest.mark.parametrize("points", [[], [(date(2020, 1, 1), 5)], [(date(2020, 1, 1), 5), (date(2020, 1, 1), 5)]])
def test_a_trajectory_of_few_or_equal_figures_divides_by_nothing(points):
    drawn = str(charts.draw_trajectory(points, [], None))
    assert drawn.count("<circle") == len(points)
    assert "nan" not in drawn


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (35 * 10**10, "35<small>亿元", "35<small>×10⁸ yuan"),
        (12_384 * 10**6, "12,384<small>万元", "12,384<small>×10⁴ yuan"),
        (12_345, "123.45<small>元", "123.45<small>yuan"),
        (0, "0<small>元", "0<small>yuan"),
        (-5 * 10**6, "-5<small>万元", "-5<small>×10⁴ yuan"),
    ],
)
def test_money_is_written_exactly_in_the_largest_unit_that_fits(fen, zh, en):
    chinese = str(formatting.show_money(fen))
    with translation.override("en"):
        english = str(formatting.show_money(fen))
    assert zh in chinese
    assert en in english


def test_money_is_never_a_float():
    with pytest.raises(TypeError):
        formatting.show_money(1.5)


def test_days_and_periods_are_written_in_the_language_of_the_page():
    text = "{{ d|day }}|{{ d|month }}|{{ p|period }}|{{ n|period }}|{{ q|quantity }}"
    context = {"d": date(2023, 8, 9), "p": Period.parse("2016-2020"), "n": None, "q": Quantity.parse("40.5", "亿元")}
    chinese = show(text, **context)
    assert chinese.startswith("2023年8月9日|2023年8月|2016—2020年|未注明时点|")
    with translation.override("en"):
        assert show(text, **context).startswith("9 Aug 2023|Aug 2023|2016–2020|no date given|")


def test_every_state_has_an_icon_that_exists_and_a_word_in_both_languages():
    assert {state.icon for state in states.STATES.values()} <= states.ICONS.keys()
    for code, state in states.STATES.items():
        with translation.override("en"):
            assert not re.search("[\u4e00-\u9fff]", str(state.word)), code
    shown = show('{% state "achieved" word %}', word="<i>提前</i>")
    assert "&lt;i&gt;" in shown
    assert "<svg" in shown


def test_an_unknown_state_is_shown_by_its_code():
    assert "sideways" in show('{% state "sideways" %}')


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x"])
def test_only_web_addresses_become_links(address):
    shown = show("{% source s %}", s=Source("报告", None, address))
    assert "<a " not in shown
    assert address.partition(":")[0] in shown


def test_a_sentence_speaks_the_language_of_the_page():
    values = [Sentence("甲", "A"), {"zh": "甲", "en": "A"}, KechuangError(zh="甲", en="A")]
    assert [say(value) for value in values] == ["甲"] * 3
    with translation.override("en"):
        assert [say(value) for value in values] == ["A"] * 3
        assert say({"zh": "只有中文"}) == "只有中文"


def test_the_menu_shows_only_what_exists_and_may_be_opened(cast, monkeypatch):
    monkeypatch.setattr(registry, "_menu", {})
    registry.register_menu(MenuEntry("台账", "data:ledger", "ledger.view", order=2))
    registry.register_menu(MenuEntry("没有", "nowhere:page", None, order=1))
    registry.register_menu(MenuEntry("账号", "accounts:list", "accounts.manage", order=3))
    request = RequestFactory().get("/")
    for role, expected in (("planner", ["台账"]), ("administrator", ["台账", "账号"]), ("viewer", [])):
        request.user = cast[role]
        assert [item["label"] for item in registry.menu_for(request, "main")] == expected


def test_a_panel_is_shown_only_where_it_belongs_and_to_whom_it_may(cast, monkeypatch):
    monkeypatch.setattr(registry, "_panels", {})
    registry.register_panel(Panel("side", "a.html", lambda _request: {"a": 1}, "audit.view"))
    registry.register_panel(Panel("side", "b.html", lambda _request: None))
    request = RequestFactory().get("/")
    request.user = cast["auditor"]
    assert registry.panels_for(request, "side") == [("a.html", {"a": 1})]
    assert registry.panels_for(request, "elsewhere") == []
    request.user = cast["viewer"]
    assert registry.panels_for(request, "side") == []
