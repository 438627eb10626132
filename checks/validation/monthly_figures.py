"""The numbers of each organisation in two months, side by side: a row for an organisation, a column for a count.

They are compared with numpy: there are a few hundred organisations, and SQL over as many columns takes DuckDB longer to
plan than to run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import duckdb
import numpy as np
from numpy.typing import NDArray

from checks.contracts.contract import Extract

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Figures:
    """The figures of one month, NaN where blank; `numbers` has a row for each organisation, a column for each count."""

    columns: tuple[str, ...]
    organisations: tuple[str | None, ...]
    names: tuple[str | None, ...]
    numbers: Numbers

    def choose_columns(self, names: Sequence[str]) -> Figures:
        """Return the same with these columns alone, in this order."""
        places = [self.columns.index(name) for name in names]
        return replace(self, columns=tuple(names), numbers=self.numbers[:, places])


@dataclass(frozen=True)
class ColumnChange:
    """One column in both months. All but the last two count organisations that are in both.

    `filled`: neither number is blank or zero; `different`: how many values the later month has; `is_same`: all numbers
    are equal, where blank is zero; `large`: both numbers are large; `total`: the sum in the later month;
    `filled_before`: organisations with a number other than zero in the earlier month.
    """

    filled: int
    different: int
    is_same: bool
    large: int
    large_and_same: int
    total: float
    filled_before: int


@dataclass(frozen=True)
class NumberChange:
    """One organisation's number in both months, in the column of this place."""

    column: int
    organisation: str
    before: float
    now: float


def read_figures(con: duckdb.DuckDBPyConnection, extract: Extract, counts: Sequence[str], source: str) -> Figures:
    """Add up the columns by organisation, without the publisher's own rows for England, which the lake keeps too."""
    sums = ", ".join(f"sum({name})::double" for name in counts)
    rows = con.execute(
        f"select {extract.organisation}, any_value({extract.organisation_name}), {sums} from {source} "
        f"where not ({extract.is_national}) group by 1 order by 1"
    ).fetchall()
    numbers = np.array([row[2:] for row in rows], dtype=np.float64).reshape(len(rows), len(counts))
    return Figures(tuple(counts), tuple(row[0] for row in rows), tuple(row[1] for row in rows), numbers)


def compare_columns(now: Figures, before: Figures, *, least_large_count: int) -> list[ColumnChange]:
    """Compare each column of two months with the same columns."""
    _, new, old = _pair_organisations(now, before)
    # NaN is not zero, and is equal to nothing
    filled = (np.nan_to_num(new) != 0) & (np.nan_to_num(old) != 0)
    is_same = (np.nan_to_num(new) == np.nan_to_num(old)).all(axis=0) & (len(new) > 0)
    large = np.fmin(new, old) >= least_large_count
    large_and_same = (new == old) & (new >= least_large_count)
    totals = np.nansum(now.numbers, axis=0)
    filled_before = np.nan_to_num(before.numbers) != 0
    return [
        ColumnChange(
            int(filled[:, at].sum()),
            len(np.unique(new[~np.isnan(new[:, at]), at])),
            bool(is_same[at]),
            int(large[:, at].sum()),
            int(large_and_same[:, at].sum()),
            float(totals[at]),
            int(filled_before[:, at].sum()),
        )
        for at in range(len(now.columns))
    ]


def list_changes(
    now: Figures, before: Figures, is_wanted: Callable[[Numbers, Numbers], Flags]
) -> Iterator[NumberChange]:
    """List the pairs of numbers that are wanted, of organisations that are in both months; a blank has no pair."""
    organisations, new, old = _pair_organisations(now, before)
    wanted = is_wanted(np.nan_to_num(new), np.nan_to_num(old)) & ~np.isnan(new) & ~np.isnan(old)
    for row, column in np.argwhere(wanted):
        yield NumberChange(int(column), organisations[row], float(old[row, column]), float(new[row, column]))


def _pair_organisations(now: Figures, before: Figures) -> tuple[list[str], Numbers, Numbers]:
    """Return the organisations of both months, and their numbers now and before."""
    places = {code: at for at, code in enumerate(before.organisations) if code is not None}
    pairs = [(at, places[code], code) for at, code in enumerate(now.organisations) if code in places]
    new = now.numbers[[at for at, _, _ in pairs]]
    old = before.numbers[[at for _, at, _ in pairs]]
    return [code for _, _, code in pairs if code is not None], new, old
