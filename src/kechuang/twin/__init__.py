"""A synthetic district, stated as such: firms, titles and money of invented organisations, held to published figures.

It proves claims: every table is known, every fault in the offices' files is known, so what any part of the platform finds
can be scored. It describes nobody and is never mixed with real figures.
"""

from kechuang.twin.bulletins import Bulletin, load_bulletin, make_bulletins
from kechuang.twin.calibration import Calibration, Figure, Title, load_calibration
from kechuang.twin.making import Order, check_order, make_twin
from kechuang.twin.offices import KINDS, Difference, check_twin
from kechuang.twin.truth import LABEL, TABLES, read_table, schema_of

__all__ = [
    "KINDS",
    "LABEL",
    "TABLES",
    "Bulletin",
    "Calibration",
    "Difference",
    "Figure",
    "Order",
    "Title",
    "check_order",
    "check_twin",
    "load_bulletin",
    "load_calibration",
    "make_bulletins",
    "make_twin",
    "read_table",
    "schema_of",
]
