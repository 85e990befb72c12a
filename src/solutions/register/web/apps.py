"""The register's door as an app."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Organisations, what is known of each, and the review of doubles."""

    name = "solutions.register.web"
    label = "register_pages"
    verbose_name = "名册"

    def ready(self) -> None:
        """Put the door into the menu and say where things of the register are shown."""
        from solutions.register.web import menu

        menu.register()
