"""The kit as an app: its templates, tags and static files."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Base templates, components and the registry."""

    name = "kechuang_web.kit"
    label = "kit"
    verbose_name = "页面组件"

    def ready(self) -> None:
        """Put the style page into the menu of the footer."""
        from kechuang_web.kit import menu

        menu.register()
