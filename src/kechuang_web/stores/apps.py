"""The stores as an app."""

from django.apps import AppConfig


class StoresConfig(AppConfig):
    """Tables of the plan and the ledger."""

    name = "kechuang_web.stores"
    label = "stores"
    verbose_name = "规划与台账"

    def ready(self) -> None:
        """Tell the header the title of the plan."""
        from kechuang_web.kit.registry import register_plan_title
        from kechuang_web.stores import selectors

        register_plan_title(selectors.plan_title)
