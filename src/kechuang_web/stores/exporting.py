"""Everything of a region as the library's export folder, with the plan as it was published here.

The library writes the folder (content of the region and those above it, every fact as Parquet, the head with every row's digest);
this adds the versions of the plan that stand in the database. Documents that were uploaded stay there: their digests are in the book.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from django.db import transaction

from kechuang.ledger import export_region as write_region
from kechuang.plan.book import dump_book, dump_book_files
from kechuang_web.audit.services import Actor, record
from kechuang_web.stores import selectors
from kechuang_web.stores.mapping import columns_to_book


def export_region(*, actor: Actor, region: str, out: Path) -> dict[str, int]:
    """Write the folder, which other commands read with ``--from``; returns how many versions and facts it holds.

    Raises:
        KechuangError: the folder exists and is not empty.
    """
    folder, ledger = selectors.region_folder(region), selectors.ledger(region)
    versions = [columns_to_book(row.book) for row in selectors.latest_editions(region).defer(None).order_by("number")]
    written = write_region(folder, ledger, out)
    plan = written / "content" / region / "plan"
    if versions:
        shutil.rmtree(plan, ignore_errors=True)
        plan.mkdir(parents=True)
        for name, text in dump_book_files(versions[0]).items():
            (plan / name).write_text(text, "utf-8")
        for book in versions[1:]:
            (plan / "versions").mkdir(exist_ok=True)
            (plan / "versions" / f"{book.version}.yaml").write_text(dump_book(book), "utf-8")
    counts = {"versions": len(versions), "facts": len(ledger)}
    with transaction.atomic():
        record(actor=actor, action="region.exported", kind="region", key=region, label=folder.name.zh, detail=counts)
    return counts
