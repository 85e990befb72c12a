"""``manage.py demo``: prepare everything and serve on this machine. A second run starts in seconds and keeps what was entered."""

from __future__ import annotations

import json
import os
import secrets
import socket
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kechuang.content import load_region as read_region
from kechuang.values import KechuangError, uscc_check_character
from kechuang_web.accounts.models import User
from kechuang_web.accounts.roles import ASSIGNABLE, ROLES
from kechuang_web.accounts.services import create_account
from kechuang_web.audit.services import Actor
from kechuang_web.stores.loading import load_region
from kechuang_web.stores.selectors import subjects

#: Nobody real: display names of the demonstration, one per role. The liaison is of the unit the plan names first.
_NAMES = {
    "planner": "规划科（演示）",
    "officer": "企业科（演示）",
    "leader": "区领导（演示）",
    "lead_unit": "委办局联络员（演示）",
    "approver": "分管局长（演示）",
    "administrator": "系统管理员（演示）",
    "auditor": "审计（演示）",
    "viewer": "查看（演示）",
    "park_operator": "园区运营方（演示）",
    "enterprise": "企业经办人（演示）",
    "agent": "代理机构（演示）",
}
#: The first seventeen characters of codes that no authority issued (their district code is 000000).
_NOBODY = {"enterprise": "91000000MADEM0001", "agent": "91000000MADEM0002"}
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Command(BaseCommand):
    """The demonstration."""

    help = "Prepare the database, load the region, make demo accounts, and serve on 127.0.0.1."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--region", default="")
        parser.add_argument("--prepare-only", action="store_true", help="do everything but serve")
        parser.add_argument("--workers", type=int, default=max(1, min(4, os.cpu_count() or 1)))
        parser.add_argument("--threads", type=int, default=4)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.KECHUANG_MODE not in {"demo", "test"}:
            raise CommandError("demo 只用于演示安装（config.settings.demo）；正式安装请用 create_account 建立账号。")
        if not options["prepare_only"]:
            _check_port(options["port"])
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        region = options["region"] or settings.KECHUANG_REGION
        try:
            loaded = load_region(actor=Actor.command("demo"), folder=read_region(region))
        except KechuangError as error:
            raise CommandError(error.zh) from error
        if loaded.changed:
            self.stdout.write(f"已载入 {region}：规划版本 {len(loaded.versions)} 个，台账 {loaded.facts} 条。")
        for note in loaded.differs:
            self.stderr.write(note)
        accounts = prepare_accounts(Path(settings.VAR) / "demo-accounts.json")
        self._say(options["port"], accounts)
        if not options["prepare_only"]:
            serve(options["port"], options["workers"], options["threads"])

    def _say(self, port: int, accounts: dict[str, str]) -> None:
        self.stdout.write(
            f"\n  科创 Kechuang  http://127.0.0.1:{port}/\n\n  演示账号（仅限本机） / demo accounts, this machine only\n"
        )
        for role in ASSIGNABLE:
            password = accounts.get(role, "（已自行修改 / changed by its user）")
            self.stdout.write(f"    {role:14} {password:14} {ROLES[role].name}")
        self.stdout.write("\n  Ctrl+C 停止 / stops\n")
        self.stdout.flush()


def prepare_accounts(path: Path) -> dict[str, str]:
    """One account per role; passwords are random per installation and kept in ``path`` (owner only). Role → password.

    An account whose user changed the password is left alone and not listed.
    """
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        kept = {}
    held = {user.username: user for user in User.objects.filter(username__in=ASSIGNABLE)}
    shown = {}
    for role in ASSIGNABLE:
        user = held.get(role)
        if user is None:
            password = "-".join("".join(secrets.choice(_LETTERS) for _n in range(4)) for _part in range(3))
            user = create_account(
                actor=Actor.command("demo"),
                password=password,
                username=role,
                display_name=_NAMES[role],
                role=role,
                **_belongings(role),
            )
            kept[role] = {"password": password, "hash": user.password}
        if role in kept and kept[role]["hash"] == user.password:
            shown[role] = kept[role]["password"]
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(kept, file, ensure_ascii=False, indent=1)
    return shown


def _belongings(role: str) -> dict[str, str]:
    """What the demonstration's accounts belong to: the first park of the region; organisations that are nobody's."""
    if role == "lead_unit":
        return {"unit": "development_reform"}
    if role == "park_operator":
        return {"park": next((subject.code for subject in subjects() if subject.kind == "park"), "")}
    if role in _NOBODY:
        return {"organisation": _NOBODY[role] + uscc_check_character(_NOBODY[role])}
    return {}


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(
                f"端口 {port} 不能使用（{error.strerror}）；请换一个：make demo PORT={port + 1}。"
            ) from error


def serve(port: int, workers: int, threads: int) -> None:
    """Serve on loopback: a process per core, each with threads enough that readers wait for the work and not for a thread."""
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    connections.close_all()
    os.environ["DJANGO_SETTINGS_MODULE"] = settings.SETTINGS_MODULE
    Granian(
        "config.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backlog=1024,
        log_level=LogLevels.error,  # its one warning is that readers get more threads than there are cores, which is meant
        respawn_failed_workers=True,
    ).serve()
