"""Figures for the style page: illustrative, and said so on the page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone

from kechuang.values import Period, Quantity, Source
from kechuang_web.kit.states import STATES


def make_samples() -> dict[str, Any]:
    """Everything that the style page shows."""
    seen = [(date(2019, 12, 31), 8), (date(2023, 5, 31), 15), (date(2023, 8, 31), 23)]
    path = [(date(2019, 12, 31), 8), (date(2025, 12, 31), 23)]
    now = timezone.now()
    return {
        "states": list(STATES),
        "quantities": [
            Quantity.parse("23", "家"),
            Quantity.parse(">2000", "家"),
            Quantity.parse("2.8", "%"),
            Quantity.parse("40.5", "亿元"),
            Quantity.parse("3~5", "个"),
            None,
        ],
        "periods": [Period.parse(text) for text in ("2019", "2022-05", "2025-Q2", "2020-11-01", "2016-2020")],
        "money": [35_0000_0000_00, 12_384_0000_00, 12_345, None],
        "now": now,
        "yesterday": now - timedelta(days=1),
        "source": Source("科技型企业统计通报", "市科技局", "https://example.org/report", "表2"),
        "bare_source": Source("新闻报道", "人民网"),
        "seen": seen,
        "path": path,
        "target": (date(2025, 12, 31), 23),
        "page": Paginator(range(1000), 50).get_page(7),
        "crumbs": [("规划", "/"), ("指标", "/"), ("科技领军（培育）企业", "")],
        "tabs": [("总览", "#", True, None), ("指标", "#", False, 11), ("任务", "#", False, 154)],
        "line_chart": {
            "kind": "line",
            "title": {"zh": "科技领军（培育）企业（样例）", "en": "Leading firms (sample)"},
            "unit": "家",
            "series": [
                {
                    "name": "市科技局通报",
                    "emphasis": True,
                    "points": [{"at": day, "value": value} for day, value in seen],
                },
                {
                    "name": {"zh": "序时进度", "en": "Expected path"},
                    "style": "dashed",
                    "points": [{"at": day, "value": value} for day, value in path],
                },
                {
                    "name": {"zh": "另一口径", "en": "Another definition"},
                    "style": "points",
                    "points": [{"at": date(2022, 12, 31), "value": 18, "low": 16, "high": 20, "note": "范围"}],
                },
            ],
            "target": {"value": 23, "at": date(2025, 12, 31), "label": {"zh": "目标 2025", "en": "Target 2025"}},
        },
        "bar_chart": {
            "kind": "bar",
            "title": {"zh": "各区数量（样例）", "en": "By district (sample)"},
            "unit": "家",
            "series": [
                {
                    "name": "2023年8月",
                    "points": [
                        {"label": name, "value": value, "here": name == "宝坻"}
                        for name, value in (("滨海新区", 157), ("武清", 26), ("北辰", 24), ("宝坻", 23), ("西青", 19))
                    ],
                }
            ],
        },
    }
