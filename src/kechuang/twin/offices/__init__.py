"""The files that offices would send of a twin, with seeded faults, and the check that files and truth differ by those alone."""

from kechuang.twin.offices.checking import Difference, check_twin
from kechuang.twin.offices.faulting import KINDS
from kechuang.twin.offices.sending import write_offices

__all__ = ["KINDS", "Difference", "check_twin", "write_offices"]
