"""The completeness check of translations finds what it is for, in Python and in templates."""

from pathlib import Path

import pytest

from tools.catalogues import (
    app_folder,
    app_keys,
    apps_without_catalogue,
    bare_chinese,
    check_catalogue,
    update_catalogue,
)

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
a = _("主要指标进展情况")
b = pgettext("动作", "审核")
c = ngettext("%(count)s 项任务", "%(count)s 项任务", 2)
"""
TEMPLATE = """{% load i18n %}
  <h1>{% translate "规划" %}</h1>
    {% blocktranslate trimmed with name=unit.name %}
      责任单位：
      {{ name }}
    {% endblocktranslate %}
<p title="{{ _('出处') }}">it's "quoted"</p>
"""
ENGLISH = {
    ("", "主要指标进展情况"): "Progress of main indicators",
    ("动作", "审核"): "Review",
    ("", ("%(count)s 项任务", "%(count)s 项任务")): ("%(count)s task", "%(count)s tasks"),
    ("", "规划"): "Plan",
    ("", "责任单位： %(name)s"): "Lead unit: %(name)s",
    ("", "出处"): "Source",
}


def write_entries(path: Path, entries: dict) -> None:
    lines = [
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    ]
    for (context, key), text in entries.items():
        head = f'msgctxt "{context}"\n' if context else ""
        if isinstance(key, tuple):
            lines.append(
                f'{head}msgid "{key[0]}"\nmsgid_plural "{key[1]}"\nmsgstr[0] "{text[0]}"\nmsgstr[1] "{text[1]}"\n'
            )
        else:
            lines.append(f'{head}msgid "{key}"\nmsgstr "{text}"\n')
    path.write_text("\n".join(lines), "utf-8")


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """An app with one Python file, one template, and a complete catalogue."""
    app = tmp_path / "desk"
    (app / "templates" / "desk").mkdir(parents=True)
    (app / "views.py").write_text(PYTHON, "utf-8")
    (app / "templates" / "desk" / "page.html").write_text(TEMPLATE, "utf-8")
    path = app / "locale" / "en" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    write_entries(path, ENGLISH)
    return path


def test_every_sentence_of_python_and_templates_is_found(catalogue):
    assert set(app_keys(app_folder(catalogue))) == set(ENGLISH)


def test_a_complete_catalogue_has_no_findings(catalogue):
    assert check_catalogue(catalogue) == []


@pytest.mark.parametrize(
    ("key", "text", "finding"),
    [
        (("", "出处"), None, "has no entry"),
        (("", "出处"), "", "is not translated"),
        (("", "责任单位： %(name)s"), "Lead unit", "placeholders"),
        (("", "规划"), "规划", "is still Chinese"),
        (("", "不再使用"), "Not used", "no longer used"),
    ],
)
def test_each_fault_of_a_catalogue_is_one_finding(catalogue, key, text, finding):
    entries = {**ENGLISH, key: text}
    write_entries(catalogue, {key: text for key, text in entries.items() if text is not None})
    findings = check_catalogue(catalogue)
    assert len(findings) == 1
    assert finding in findings[0]


def test_an_update_keeps_translations_and_adds_what_is_new(catalogue):
    write_entries(catalogue, {key: text for key, text in ENGLISH.items() if key != ("", "出处")})
    assert update_catalogue(catalogue) == 1
    assert [finding for finding in check_catalogue(catalogue) if "出处" not in finding] == []
    first = catalogue.read_text("utf-8")
    assert update_catalogue(catalogue) == 0
    assert catalogue.read_text("utf-8") == first


def test_an_app_without_a_catalogue_is_found(tmp_path):
    for name, source in (("silent", "A = 1"), ("speaking", 'from x import gettext as _\nA = _("规划")')):
        (tmp_path / "src" / name).mkdir(parents=True)
        (tmp_path / "src" / name / "apps.py").write_text(source, "utf-8")
    assert apps_without_catalogue(tmp_path) == ["src/speaking: 1 sentences and no locale/en/LC_MESSAGES/django.po"]


def test_chinese_outside_a_translation_is_found_with_its_line():
    page = '<p>{% translate "规划" %}</p>\n<p title="目标">{{ _("出处") }}</p>\n{# 注释 #}{% comment %}草稿{% endcomment %}\n<b>漏</b>'
    assert bare_chinese(page) == [(2, "目标"), (4, "漏")]
