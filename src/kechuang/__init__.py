"""Kechuang 科创: run a region's science-and-technology innovation plan.

The pure library and command line. It never imports Django; ``kechuang_web`` is the shell that stores and shows.
"""

__version__ = "0.1.0"
