"""One row per measure, organisation and month from which the reading aid begins a phase, and why."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from transforms.gain.arrow_tables import make_schema
from transforms.result_cache import NO_CACHE, ResultCache
from transforms.spc.reading_phases import PhaseFact, PhaseSeries, PhaseStart, find_phase_starts

READS = frozenset({"core.spc_option", "core.spc_series", "core.phase_fact", "core.rebase", "core.spc_latest"})
FIELDS = """
    measure:text organisation:text month:date cause:text detail:text
    run_points:int points:int mean points_before:int mean_before
"""
VALUES_SQL = """
    select option.measure, option.organisation, point.month, point.value
    from core.spc_series as point
    join core.spc_option as option using (series)
    join core.spc_latest as latest on latest.series = option.series and latest.phase_refusal is null
    where point.value is not null
    order by option.series, point.month
"""
FACTS_SQL = """
    select measure, organisation, month, cause, detail
    from core.phase_fact order by measure, organisation, precedence, month
"""
REFUSED_SQL = "select measure, organisation, month from core.rebase where decision = 'declined'"


def rows(con: duckdb.DuckDBPyConnection, _: ResultCache = NO_CACHE) -> pa.Table:
    series_by_key = _read_series(con)
    starts = find_phase_starts(list(series_by_key.values()))
    phase_rows = [
        {"measure": measure, "organisation": organisation, **_phase_row(start)}
        for (measure, organisation), some in zip(series_by_key, starts, strict=True)
        for start in some
    ]
    return pa.Table.from_pylist(phase_rows, schema=make_schema(FIELDS))


def _read_series(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], PhaseSeries]:
    facts: dict[tuple[str, str], list[PhaseFact]] = defaultdict(list)
    for measure, organisation, *fact in con.execute(FACTS_SQL).fetchall():
        facts[measure, organisation].append(PhaseFact(*fact))
    refused = defaultdict(list)
    for measure, organisation, month in con.execute(REFUSED_SQL).fetchall():
        refused[measure, organisation].append(month)
    point_rows = con.execute(VALUES_SQL).fetchall()
    series_by_key = {}
    for key, some in groupby(point_rows, key=lambda row: row[:2]):
        points = list(some)
        months, values = [row[2] for row in points], np.array([row[3] for row in points], float)
        series_by_key[key] = PhaseSeries(months, values, facts[key], refused[key])
    return series_by_key


def _phase_row(start: PhaseStart) -> dict[str, Any]:
    row = {"month": start.month, "cause": start.cause, "detail": start.detail}
    if start.change is None:
        return row
    change = start.change
    return row | {
        "run_points": change.run_points,
        "points": start.points_after,
        "mean": start.mean_after,
        "points_before": change.points_before,
        "mean_before": change.mean_before,
    }
