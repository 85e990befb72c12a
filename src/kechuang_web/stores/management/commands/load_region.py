"""``manage.py load_region baodi``: add a region's content to the stores; safe to run again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kechuang.content import load_region as read_region
from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor
from kechuang_web.stores.loading import load_region


class Command(BaseCommand):
    """Add a region's plan versions and facts."""

    help = "Add a region's content (plan versions, facts) to the database; what is there stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("region", help="the region's code, such as baodi, or a folder")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_region(actor=Actor.command("load_region"), folder=read_region(options["region"]))
        except KechuangError as error:
            raise CommandError(error.zh) from error
        self.stdout.write(f"新增规划版本 {len(loaded.versions)} 个，台账 {loaded.facts} 条。")
        for note in loaded.differs:
            self.stderr.write(note)
