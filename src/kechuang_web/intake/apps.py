"""Intake as an app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Batches of records that bureaus hand in."""

    name = "kechuang_web.intake"
    label = "intake"
    verbose_name = "收件"

    def ready(self) -> None:
        """Give the log its words."""
        from django.utils.translation import gettext_lazy as _

        from kechuang_web.audit.actions import register_action

        for code, words in {
            "intake.received": _("收到文件"),
            "intake.mapped": _("改定列的含义"),
            "intake.answered": _("回答单位问题"),
            "intake.name_decided": _("认定单位"),
            "intake.committed": _("文件入库"),
            "intake.withdrawn": _("撤回入库"),
            "intake.rejected": _("退回文件"),
        }.items():
            register_action(code, words)
