"""``base`` is shared; ``demo``, ``test`` and ``production`` say what differs. Choose with DJANGO_SETTINGS_MODULE."""
