"""A region as a folder of Parquet and YAML: what is exported is read back as it was, chain included.

Layout of an export::

    export.yaml                          format, region, number of facts, head
    content/<code>/…                     the content files of the region and of the regions above it, as they are
    content/<region>/ledger/facts.parquet  one row a fact, columns as in ``records.FACT_COLUMNS``
    content/<region>/ledger.head.json    the head, with the list of rows
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kechuang.content import RegionFolder
from kechuang.ledger.book import Ledger
from kechuang.ledger.facts import Fact
from kechuang.ledger.heads import dump_head, list_rows
from kechuang.ledger.records import FACT_COLUMNS, fact_from_record, fact_record
from kechuang.values import KechuangError

FORMAT = "kechuang-region/1"
FACTS = "ledger/facts.parquet"
HEAD = "ledger.head.json"


def write_parquet(facts: Iterable[Fact], path: Path) -> None:
    """Write facts as one Parquet file. Numbers are exact fractions as texts; nothing is rounded."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pylist([fact_record(fact) for fact in facts], schema=_schema(pa))
    pq.write_table(table, path, compression="zstd")


def read_parquet(path: Path) -> tuple[Fact, ...]:
    """The facts of a Parquet file, in its order.

    Raises:
        KechuangError: the file cannot be read, or has other columns than an export.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise KechuangError(
            zh=f"读不到“{path.name}”（{error}）。", en=f"'{path.name}' cannot be read ({error})."
        ) from error
    if tuple(table.column_names) != FACT_COLUMNS:
        raise KechuangError(
            zh=f"“{path.name}”的列与事实表不符。", en=f"'{path.name}' has other columns than a table of facts."
        )
    return tuple(fact_from_record(record) for record in table.to_pylist())


def export_region(folder: RegionFolder, ledger: Ledger, out: Path) -> Path:
    """Write a region with its ledger as a folder; ``load_region(out)`` reads it back.

    The folder appears whole or not at all.

    Raises:
        KechuangError: ``out`` exists and is not an empty folder, or cannot be written.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise KechuangError(
            zh=f"“{out}”已存在且不是空文件夹，请另选位置。",
            en=f"'{out}' exists and is no empty folder; choose another place.",
        )
    part = out.with_name(out.name + ".part")
    try:
        if part.exists():
            shutil.rmtree(part)
        _write(folder, ledger, part)
        if out.is_dir():
            out.rmdir()
        part.rename(out)
    except OSError as error:
        raise KechuangError(
            zh=f"不能写入“{out}”（{error.strerror}）。", en=f"'{out}' cannot be written ({error.strerror})."
        ) from error
    return out


def _write(folder: RegionFolder, ledger: Ledger, part: Path) -> None:
    for region in folder.chain:
        for path in region.files():
            copy = part / "content" / region.code / path.relative_to(region.path)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    own = part / "content" / folder.code
    (own / FACTS).parent.mkdir(parents=True, exist_ok=True)
    (own / "ledger" / "facts.jsonl").unlink(missing_ok=True)
    write_parquet(ledger, own / FACTS)
    (own / HEAD).write_text(dump_head(list_rows(ledger.head, ledger)), "utf-8")
    (part / "export.yaml").write_text(
        "# 区域导出：content/ 为内容文件，ledger/facts.parquet 为台账全部事实（以其为准）。\n"
        "# Export of a region: content files under content/, every fact of the ledger in ledger/facts.parquet (which counts).\n"
        f"format: {FORMAT}\nregion: {folder.code}\nfacts: {len(ledger)}\ndigest: {ledger.head.digest}\n",
        "utf-8",
    )


def _schema(pa: Any) -> Any:
    types = {"seq": pa.int64(), "synthetic": pa.bool_(), "keywords": pa.list_(pa.string())}
    return pa.schema([(name, types.get(name, pa.string())) for name in FACT_COLUMNS])
