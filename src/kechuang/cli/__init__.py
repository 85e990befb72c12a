"""The command line of Kechuang: one frame, one module per command.

``main`` finds the command by its words, imports only that command's module and turns a refusal
(:class:`~kechuang.values.errors.KechuangError`) into one sentence on standard error with exit code 2.
How to add a command stands in :mod:`kechuang.cli.registry`.
"""

from kechuang.cli.main import main

__all__ = ["main"]
