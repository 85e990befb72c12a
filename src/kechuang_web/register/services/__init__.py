"""Writing the register. Each service is one transaction with its permission, its checks, its history and its entry in the log."""

from kechuang_web.register.services.organisations import record_organisation, record_title
from kechuang_web.register.services.people import (
    PERSONAL,
    erase_person,
    find_people,
    read_personal,
    record_person,
)
from kechuang_web.register.services.resolving import (
    Proposed,
    decide_pair,
    merge_organisations,
    propose_pairs,
    revert_decision,
    split_organisation,
)
from kechuang_web.register.services.rows import (
    RowSource,
    end_row,
    record_row,
    restore_row,
    undo_row,
    withdraw_row,
)

__all__ = [
    "PERSONAL",
    "Proposed",
    "RowSource",
    "decide_pair",
    "end_row",
    "erase_person",
    "find_people",
    "merge_organisations",
    "propose_pairs",
    "read_personal",
    "record_organisation",
    "record_person",
    "record_row",
    "record_title",
    "restore_row",
    "revert_decision",
    "split_organisation",
    "undo_row",
    "withdraw_row",
]
