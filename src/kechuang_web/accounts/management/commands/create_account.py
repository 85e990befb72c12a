"""``manage.py create_account NAME --role administrator``: the first account of an installation."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kechuang.values import normalise_uscc, uscc_fault
from kechuang_web.accounts.models import User
from kechuang_web.accounts.roles import ASSIGNABLE, BELONGS_TO
from kechuang_web.accounts.services import create_account
from kechuang_web.audit.services import Actor


class Command(BaseCommand):
    """Make an account; the password is asked for, or read from standard input."""

    help = "Make an account; the password is typed twice, or read as one line from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", choices=ASSIGNABLE, required=True)
        parser.add_argument("--display-name", default="")
        parser.add_argument("--unit", default="")
        parser.add_argument("--park", default="")
        parser.add_argument("--organisation", default="", help="统一社会信用代码 of an enterprise's clerk or an agency")

    def handle(self, *args: Any, **options: Any) -> None:
        fields = {
            "username": options["username"],
            "display_name": options["display_name"] or options["username"],
            "role": options["role"],
            "unit": options["unit"],
            "park": options["park"],
            "organisation": normalise_uscc(options["organisation"]),
        }
        needed = BELONGS_TO.get(options["role"])
        if needed and not fields[needed]:
            raise CommandError(f"角色 {options['role']} 须用 --{needed} 说明所属，否则看不到任何企业。")
        if fields["organisation"] and (fault := uscc_fault(fields["organisation"])):
            raise CommandError(fault.zh)
        user = User(**fields)
        if sys.stdin.isatty():
            password = getpass.getpass("密码：")
            if password != getpass.getpass("再输一次："):
                raise CommandError("两次输入的密码不同，没有建立账号。")
        else:
            password = sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password, user)
            user.password = "-"  # noqa: S105  only so that the other fields can be checked
            user.full_clean()
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        create_account(actor=Actor.command("create_account"), password=password, **fields)
        self.stdout.write(f"已建立账号 {options['username']}。")
