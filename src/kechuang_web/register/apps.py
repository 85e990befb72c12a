"""The register as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegisterConfig(AppConfig):
    """Tables of organisations and everything around them."""

    name = "kechuang_web.register"
    label = "register"
    verbose_name = _("登记簿")

    def ready(self) -> None:
        """Give the log the words for the register's deeds; fill the register when a region is loaded."""
        from kechuang_web.audit.actions import register_action
        from kechuang_web.register.loading import load_entities
        from kechuang_web.stores.loading import register_loader

        register_loader(load_entities)

        for code, words in {
            "register.recorded": _("登记"),
            "register.changed": _("修改登记"),
            "register.undone": _("撤销修改"),
            "register.ended": _("登记终止"),
            "register.withdrawn": _("作废登记"),
            "register.restored": _("恢复登记"),
            "register.committed": _("批量登记"),
            "register.personal_read": _("查看个人信息"),
            "register.personal_erased": _("删除个人信息"),
            "resolution.proposed": _("查找重复机构"),
            "resolution.decided": _("判断重复机构"),
            "resolution.merged": _("合并机构"),
            "resolution.split": _("拆分机构"),
            "resolution.reverted": _("撤回合并或拆分"),
        }.items():
            register_action(code, words)
