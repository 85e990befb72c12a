"""Real and synthetic never mix: what a region is declared to be decides what may be written into it, and into its database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kechuang.ledger import Draft
from kechuang.values import KechuangError
from kechuang_web.stores import selectors


def is_synthetic(region: str) -> bool:
    """Whether a region (or one of its books, ``REGION/organisations``) is declared synthetic. One that is not declared is not."""
    try:
        return selectors.region_folder(region.partition("/")[0]).synthetic
    except KechuangError:
        return False


def as_declared(region: str, drafts: Iterable[Draft]) -> list[Draft]:
    """Drafts that people enter, marked as what the region is: whoever works in a synthetic region invents."""
    synthetic = is_synthetic(region)
    return [replace(draft, synthetic=synthetic) for draft in drafts]


def require_nature(region: str, *, synthetic: bool) -> None:
    """Refuse what is synthetic in a real region, and what is real in a synthetic one.

    Raises:
        KechuangError: the two differ.
    """
    declared = is_synthetic(region)
    if synthetic and not declared:
        raise KechuangError(
            zh=f"区域“{region}”登记真实情况，不接收合成数据，没有保存；合成数据请写入声明为合成的区域。",
            en=f"The region '{region}' holds what is real and takes no synthetic data, so nothing was saved; "
            "write it to a region that is declared synthetic.",
        )
    if declared and not synthetic:
        raise KechuangError(
            zh=f"区域“{region}”是合成区域，只接收标明为合成的数据，没有保存；真实情况请写入真实区域。",
            en=f"The region '{region}' is synthetic and takes only what is marked so, so nothing was saved; "
            "write what is real to a real region.",
        )


def require_own_database(region: str) -> None:
    """Refuse to begin a region in a database that holds regions of the other kind.

    Raises:
        KechuangError: names the region that is there.
    """
    declared = is_synthetic(region)
    for held in selectors.regions_held():
        if is_synthetic(held) != declared:
            raise KechuangError(
                zh=f"这个数据库里已有区域“{held}”；真实区域与合成区域各用各的数据库，“{region}”没有写入。"
                "请用 KECHUANG_VAR 另指一个文件夹。",
                en=f"This database holds the region '{held}'; real and synthetic regions keep databases of their own, "
                f"so '{region}' was not written. Name another folder in KECHUANG_VAR.",
            )
