"""The rule of disclosure control: how small a number must be to be hidden.

The default threshold is that of NHS Digital (now part of NHS England) for Hospital Episode Statistics and the Emergency
Care Data Set since September 2018: counts of people from 1 to 7 below national level are not shown. That methodology
also rounds every other count to the nearest 5, in place of checking that hidden numbers cannot be worked out from
others. Holdgain makes that check (`hidden.py`, `published.py`), so rounding is optional.
"""

from __future__ import annotations

from dataclasses import dataclass

SOURCE = "NHS Digital, Disclosure control methodology for HES and ECDS, September 2018"
SOURCE_URL = (
    "https://digital.nhs.uk/data-and-information/data-tools-and-services/data-services/"
    "hospital-episode-statistics/change-to-disclosure-control-methodology-for-hes-and-ecds-from-september-2018"
)


@dataclass(frozen=True)
class DisclosureRule:
    """Which figures are hidden among those that are not published statistics.

    Counts and numerators from 1 to `threshold` - 1, figures of fewer than `least_denominator` cases and, with
    `hides_complements`, shares with a complement of 1 to `threshold` - 1 cases: 79 of 81 discloses 2. With a
    `rounding_step` above 1, counts, numerators and denominators are rounded to its nearest multiple.
    """

    threshold: int = 8  # 1 to 7 are hidden: see the module's docstring
    least_denominator: int = 20  # with fewer, one case moves a share by more than 5 points
    hides_complements: bool = True
    rounding_step: int = 1

    def __post_init__(self) -> None:
        for name in ("threshold", "least_denominator", "rounding_step"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be 1 or more, not {getattr(self, name)}")
