"""An organisation as pages know it, and the kinds of organisation that are areas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

AREA_KINDS = {
    "region": "NHS England regions",
    "ICB": "Integrated care boards",
    "cohort": "Cohorts",
    "SHA": "Strategic health authorities",
}
"""Kinds that are counted as the sum of organisations. A cohort is a group that a local register names."""


@dataclass(frozen=True)
class OrganisationRecord:
    """A provider, a commissioner, an area, or England."""

    code: str
    name: str
    kind: str
    region: str | None
    icb: str | None
    sha: str | None
    closed: date | None
    successor: str | None
    cohorts: tuple[str, ...] = ()
    """The codes of the cohorts that it is in, in the edition's newest month."""

    @property
    def is_area(self) -> bool:
        return self.kind in AREA_KINDS

    @property
    def areas(self) -> list[str]:
        return [code for code in (self.icb, self.region, self.sha) if code and code != self.code]
