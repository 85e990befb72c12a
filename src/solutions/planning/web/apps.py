"""The planner's door as an app."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """Import, review, publish, amend, monitor."""

    name = "solutions.planning.web"
    label = "planning"
    verbose_name = "规划"

    def ready(self) -> None:
        """Announce the pages of this door and the deeds that only it does."""
        from solutions.planning.web import menu

        menu.register()
