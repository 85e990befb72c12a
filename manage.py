#!/usr/bin/env python
"""Django's command line for the shell; ``make demo`` and the deployment notes call it."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run one management command; settings come from DJANGO_SETTINGS_MODULE, the demonstration's by default."""
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "src"))  # noqa: PTH100,PTH118,PTH120
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
