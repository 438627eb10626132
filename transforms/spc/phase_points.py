"""The points of many phases as flat arrays, phase after phase, on which limits and rules are computed at once.

The arrays go to and from DuckDB as NumPy's own: Arrow tables and bound parameters would import pandas, which takes
longer than a small file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb
import numpy as np

from transforms.spc.models import RULE_SETS

POINTS_AT_ONCE = 250_000
"""Points that are computed at once, so that memory does not grow with the table: the arrays of so many take 40 MB."""


@dataclass(frozen=True)
class SpcTables:
    """The tables of one run of the SPC models."""

    option: str
    step: str
    limit: str


OFFICIAL_SPC_TABLES = SpcTables("core.spc_option", "core.spc_step", "core.spc_limit")
READING_SPC_TABLES = SpcTables("core.reading_option", "core.reading_step", "core.reading_limit")


@dataclass(frozen=True)
class PhasePoints:
    """Rows of `core.spc_step`, ordered by series, phase and place. A missing number is NaN.

    `offsets` has the first point of each phase, and the number of points at its end; `series` and `phases` are those
    of each phase.
    """

    offsets: np.ndarray
    series: np.ndarray
    phases: np.ndarray
    months: np.ndarray
    values: np.ndarray
    steps: np.ndarray

    @property
    def starts(self) -> np.ndarray:
        return np.asarray(self.offsets[:-1])

    @property
    def lengths(self) -> np.ndarray:
        return np.asarray(np.diff(self.offsets))

    @property
    def places(self) -> np.ndarray:
        """The place of each point in its phase, from 1."""
        return np.asarray(np.arange(1, len(self.values) + 1) - self.spread(self.starts))

    @property
    def is_last_phase(self) -> np.ndarray:
        """Whether each phase is the last of its series."""
        return np.append(self.series[1:] != self.series[:-1], True)

    def select_phases(self, low: int, high: int) -> PhasePoints:
        """The points of the phases from one to before the other, without a copy of what they have each."""
        start, end = self.offsets[low], self.offsets[high]
        some = slice(start, end)
        return PhasePoints(
            offsets=self.offsets[low : high + 1] - start,
            series=self.series[low:high],
            phases=self.phases[low:high],
            months=self.months[some],
            values=self.values[some],
            steps=self.steps[some],
        )

    def spread(self, by_phase: np.ndarray) -> np.ndarray:
        """What each phase has, for each of its points."""
        return np.repeat(by_phase, self.lengths)


@dataclass(frozen=True)
class PhaseCharts:
    """The options of each phase's series, and what its rule set says.

    `direction` is 1 for a measure that should rise, -1 for one that should fall, otherwise 0.
    """

    fix_after: np.ndarray
    is_screened: np.ndarray
    points_for_limits: np.ndarray
    reach_per_range: np.ndarray
    shift_points: np.ndarray
    trend_points: np.ndarray
    reads_tie_as_falling: np.ndarray
    counts_outside_as_near: np.ndarray
    direction: np.ndarray


def iterate_points(con: duckdb.DuckDBPyConnection, tables: SpcTables) -> Iterator[tuple[PhasePoints, str]]:
    """Iterate over the points of whole series, some at once, with the SQL condition that selects their series."""
    for low, high in _list_ranges(con, tables):
        condition = f"series between {low} and {high}"
        yield load_points(con, tables, condition), condition


def load_points(con: duckdb.DuckDBPyConnection, tables: SpcTables, condition: str = "true") -> PhasePoints:
    """Load the points of the series that meet the condition."""
    rows = fetch_arrays(
        con,
        f"select series, phase, month, value, place, step from {tables.step} where {condition} "
        "order by series, phase, place",
    )
    starts = np.flatnonzero(rows["place"] == 1)
    return PhasePoints(
        offsets=np.append(starts, len(rows["place"])),
        series=rows["series"][starts],
        phases=rows["phase"][starts],
        months=rows["month"],
        values=rows["value"],
        steps=rows["step"],
    )


def load_charts(
    con: duckdb.DuckDBPyConnection, tables: SpcTables, points: PhasePoints, condition: str = "true"
) -> PhaseCharts:
    """Load the options and rules of the points' series, which meet the condition."""
    rows = fetch_arrays(
        con,
        f"""
        select
            option.series,
            option.fix_after_points::double as fix_after,
            coalesce(option.screens_moving_ranges, rule.screens_moving_ranges) as is_screened,
            rule.points_for_limits,
            rule.reach_per_range::double as reach_per_range,
            rule.shift_points,
            rule.trend_points,
            rule.reads_tie_as_falling,
            rule.counts_outside_as_near,
            case option.direction when 'increase' then 1 when 'decrease' then -1 else 0 end as direction,
        from {tables.option} as option
        inner join {RULE_SETS} as rule on rule.rule_set = option.rule_set
        where {condition}
        order by option.series
        """,
    )
    of_phases = np.searchsorted(rows.pop("series"), points.series)
    return PhaseCharts(**{name: column[of_phases] for name, column in rows.items()})


def fetch_arrays(con: duckdb.DuckDBPyConnection, query: str) -> dict[str, np.ndarray]:
    """Fetch the columns of a query; missing numbers are NaN."""
    columns: Mapping[str, np.ndarray] = con.execute(query).fetchnumpy()
    return {
        name: column.filled(np.nan) if isinstance(column, np.ma.MaskedArray) else column
        for name, column in columns.items()
    }


def _list_ranges(con: duckdb.DuckDBPyConnection, tables: SpcTables) -> list[tuple[int, int]]:
    """The first and the last series of each part. A series is never divided."""
    return con.execute(
        f"""
        with counted as (
            select series, sum(count(*)) over (order by series) // {POINTS_AT_ONCE} as part
            from {tables.step}
            group by series
        )
        select min(series), max(series) from counted group by part order by part
        """
    ).fetchall()
