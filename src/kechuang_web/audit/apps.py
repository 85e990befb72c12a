"""The audit log as an app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit log."""

    name = "kechuang_web.audit"
    label = "audit"
    verbose_name = "操作日志"
