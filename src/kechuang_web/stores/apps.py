"""The stores as an app."""

from django.apps import AppConfig


class StoresConfig(AppConfig):
    """Tables of the plan and the ledger."""

    name = "kechuang_web.stores"
    label = "stores"
    verbose_name = "规划与台账"
