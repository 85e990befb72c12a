"""The frame: words to command, refusals to one sentence, language, help, and what stays unimported."""

from __future__ import annotations

import json
import subprocess
import sys
import types
from importlib.metadata import EntryPoint

import pytest

from kechuang import __version__
from kechuang.cli import main, registry
from kechuang.cli.language import pick
from kechuang.cli.output import print_json
from kechuang.values.errors import KechuangError

frame = sys.modules["kechuang.cli.main"]


def command_module(name: str, run: object) -> types.ModuleType:
    module = types.ModuleType(name)

    def add(subparsers: object) -> object:
        parser = subparsers.add_parser("greet", help=pick("问候", "greet"))  # type: ignore[attr-defined]
        parser.add_argument("name")
        parser.add_argument("--json", action="store_true")
        return parser

    module.add = add  # type: ignore[attr-defined]
    module.run = run  # type: ignore[attr-defined]
    module.SUMMARY = ("问候一个人", "greet a person")  # type: ignore[attr-defined]
    return module


@pytest.fixture
def greet(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(args: object) -> int | None:
        if args.name == "nobody":  # type: ignore[attr-defined]
            raise KechuangError(zh="没有这个人：nobody。", en="There is no such person: nobody.")
        if args.name == "fault":  # type: ignore[attr-defined]
            raise ZeroDivisionError("internal")
        print_json({"hello": args.name, "lang": args.lang})  # type: ignore[attr-defined]
        return None

    monkeypatch.setitem(sys.modules, "fake_greet", command_module("fake_greet", run))
    monkeypatch.setattr(
        registry, "BUILT_IN", (registry.Command(("people", "greet"), "fake_greet", "问候一个人", "greet a person"),)
    )
    monkeypatch.setattr(frame, "BUILT_IN", registry.BUILT_IN)
    monkeypatch.setattr(frame, "installed_entry_points", dict)


@pytest.mark.usefixtures("greet")
class TestCommands:
    def test_a_command_runs_and_prints_chinese_as_utf8_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["people", "greet", "宝坻"]) == 0
        out = capsys.readouterr().out
        assert "宝坻" in out
        assert json.loads(out) == {"hello": "宝坻", "lang": "zh"}

    @pytest.mark.parametrize("argv", [["--lang", "en", "people", "greet", "x"], ["people", "greet", "x", "--lang=en"]])
    def test_the_language_may_stand_anywhere(self, argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        assert main(argv) == 0
        assert json.loads(capsys.readouterr().out)["lang"] == "en"

    def test_the_variable_chooses_the_language(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("KECHUANG_LANG", "en")
        assert main(["people", "greet", "x"]) == 0
        assert json.loads(capsys.readouterr().out)["lang"] == "en"

    def test_a_refusal_is_one_sentence_on_stderr_and_code_2(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["people", "greet", "nobody"]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err == "没有这个人：nobody。\n"
        assert main(["people", "greet", "nobody", "--lang", "en"]) == 2
        assert capsys.readouterr().err == "There is no such person: nobody.\n"

    def test_a_fault_of_the_program_shows_its_traceback_and_code_1(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["people", "greet", "fault"]) == 1
        assert "ZeroDivisionError: internal" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("argv", "says"),
        [
            (["people", "greet"], "缺少 name"),
            (["people", "greet", "x", "--bad"], "不认识 --bad"),
            (["people"], "greet"),
            (["nothing"], "nothing"),
            (["--lang", "fr", "people"], "fr"),
            (["people", "greet", "x", "--js"], "不认识 --js"),
        ],
    )
    def test_a_wrong_call_is_one_sentence_and_code_2(
        self, argv: list[str], says: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(argv) == 2
        captured = capsys.readouterr()
        assert says in captured.err
        assert captured.err.count("\n") == 1
        assert captured.out == ""

    def test_help_lists_commands_in_the_language_of_the_run(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["people", "--help"]) == 0
        assert "问候一个人" in capsys.readouterr().out
        assert main(["people", "greet", "--help", "--lang", "en"]) == 0
        assert "usage:" in capsys.readouterr().out

    def test_a_command_of_another_package_is_found_by_its_entry_point(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        module = command_module("other_greet", lambda args: print_json(args.name))
        monkeypatch.setitem(sys.modules, "other_greet", module)
        point = EntryPoint(name="web.greet", value="other_greet", group=registry.GROUP)
        monkeypatch.setattr(frame, "installed_entry_points", lambda: {("web", "greet"): point})
        assert main(["web", "greet", "客人"]) == 0
        assert json.loads(capsys.readouterr().out) == "客人"
        assert main(["web", "--help"]) == 0
        assert "问候一个人" in capsys.readouterr().out

    def test_a_broken_package_is_named_and_stops_only_its_own_command(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        point = EntryPoint(name="web.broken", value="no_such_module_here", group=registry.GROUP)
        monkeypatch.setattr(frame, "installed_entry_points", lambda: {("web", "broken"): point})
        assert main(["web", "broken"]) == 2
        assert "kechuang web broken" in capsys.readouterr().err
        assert main(["--help"]) == 0
        assert main(["people", "greet", "x"]) == 0


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"kechuang {__version__}\n"


def test_without_words_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "用法" in capsys.readouterr().out


def test_output_is_utf8_even_where_the_locale_is_not() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "kechuang.cli", "--help"],
        capture_output=True,
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONIOENCODING": "latin-1", "LC_ALL": "C"},
        check=True,
    )
    assert "规划" in run.stdout.decode("utf-8")


def test_help_imports_no_reader_and_no_web_framework() -> None:
    code = "import sys; from kechuang.cli import main; main(['--version']); print(sorted(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path)},
        check=True,
    )
    for heavy in ("'django'", "'lxml'", "'rjieba'", "'pypdf'", "'numpy'", "'yaml'", "'kechuang.plan'"):
        assert heavy not in run.stdout
