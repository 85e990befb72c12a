"""Reader of quantified statements in Chinese government plans.

``read_quantities(text, context=Context())`` gives the statements and the places where the text is damaged.
"""

from kechuang.plan.reading.quantities.reader import read_quantities
from kechuang.plan.reading.quantities.values import Context, Damage, Quantity, Section

__all__ = ["Context", "Damage", "Quantity", "Section", "read_quantities"]
