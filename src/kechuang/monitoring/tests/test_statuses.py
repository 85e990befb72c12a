"""Names, icons and order of the statuses; and that every reason has its sentence."""

from __future__ import annotations

from kechuang.monitoring import Reason, Status
from kechuang.monitoring.sentences import _EXPLAIN


def test_the_codes_are_those_of_the_contract():
    assert {status.value for status in Status} == {
        "achieved", "on_track", "at_risk", "off_track", "conflict", "unclear", "not_due", "not_collected", "discontinued",
    }  # fmt: skip


def test_every_status_has_its_own_name_icon_and_place_in_the_order():
    for seen in (
        [status.label("zh") for status in Status],
        [status.label("en") for status in Status],
        [status.icon for status in Status],
        [status.severity for status in Status],
    ):
        assert len(set(seen)) == len(Status)


def test_missing_figures_ask_for_less_than_missed_promises():
    assert (
        Status.OFF_TRACK.severity > Status.AT_RISK.severity > Status.CONFLICT.severity > Status.NOT_COLLECTED.severity
    )


def test_every_reason_has_its_sentence():
    assert set(_EXPLAIN) == set(Reason)
