"""For the command line: the database as a store of regions. Imports Django only when there is a database to open.

Named by the entry point group ``kechuang.stores``, so that ``kechuang monitor --region baodi`` reads what people entered here.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from kechuang.values import KechuangError

if TYPE_CHECKING:
    from kechuang.monitoring import RegionStore

_ROOT = Path(__file__).resolve().parents[3]


def open_region(region: str) -> RegionStore | None:
    """The region in the configured database; ``None`` when none is configured or it does not hold the region.

    Configured is a database that ``KECHUANG_DATABASE`` names, or the demonstration's, where one was made. The tests' own settings
    are never opened from here.

    Raises:
        KechuangError: a database is named, and the shell that reads it is not installed.
    """
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "")
    if settings == "config.settings.test":
        return None
    var = Path(os.environ.get("KECHUANG_VAR") or Path(os.environ.get("KECHUANG_HOME") or _ROOT) / "var")
    if not os.environ.get("KECHUANG_DATABASE") and not (var / "kechuang.sqlite3").is_file():
        return None
    if find_spec("django") is None:  # the library alone: a demonstration's file beside it is not its business
        if not os.environ.get("KECHUANG_DATABASE"):
            return None
        raise KechuangError(
            zh="KECHUANG_DATABASE 指定了数据库，但这里没有安装读取它的网页部分；请安装 kechuang[web]，或用 --from content。",
            en="KECHUANG_DATABASE names a database, but the shell that reads it is not installed; "
            "install kechuang[web], or use --from content.",
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    import django

    django.setup()
    from kechuang_web.stores.models import LedgerHead, PlanVersion
    from kechuang_web.stores.region_store import DatabaseStore

    if not _is_prepared():
        return None
    held = (
        PlanVersion.objects.filter(region=region).exists()
        or LedgerHead.objects.filter(region=region, count__gt=0).exists()
    )
    return DatabaseStore(region) if held else None


def _is_prepared() -> bool:
    """Whether the database has the tables of the stores, as this version needs them.

    Raises:
        KechuangError: it was prepared by an earlier version, or cannot be reached.
    """
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    from kechuang.values import KechuangError

    try:
        executor = MigrationExecutor(connection)
        applied = [key for key in executor.loader.applied_migrations if key[0] == "stores"]
        wanted = [key for key in executor.loader.graph.leaf_nodes() if key[0] == "stores"]
        missing = executor.migration_plan(wanted)
    except DatabaseError as error:
        raise KechuangError(
            zh=f"连接不上数据库：{error}；可用 --from content 读取内容文件夹。",
            en=f"The database cannot be reached: {error}; --from content reads the content folder.",
        ) from error
    if applied and missing:
        raise KechuangError(
            zh="数据库是旧版本建立的，请先运行 manage.py migrate（演示安装运行 make demo）；或用 --from content 读取内容文件夹。",
            en="The database was made by an earlier version: run manage.py migrate (or make demo) first; or read --from content.",
        )
    return bool(applied)
