"""Django for a command: the demonstration's settings unless the environment names others."""

from __future__ import annotations

import os


def set_up() -> None:
    """Make models usable."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    import django

    django.setup()
