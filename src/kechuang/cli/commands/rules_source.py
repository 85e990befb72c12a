"""Where the rule commands find their rules: a region, or, where none is named, the one region that has the rule."""

from __future__ import annotations

import argparse

from kechuang.cli.language import pick
from kechuang.content import RegionFolder, find_content_root, load_region
from kechuang.content.regions import MANIFEST
from kechuang.rules import RuleBook, load_rules
from kechuang.rules.library import rule_files
from kechuang.values import KechuangError


def add_region(parser: argparse.ArgumentParser) -> None:
    """Declare ``--region``."""
    parser.add_argument(
        "--region",
        metavar=pick("区域", "REGION"),
        help=pick(
            "用哪个区域的规则；不写则用有这条规则的区域", "whose rules apply; by default the region that has the rule"
        ),
    )


def open_rules(code: str | None, region: str | None) -> tuple[RegionFolder, RuleBook]:
    """The rules of the region named, or of the highest region that has the rule."""
    if region is not None:
        folder = load_region(region)
        return folder, load_rules(folder)
    folders = own_folders()
    for folder in sorted(folders, key=lambda one: len(one.chain)):
        book = load_rules(folder)
        if code is None or code in book:
            return folder, book
    known = sorted({one for folder in folders for one in load_rules(folder).codes()})
    raise KechuangError(
        zh=f"没有规则“{code}”；现有：{'、'.join(known) or '无'}。",
        en=f"There is no rule '{code}'; known: {', '.join(known) or 'none'}.",
    )


def own_folders() -> list[RegionFolder]:
    """The regions that bring rules of their own."""
    root = find_content_root()
    folders = [load_region(path.parent.name) for path in sorted(root.glob(f"*/{MANIFEST}"))]
    return [folder for folder in folders if any(region == folder.code for region, _ in rule_files(folder))]
