"""``manage.py demo``: prepare everything and serve on this machine. A second run starts in seconds and keeps what was entered."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kechuang.content import RegionFolder, list_regions
from kechuang.content import load_region as read_region
from kechuang.values import KechuangError, uscc_check_character
from kechuang_web.accounts.models import User
from kechuang_web.accounts.roles import ASSIGNABLE, ROLES
from kechuang_web.accounts.services import create_account
from kechuang_web.audit.services import Actor
from kechuang_web.intake.taking_over import hand_in_offices
from kechuang_web.kit.origin import SISTER, SISTER_SERVES
from kechuang_web.register.models import Organisation
from kechuang_web.register.twin import load_organisations
from kechuang_web.stores.loading import load_region
from kechuang_web.stores.selectors import region_code, region_folder, subjects
from kechuang_web.stores.twin import load_bulletins, twin_of

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
#: At this size the twin's counts are the published ones of the district; at others they are in proportion.
TWIN_FIRMS = 5000
#: So many of them are registered, those with titles first: the first start stays short.
TWIN_REGISTERED = 800
_SERVES = "serving"
_ACCOUNTS = "KECHUANG_DEMO_ACCOUNTS"
#: What the twin must not take over from the region beside it.
_OWN = {"KECHUANG_DATABASE", "KECHUANG_HEADS"}
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
        parser.add_argument("--no-twin", action="store_true", help="serve the region alone, without its synthetic twin")
        parser.add_argument("--twin-firms", type=int, default=TWIN_FIRMS, help="firms of the twin, 50 or more")
        parser.add_argument("--beside", action="store_true", help="(the twin's own process) end when the input ends")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.KECHUANG_MODE not in {"demo", "test"}:
            raise CommandError("demo 只用于演示安装（config.settings.demo）；正式安装请用 create_account 建立账号。")
        if options["beside"]:
            os.nice(5)
        if not options["prepare_only"]:
            _check_port(options["port"])
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        region = options["region"] or settings.KECHUANG_REGION
        try:
            folder = read_region(region)
            loaded = load_region(actor=Actor.command("demo"), folder=folder)
        except KechuangError as error:
            raise CommandError(error.zh) from error
        if folder.synthetic:
            self._fill(folder, options["twin_firms"])
        if options["beside"]:
            prepare_accounts(Path(settings.VAR) / "demo-accounts.json", given=os.environ.get(_ACCOUNTS))
            _serve_beside(options["port"], options["threads"])
            return
        if loaded.changed:
            self.stdout.write(f"已载入 {region}：规划版本 {len(loaded.versions)} 个，台账 {loaded.facts} 条。")
        for note in loaded.differs:
            self.stderr.write(note)
        accounts = prepare_accounts(Path(settings.VAR) / "demo-accounts.json")
        twin = None if options["no_twin"] or options["prepare_only"] else twin_region(region)
        self._say(options["port"], accounts, twin)
        if options["prepare_only"]:
            return
        with beside(twin, options["port"], options["twin_firms"]):
            serve(options["port"], options["workers"], options["threads"])

    def _fill(self, folder: RegionFolder, size: int) -> None:
        """Bring the twin's bulletins up to today."""

        def say(sentence: str) -> None:
            self.stdout.write(f"  合成孪生区域：{sentence}")
            self.stdout.flush()

        try:
            made = twin_of(folder, Path(settings.VAR), firms=size, say=say)
            count = load_bulletins(actor=Actor.command("demo"), folder=folder, twin=made, until=timezone.localdate())
            if count:
                say(f"已载入月度通报 {count:,} 条，正在登记企业…")
            firms = load_organisations(
                actor=Actor.command("demo"), folder=folder, twin=made, until=timezone.localdate(), most=TWIN_REGISTERED
            )
        except KechuangError as error:
            raise CommandError(error.zh) from error
        if firms:
            say(f"已登记企业 {firms:,} 家（孪生区域共 {size:,} 家），附称号和近年数字；正在接收各部门年报…")
            year = timezone.localdate().year - 1
            batches = hand_in_offices(actor=Actor.command("demo"), region=folder.code, twin=made, year=year)
            say(f"已接收 {len(batches)} 份{year}年度报表。")

    def _say(self, port: int, accounts: dict[str, str], twin: RegionFolder | None) -> None:
        self.stdout.write(
            f"\n  科创 Kechuang  http://127.0.0.1:{port}/\n\n  演示账号（仅限本机） / demo accounts, this machine only\n"
        )
        for role in ASSIGNABLE:
            password = accounts.get(role, "（已自行修改 / changed by its user）")
            self.stdout.write(f"    {role:14} {password:14} {ROLES[role].name}")
        if twin is not None:
            self.stdout.write(
                "\n  合成孪生区域另用一个数据库，正在后台准备，就绪后在此告知地址，页首也会出现链接；账号密码相同。"
                "\n  The synthetic twin, with a database of its own, is being prepared and will be linked from the header."
            )
        self.stdout.write("\n  Ctrl+C 停止 / stops\n")
        self.stdout.flush()


def prepare_accounts(path: Path, given: str | None = None) -> dict[str, str]:
    """One account per role; passwords are random per installation and kept in ``path`` (owner only). Role → password.

    ``given`` is the file of another site of the same demonstration: a new account gets the password it has there.
    An account whose user changed the password is left alone and not listed.
    """
    kept, there = _kept_accounts(path), _kept_accounts(Path(given)) if given else {}
    held = {user.username: user for user in User.objects.filter(username__in=ASSIGNABLE)}
    shown = {}
    for role in ASSIGNABLE:
        user = held.get(role)
        if user is None:
            password = (
                there[role]["password"]
                if role in there
                else "-".join("".join(secrets.choice(_LETTERS) for _n in range(4)) for _part in range(3))
            )
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


def _kept_accounts(path: Path) -> dict[str, dict[str, str]]:
    try:
        kept: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return kept


def _belongings(role: str) -> dict[str, str]:
    """What the demonstration's accounts belong to: the first park of the region; organisations that are nobody's, or in a twin one of its own."""
    if role == "lead_unit":
        return {"unit": "development_reform"}
    if role == "park_operator":
        return {"park": next((subject.code for subject in subjects() if subject.kind == "park"), "")}
    if role == "enterprise" and region_folder().synthetic:
        # In a synthetic region nobody is real: the clerk may belong to a firm with something to see.
        firm = Organisation.objects.in_region(region_code()).filter(titles__isnull=False, uscc__isnull=False).first()
        if firm is not None:
            return {"organisation": str(firm.uscc)}
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


def twin_region(region: str) -> RegionFolder | None:
    """The synthetic region that is declared below a region, if there is one."""
    return next((one for one in list_regions() if one.synthetic and one.parent and one.parent.code == region), None)


@contextmanager
def beside(twin: RegionFolder | None, port: int, firms: int) -> Iterator[None]:
    """Prepare and serve the twin in a process of its own, with a database of its own, as long as the body runs.

    It begins when everything else is ready, with less right to the processor, and ends when its input does: also when this
    process is killed.
    """
    if twin is None:
        yield
        return
    var = Path(settings.VAR) / twin.code
    serves = var / _SERVES
    serves.unlink(missing_ok=True)
    here = next((one for one in range(port + 1, port + 20) if _is_free(one)), None)
    if here is None:
        yield
        return
    os.environ[SISTER], os.environ[SISTER_SERVES] = f"http://127.0.0.1:{here}/", str(serves)
    environment = {key: value for key, value in os.environ.items() if key not in _OWN}
    environment |= {
        "KECHUANG_VAR": str(var),
        "KECHUANG_REGION": twin.code,
        "DJANGO_SETTINGS_MODULE": str(settings.SETTINGS_MODULE),
        SISTER: f"http://127.0.0.1:{port}/",
        SISTER_SERVES: "",
        _ACCOUNTS: str(Path(settings.VAR) / "demo-accounts.json"),
    }
    command = [sys.executable, "-m", "django", "demo", "--port", str(here), "--twin-firms", str(firms), "--beside"]
    child = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE)
    try:
        yield
    finally:
        if child.stdin:
            child.stdin.close()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.terminate()
        serves.unlink(missing_ok=True)


def _serve_beside(port: int, threads: int) -> None:
    """Serve until the input ends, and leave a note while serving, by which the other site links here."""
    note = Path(settings.VAR) / _SERVES

    def follow() -> None:
        while os.read(0, 4096):  # past the lock of sys.stdin, which the server's processes would inherit locked
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    def tell() -> None:
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        note.write_text(str(port), "utf-8")
        print(f"\n  合成孪生区域已就绪 / the synthetic twin serves  http://127.0.0.1:{port}/\n", flush=True)

    threading.Thread(target=follow, daemon=True).start()
    threading.Thread(target=tell, daemon=True).start()
    try:
        serve(port, 1, threads)
    finally:
        note.unlink(missing_ok=True)


def _is_free(port: int) -> bool:
    try:
        _check_port(port)
    except CommandError:
        return False
    return True


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
