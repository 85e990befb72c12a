"""The page that lies in every twin's folder and says what it is."""

from __future__ import annotations

from pathlib import Path

from kechuang.twin.calibration import Calibration
from kechuang.twin.truth import LABEL, TABLES

README = "README.md"


def write_readme(
    folder: Path, known: Calibration, firms: int, years: tuple[int, int], seed: int, *, offices: bool
) -> None:
    """Write the page: what this is, how to make it again, what it was calibrated to and what was assumed."""
    published = [figure for figure in known.figures if figure.basis == "fact"]
    derived = [figure for figure in known.figures if figure.basis == "derived"]
    assumed = [figure for figure in known.figures if figure.basis == "assumed"]
    lines = [
        f"# {known.region_name}：孪生区域（合成数据） / Synthetic district",
        "",
        f"**{LABEL}。** 信用代码的行政区划段为不存在的 999999，名称由臆造的字组合而成，道路名为臆造。",
        "Credit codes use the division 999999, which does not exist; names and roads are invented.",
        "",
        f"`kechuang twin make --region {known.region} --firms {firms} --years {years[0]}-{years[1]} --seed {seed} --out DIR`",
        "",
        "- `truth/*.parquet`：干净的数据表，金额为整数分 / clean tables, money in whole 分: " + ", ".join(TABLES),
        "- `truth/faults.parquet`：各部门文件里每一处埋设的错误：文件、工作表、行、列、种类、真值、所示值；行列从1起 / "
        "every seeded fault, rows and columns counted from 1",
        "- `manifest.json`：各文件的SHA-256，最后写成 / the digests of all files, written last",
    ]
    if offices:
        lines.append(
            "- `offices/`：各部门会报来的文件，含埋设的错误 / the files that offices would send, faults included"
        )
    else:
        lines.append(
            f"- 未写各部门文件：超过{known.office_firms}家，或未要求 / no offices' files: above the limit or not asked for"
        )
    lines += ["", "## 标定 / Calibration", ""]
    lines += [f"- 公开 published `{one.what}` = {one.value} （{one.reason}）" for one in published]
    lines += [f"- 推算 derived `{one.what}` = {one.value}：{one.reason}" for one in derived]
    lines += ["", "## 假设 / Assumptions", ""]
    lines += [f"- `{one.what}` = {one.value}: {one.reason}" for one in assumed]
    (folder / README).write_text("\n".join(lines) + "\n", encoding="utf-8")
