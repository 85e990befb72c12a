"""The data interface as an app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens, the interface, its description."""

    name = "kechuang_web.api"
    label = "api"
    verbose_name = "数据接口"

    def ready(self) -> None:
        """Put the description into the footer's menu and name the deeds of the log."""
        from kechuang_web.api import menu

        menu.register()
