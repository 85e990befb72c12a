"""``kechuang intake FILE --commit --region R --sender S``: what the pages do, without them; an option of the library's command.

It stops where a person would have to decide: units that nobody stated, rows with errors, names that are not certain.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kechuang.cli.language import pick
from kechuang.values import KechuangError

if TYPE_CHECKING:
    from kechuang.cli.commands.intake import IntakeFile
    from kechuang_web.intake.models import IntakeBatch


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    group = parser.add_argument_group(pick("入库", "taking over"))
    group.add_argument(
        "--commit", action="store_true",
        help=pick("核对无误后写入数据库（--sender 写报送单位的名称）", "write it into the database (--sender names the unit that sent it)"),
    )  # fmt: skip
    group.add_argument(
        "--leave-out", action="store_true",
        help=pick("有错误和认不准单位的行留下，其余入库", "leave rows with errors or uncertain organisations out"),
    )  # fmt: skip
    group.add_argument(
        "--unit", metavar=pick("单位", "UNIT"), help=pick("没有写单位的金额列按它读，如 千元", "read money that states no unit in this one, such as 千元")
    )  # fmt: skip


def run(args: argparse.Namespace, file: IntakeFile) -> int | None:
    """Take the file in, go through every step, and say what was written."""
    if not args.commit:
        return None
    if args.region == "china" or not args.sender:
        raise KechuangError(
            zh="入库要写明地区和报送单位：--region 地区代码 --sender 报送单位名称。",
            en="Taking over needs the region and who sent the file: --region CODE --sender NAME.",
        )
    from kechuang_web.commands.setting_up import require_tables, set_up

    set_up()
    require_tables("intake_intakebatch", "register_organisation", "stores_ledgerfact")
    from kechuang_web.audit.services import Actor
    from kechuang_web.intake import services
    from kechuang_web.intake.taking_over import take_over

    batch, new = _receive(args, file)
    if not new and not batch.is_open:
        word = services.STATE_WORDS[batch.state]
        _say(pick(f"这份文件已在第 {batch.pk} 批交过（{word.zh}），没有改变任何内容。",
                  f"This file was handed in as batch {batch.pk} ({word.en}); nothing was changed."))  # fmt: skip
        return 0
    take_over(
        actor=Actor.command("intake"),
        batch=batch,
        leave_out=args.leave_out,
        unit=args.unit or "",
        record_type=args.type or "",
    )
    told = batch.outcome
    _say(
        pick(
            f"第 {batch.pk} 批已入库：新增 {told['new']}，改动 {told['changed']}，不变 {told['unchanged']}，没有入库 {told['left']}；"
            f"写入台账 {told['facts']} 个数，新建单位 {told['organisations']} 家。",
            f"Batch {batch.pk} taken over: {told['new']} new, {told['changed']} changed, {told['unchanged']} unchanged, {told['left']} left "
            f"out; {told['facts']} figures for the ledger, {told['organisations']} organisations created.",
        )
    )
    return 0


def _receive(args: argparse.Namespace, file: IntakeFile) -> tuple[IntakeBatch, bool]:
    from kechuang_web.audit.services import Actor
    from kechuang_web.intake import services

    source: Any = file.sheets.source
    data = source.read_bytes() if isinstance(source, Path) else bytes(source)
    name = services.PASTED_NAME if args.file == "-" else Path(args.file).name
    return services.receive(actor=Actor.command("intake"), region=args.region, name=name, data=data, sender=args.sender)


def _say(text: str) -> None:
    """On standard error: standard output belongs to the library's own report, which may be JSON."""
    sys.stderr.write(text + "\n")
