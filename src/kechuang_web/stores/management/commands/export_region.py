"""``manage.py export_region baodi --out FOLDER``: everything of a region as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor
from kechuang_web.stores.exporting import export_region


class Command(BaseCommand):
    """Export."""

    help = "Write a region's content, published plan versions and ledger into an empty folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("region")
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = export_region(actor=Actor.command("export_region"), region=options["region"], out=options["out"])
        except KechuangError as error:
            raise CommandError(error.zh) from error
        self.stdout.write(f"已导出到 {options['out']}：规划 {counts['versions']} 版，台账 {counts['facts']} 条。")
