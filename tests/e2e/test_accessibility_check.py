"""The accessibility check itself: it must find what it is for, or its silence on our pages means nothing."""

import pytest

pytestmark = pytest.mark.e2e

PAGE = '<!doctype html><html lang="zh"><head><title>页</title></head><body><main><h1>页</h1>%s</main></body></html>'


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ('<img src="data:,">', "image-alt"),
        ('<input type="text">', "label"),
        ('<p style="color:#aaa;background:#fff">看不清的字</p>', "color-contrast"),
    ],
)
def test_a_fault_is_found_and_named(page, accessibility_findings, fault, rule):
    page.set_content(PAGE % fault)
    assert [finding.split()[0] for finding in accessibility_findings(page)] == [rule]


def test_a_sound_page_has_no_findings(page, accessibility_findings):
    page.set_content(PAGE % "<p>看得清的字</p>")
    assert accessibility_findings(page) == []
