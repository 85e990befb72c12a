"""What import-linter cannot see: solutions that meet through names in strings, and templates that reach across.

A solution may use the kit and the stores, never another solution; the shell may use no solution at all. Imports are
held by import-linter; these two tests hold string references to models, and templates and static files.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.tree import ROOT

RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField", "get_model", "swappable_dependency"}
TEMPLATE_REFERENCE = re.compile(r"""\{%\s*(?:include|extends|static)\s+["']([^"']+)["']""")
PYTHON_TEMPLATE = re.compile(r"""["']([a-z_]+)/[a-z0-9_/.-]+\.(?:html|txt|js|css)["']""")


def find_solutions(src: Path) -> dict[str, Path]:
    """Name and folder of each solution."""
    folders = (
        path for path in sorted(src.glob("solutions/*")) if path.is_dir() and path.name not in {"tests", "__pycache__"}
    )
    return {folder.name: folder for folder in folders if any(folder.rglob("*.py"))}


def app_labels(src: Path) -> dict[str, str]:
    """App label → solution. The label is declared in the solution's AppConfig, or is the last part of its module."""
    labels: dict[str, str] = {}
    for name, folder in find_solutions(src).items():
        for config in folder.rglob("apps.py"):
            tree = ast.parse(config.read_text("utf-8"))
            declared = {
                target.id: node.value.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            labels[str(declared.get("label") or str(declared.get("name", name)).rsplit(".", 1)[-1])] = name
    return labels


def owners_of_templates(src: Path) -> dict[str, str]:
    """First folder of template and static names → solution that owns it."""
    owners: dict[str, str] = {}
    for name, folder in find_solutions(src).items():
        for kind in ("templates", "static"):
            for root in folder.rglob(kind):
                owners.update({child.name: name for child in root.iterdir() if child.is_dir()})
    return owners


def owner_of(path: Path, src: Path) -> str | None:
    """The solution a file belongs to; None for the shell and the settings."""
    parts = path.relative_to(src).parts
    return parts[1] if parts[0] == "solutions" and len(parts) > 2 else None


def product_files(src: Path, suffix: str) -> list[Path]:
    """Files of the shell and the solutions. Tests may know more than the code they test; settings know everything."""
    return [
        path
        for top in ("kechuang_web", "solutions")
        for path in sorted((src / top).rglob(f"*{suffix}"))
        if "tests" not in path.parts and "vendor" not in path.parts
    ]


def find_foreign_models(src: Path) -> list[str]:
    """Relations to another solution's models, written as strings ("label.Model")."""
    labels = app_labels(src)
    findings = []
    for path in product_files(src, ".py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called not in RELATIONS:
                continue
            for value in [*node.args, *(keyword.value for keyword in node.keywords)]:
                if not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
                    continue
                target = labels.get(value.value.split(".")[0])
                if target and target != owner_of(path, src):
                    findings.append(
                        f"{path.relative_to(src)}:{node.lineno} refers to {value.value} of solution {target}"
                    )
    return findings


def find_foreign_templates(src: Path) -> list[str]:
    """Templates and static files of another solution, named in a template or in Python."""
    owners = owners_of_templates(src)
    findings = []
    for path in [*product_files(src, ".html"), *product_files(src, ".py")]:
        text = path.read_text("utf-8")
        names = TEMPLATE_REFERENCE.findall(text) if path.suffix == ".html" else PYTHON_TEMPLATE.findall(text)
        for name in names:
            target = owners.get(name.split("/")[0])
            if target and target != owner_of(path, src):
                findings.append(f"{path.relative_to(src)} uses {name} of solution {target}")
    return findings


def test_every_solution_is_a_package_so_that_the_import_contracts_see_it():
    assert [
        name for name, folder in find_solutions(ROOT / "src").items() if not (folder / "__init__.py").exists()
    ] == []


def test_no_model_refers_to_another_solution_by_name():
    assert find_foreign_models(ROOT / "src") == []


def test_no_template_reaches_into_another_solution():
    assert find_foreign_templates(ROOT / "src") == []


def build_two_solutions(src: Path, *, planning_model: str, planning_page: str) -> Path:
    """A tree with two solutions, as small as can be."""
    for name in ("planning", "parks"):
        web = src / "solutions" / name / "web"
        (web / "templates" / name).mkdir(parents=True)
        (web / "apps.py").write_text(
            f'class Config:\n    name = "solutions.{name}.web"\n    label = "{name}"\n', "utf-8"
        )
        (web / "templates" / name / "page.html").write_text("<p></p>", "utf-8")
    (src / "kechuang_web").mkdir()
    planning = src / "solutions" / "planning" / "web"
    (planning / "models.py").write_text(planning_model, "utf-8")
    (planning / "templates" / "planning" / "page.html").write_text(planning_page, "utf-8")
    return src


def test_a_string_foreign_key_to_another_solution_is_found(tmp_path):
    model = 'site = models.ForeignKey("parks.Site", on_delete=models.CASCADE)'
    src = build_two_solutions(tmp_path, planning_model=model, planning_page="")
    assert find_foreign_models(src) == ["solutions/planning/web/models.py:1 refers to parks.Site of solution parks"]


def test_a_foreign_key_inside_the_solution_or_to_the_stores_is_allowed(tmp_path):
    model = 'a = models.ForeignKey("planning.Plan")\nb = models.ForeignKey(to="stores.Fact")'
    assert find_foreign_models(build_two_solutions(tmp_path, planning_model=model, planning_page="")) == []


def test_a_model_fetched_by_name_from_another_solution_is_found(tmp_path):
    model = 'Site = apps.get_model("parks", "Site")'
    assert len(find_foreign_models(build_two_solutions(tmp_path, planning_model=model, planning_page=""))) == 1


def test_an_included_template_of_another_solution_is_found(tmp_path):
    page = '{% extends "kit/base.html" %}{% include "parks/page.html" %}'
    src = build_two_solutions(tmp_path, planning_model="", planning_page=page)
    assert find_foreign_templates(src) == [
        "solutions/planning/web/templates/planning/page.html uses parks/page.html of solution parks"
    ]


def test_a_view_that_renders_another_solutions_template_is_found(tmp_path):
    model = 'def page(request): return render(request, "parks/page.html")'
    assert len(find_foreign_templates(build_two_solutions(tmp_path, planning_model=model, planning_page=""))) == 1
