"""The data door as an app."""

from django.apps import AppConfig


class DataConfig(AppConfig):
    """Ledger, sources, dictionary, audit log."""

    name = "solutions.data.web"
    label = "data"
    verbose_name = "数据"

    def ready(self) -> None:
        """Put the door into the menu, and say where a fact is shown."""
        from django.utils.translation import gettext_lazy as _

        from kechuang_web.kit.registry import MenuEntry, register_address, register_menu

        register_menu(MenuEntry(_("数据"), "data:ledger", "ledger.view", order=60, keys="g d"))
        register_menu(MenuEntry(_("收件"), "data:intake", "intake.use", order=55, section="data:intake", keys="g i"))
        register_address("fact", "data:fact")
        register_address("intake", "data:intake_batch")
        register_menu(MenuEntry(_("操作日志"), "data:audit", "audit.view", place="footer", order=50))
