"""Django for a command: the demonstration's settings unless the environment names others."""

from __future__ import annotations

import os
from importlib.util import find_spec

from kechuang.values import KechuangError


def set_up() -> None:
    """Make models usable.

    Raises:
        KechuangError: the library was installed without its shell.
    """
    if find_spec("django") is None:
        raise KechuangError(
            zh="这个命令要用数据库，但这里没有安装网页部分；请安装 kechuang[web]。",
            en="This command uses the database, and the shell is not installed here; install kechuang[web].",
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    import django

    django.setup()


def require_tables(*tables: str) -> None:
    """Refuse to work on a database that was never prepared, or by an earlier version.

    Raises:
        KechuangError: one of the tables is missing.
    """
    from django.db import connection

    missing = sorted(set(tables) - set(connection.introspection.table_names()))
    if missing:
        raise KechuangError(
            zh=f"数据库还没有准备好（缺少 {missing[0]}）；请先运行 python manage.py migrate，演示则用 make demo。",
            en=f"The database is not prepared ({missing[0]} is missing); run 'python manage.py migrate' first, or make demo.",
        )
