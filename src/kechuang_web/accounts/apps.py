"""Accounts as an app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, roles, sign-in."""

    name = "kechuang_web.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        """Put the list of accounts into the menu and listen to sign-ins."""
        from kechuang_web.accounts import menu, signals

        menu.register()
        signals.connect()
