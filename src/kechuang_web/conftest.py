"""The cast of the tests."""

from kechuang_web.testing import *  # noqa: F403
