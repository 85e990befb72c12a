"""The commands of the library, one module each; see :mod:`kechuang.cli.registry`."""
