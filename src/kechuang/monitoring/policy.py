"""What a region decides about monitoring: read from ``monitoring.yaml``, the nearest folder up the chain that has one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kechuang.content import ContentError, RegionFolder, YamlMap, check_keys, number_of, whole_of

FILE = "monitoring.yaml"


@dataclass(frozen=True, slots=True)
class Policy:
    """How monitoring judges what the plan itself does not say.

    Attributes:
        one_off_grace: share of the planning period during which a one-off result may still be at zero without risk.
        stale_months: after so many months a figure no longer speaks of the present.
        seasonal_series: whole yearly series that a seasonal profile needs for a month.
    """

    one_off_grace: Fraction
    stale_months: int
    seasonal_series: int


def load_policy(folder: RegionFolder) -> Policy:
    """The policy in force for a region.

    Raises:
        ContentError: no folder of the chain has the file, or a value is out of its range; names file and line.
    """
    document = folder.yaml(FILE)
    check_keys(document, {"one_off_grace", "stale_months", "seasonal_series"})
    grace = Fraction(number_of(document, "one_off_grace"))
    _check(document, "one_off_grace", "0—1", holds=0 <= grace <= 1)
    months = whole_of(document, "stale_months")
    _check(document, "stale_months", "≥ 1", holds=months >= 1)
    series = whole_of(document, "seasonal_series")
    _check(document, "seasonal_series", "≥ 3", holds=series >= 3)
    return Policy(grace, months, series)


def _check(document: YamlMap, key: str, expected: str, *, holds: bool) -> None:
    if not holds:
        raise ContentError(
            document.at(key),
            zh=f"{key} 写的是“{document.get(key)}”，应在 {expected} 之内。",
            en=f"'{key}' is “{document.get(key)}”; it must be within {expected}.",
        )
