"""``manage.py ledger verify|head``: hold the database's ledger against its head, or print the head for keeping elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kechuang.ledger import read_head
from kechuang.values import KechuangError
from kechuang_web.stores import ledger_services, selectors


class Command(BaseCommand):
    """Verify or export."""

    help = "verify: find altered, dropped, re-ordered or cut-off facts; head: print the head with every row's digest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["verify", "head"])
        parser.add_argument("--region", default="")
        parser.add_argument("--book", default="", help="one book alone, such as baodi/organisations")
        parser.add_argument("--head", type=Path, help="a head exported earlier (verify)")
        parser.add_argument("--out", type=Path, help="write the head to this file (head)")

    def handle(self, *args: Any, **options: Any) -> None:
        region = options["region"] or selectors.region_code()
        if options["action"] == "head":
            text = ledger_services.export_head(options["book"] or region)
            if options["out"]:
                options["out"].write_text(text, "utf-8")
            else:
                self.stdout.write(text)
            return
        # A head exported earlier is of one book; without one, every book is held against its own.
        books = [options["book"]] if options["book"] else [region] if options["head"] else list(selectors.books(region))
        found = sum(self.verify(book, options) for book in books)
        if found:
            raise CommandError(f"台账与链首不符，共 {found} 处。", returncode=3)

    def verify(self, book: str, options: dict[str, Any]) -> int:
        """Print what is found in a book; returns how much."""
        try:
            check = ledger_services.verify_ledger(book, read_head(options["head"]) if options["head"] else None)
        except KechuangError as error:
            raise CommandError(error.zh) from error
        where = "库外保存的链首" if check.outside else "库内的链首（尚无库外链首）"
        self.stdout.write(
            f"{book} 共 {check.report.count} 条，对照{where}（{check.head.count} 条，{check.head.digest[:16]}…）。"
        )
        if not check.report.ok:
            for problem in check.report.problems[:50]:
                self.stderr.write(problem.sentence.zh)
            return len(check.report.problems)
        self.stdout.write("台账完好。")
        if check.unvouched:
            self.stdout.write(
                f"其中链首之后的 {check.unvouched} 条接续完整，但库外链首不为其作证；请核对后导出新的链首。"
            )
        return 0
