"""One measure as a table of organisations by months, on the scale and with the sign used for gains."""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Places: TypeAlias = npt.NDArray[np.int64]
NEVER_ADOPTED = 1_000_000
"""The adoption month of an organisation that has not adopted."""
FEW_CASES = 10
"""Cases a month below which logarithms of single months mislead. Of Poisson counts that halve, their mean shows a fall
by 50% from ten cases a month, and by 32% from one. Above, they are the better scale: of halved waits over 52 weeks,
sums found 72% and logarithms 93% (15 adopters)."""
FROM_FIGURES = (
    "region_places",
    "counted",
    "running_sums",
    "adds_cases",
    "running_cases",
    "known_means",
    "known_raw_means",
)
"""Cached properties of a panel that do not depend on who adopted when."""


@dataclass(frozen=True)
class OtherAdoption:
    """Another practice for the same measure: who adopted it (place in the panel), in which column, and its title."""

    place: int
    column: int
    practice: str


@dataclass(frozen=True)
class MeasurePanel:
    """Organisations by months, including those that have not adopted (`NEVER_ADOPTED`).

    `scores` (organisations x months) are the measure with up as better: a share as it is, anything else as its
    logarithm, signed by the measure's direction; NaN where nothing was published. `raw` and `weights` (denominators,
    or NaN) are as published. `adopted` is the column of the month of adoption, `support_end` the last column with
    support, or -1. `left_out` marks the months of a shock.
    """

    organisations: tuple[str, ...]
    first_month: int
    scores: Floats
    raw: Floats
    weights: Floats
    regions: tuple[str, ...]
    adopted: Places
    support_end: int
    washout: int
    is_share: bool
    is_decrease: bool
    left_out: Flags
    is_count: bool = False
    """Whether `raw` are counts."""
    other_adoptions: tuple[OtherAdoption, ...] = ()
    """Adoptions of other practices aimed at the same measure."""

    @cached_property
    def elsewhere(self) -> Places:
        """The column in which each first adopted another practice for the measure, or `NEVER_ADOPTED`."""
        first = np.full(len(self.organisations), NEVER_ADOPTED, dtype=np.int64)
        for other in self.other_adoptions:
            first[other.place] = min(first[other.place], other.column)
        return first

    def comparators(self, last: int) -> Flags:
        """Organisations that up to this column had adopted neither the practice nor another for the measure."""
        if last not in self._known_comparators:
            self._known_comparators[last] = (self.adopted > last) & (self.elsewhere > last)
        return self._known_comparators[last]

    @cached_property
    def cohorts(self) -> dict[int, Places]:
        """The organisations that adopted in each column, in the order of the columns."""
        columns = [column for column in np.unique(self.adopted).tolist() if column < NEVER_ADOPTED]
        return {column: np.flatnonzero(self.adopted == column) for column in columns}

    def bundled(self, first: int, last: int) -> dict[int, OtherAdoption]:
        """The earliest other practice that each organisation adopted between these columns, both included."""
        columns = self._other_columns
        key = bisect_left(columns, first), bisect_right(columns, last)
        if key not in self._known_bundles:
            between = self._others_in_order[slice(*key)]
            self._known_bundles[key] = {other.place: other for other in reversed(between)}
        return self._known_bundles[key]

    @cached_property
    def _known_comparators(self) -> dict[int, Flags]:
        """Cache: a run asks for the comparators of each of its cohorts, most of them those of the run before."""
        return {}

    @cached_property
    def _known_bundles(self) -> dict[tuple[int, int], dict[int, OtherAdoption]]:
        """Cache, by the first and the last of the other adoptions in order."""
        return {}

    @cached_property
    def _others_in_order(self) -> list[OtherAdoption]:
        return sorted(self.other_adoptions, key=lambda other: other.column)

    @cached_property
    def _other_columns(self) -> list[int]:
        return [other.column for other in self._others_in_order]

    def with_adopters(self, adopted: Places) -> MeasurePanel:
        """The same figures with other adopters; what has been computed from the figures alone is kept."""
        return replace(self, adopted=adopted).share_figures(self)

    def share_figures(self, other: MeasurePanel) -> MeasurePanel:
        """Take over what has been, and will be, computed from the figures of a panel that has the same."""
        self.__dict__.update({name: getattr(other, name) for name in FROM_FIGURES})
        return self

    @property
    def months(self) -> int:
        return int(self.scores.shape[1])

    @cached_property
    def region_places(self) -> Places:
        """The region of each organisation as a number; an organisation without one is a region of its own."""
        names = [region or f"?{place}" for place, region in enumerate(self.regions)]
        return np.unique(names, return_inverse=True)[1].astype(np.int64)

    @cached_property
    def counted(self) -> Flags:
        """True where there is a value in a month that is not left out (organisations x months)."""
        return np.isfinite(self.scores) & ~self.left_out

    @cached_property
    def running_sums(self) -> tuple[Floats, Places]:
        """Running sums and counts of the counted scores before each column (organisations x months + 1)."""
        values = np.where(self.counted, self.scores, 0.0)
        nothing = np.zeros((len(self.organisations), 1))
        sums = np.concatenate([nothing, np.cumsum(values, axis=1)], axis=1)
        counts = np.concatenate([nothing, np.cumsum(self.counted, axis=1)], axis=1).astype(np.int64)
        return sums, counts

    @cached_property
    def adds_cases(self) -> bool:
        """Whether windows add up cases before they take the logarithm: where most organisations have few a month."""
        counts = np.where(self.counted, self.raw, np.nan)
        counts = counts[np.isfinite(counts).any(axis=1)]
        return self.is_count and len(counts) > 0 and float(np.median(np.nanmean(counts, axis=1))) < FEW_CASES

    @cached_property
    def running_cases(self) -> Floats:
        """Running sums of the published counts in the counted months, before each column."""
        cases = np.where(self.counted, self.raw, 0.0)
        return np.concatenate([np.zeros((len(self.organisations), 1)), np.cumsum(cases, axis=1)], axis=1)

    @cached_property
    def known_means(self) -> dict[tuple[tuple[int, ...], float, bool], Floats]:
        """Cache of window means: most windows are the same from run to run."""
        return {}

    @cached_property
    def known_raw_means(self) -> dict[tuple[int, int], Floats]:
        """Cache of means of the published values."""
        return {}

    @cached_property
    def known_fits(self) -> dict[Any, Any]:
        """Cache of fits over the first year, the same in every run once it is over, and of what later fits share."""
        return {}

    def month(self, column: int) -> int:
        """Months since year 0 of a column; see `month_number`."""
        return self.first_month + column

    def date(self, column: int) -> datetime.date:
        """The first day of a column's month."""
        return first_day(self.first_month + column)


@lru_cache(maxsize=4096)  # a row of a verdict has a dozen dates, and there are few months
def first_day(month: int) -> datetime.date:
    """The first day of a month since year 0."""
    year, place = divmod(month, 12)
    return datetime.date(year, place + 1, 1)


def month_number(year: int, month: int) -> int:
    """Months since year 0, so that consecutive months differ by one."""
    return 12 * year + month - 1
