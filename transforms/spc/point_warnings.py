"""What the user should know about the points of a series: sentences, one for each series and matter."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from transforms.spc.series_arrays import SeriesArrays

PERCENTAGES = """
    select name.series_id, arg_min(point.text, point.line), arg_min(point.value, point.line)
    from point inner join series_name as name on name.series = point.series
    where point.is_percentage
    group by name.series_id order by name.series_id
"""
MARKS = """
    with mark as (
        select series, trim(text) as text, count(*) as cells from point
        where value is null and trim(text) <> ''
        group by series, trim(text)
    )
    select
        name.series_id,
        sum(mark.cells)::bigint,
        string_agg(mark.cells || ' written ' || mark.text, ', ' order by mark.cells desc, mark.text)
    from mark inner join series_name as name on name.series = mark.series
    group by name.series_id order by name.series_id
"""
GHOSTS = """
    select
        name.series_id,
        count(*),
        string_agg(date_reading.text || ' (' || point.ghost_reason || ')', ', ' order by point.month)
    from point
    inner join series_name as name on name.series = point.series
    inner join date_reading on date_reading.number = point.date_number
    where point.is_ghost
    group by name.series_id order by name.series_id
"""
TARGETS_OUT_OF_SCALE = """
    with scaled as (
        -- Most files have no such series, and then their points need not be read again
        select option.series, option.measure, option.target
        from core.spc_option as option
        inner join core.spc_limit as limits on limits.series = option.series
        where option.target > 1 and option.target <= 100
        group by all
        having min(limits.lowest) >= 0 and max(limits.highest) <= 1
    )
    select scaled.measure, scaled.target
    from scaled
    inner join core.spc_series as point on point.series = scaled.series
    group by all
    having bool_or(point.value <> floor(point.value))
    order by scaled.measure
"""
GAPS = """
    select measure || ': ' || gaps || ' missing between the first date and the last'
    from mart.spc_summary where gaps > 0 order by measure
"""


def describe_points(connection: duckdb.DuckDBPyConnection, arrays: SeriesArrays) -> list[str]:
    """Percentages, marks for no value, ghosts and gaps; targets that look like percentages of shares."""
    fetch = connection.execute
    return [
        *(_describe_unusual_values(connection) if arrays.has_unusual_values else ()),
        *(_describe_ghosts(connection) if arrays.has_ghosts else ()),
        *(
            f"{name}: the target is {target:.15g} and every value is a share between 0 and 1; "
            f"if the target is a percentage, write {target / 100:.15g}"
            for name, target in fetch(TARGETS_OUT_OF_SCALE).fetchall()
        ),
        *(sentence for (sentence,) in fetch(GAPS).fetchall()),
    ]


def _describe_unusual_values(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for name, text, share in connection.execute(PERCENTAGES).fetchall():
        yield f"{name}: the values are percentages, read as shares: {text} is {share:.15g}"
    for name, count, marks in connection.execute(MARKS).fetchall():
        yield f"{name}: {count} {'value is' if count == 1 else 'values are'} missing: {marks}"


def _describe_ghosts(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for name, count, reasons in connection.execute(GHOSTS).fetchall():
        yield f"{name}: {count} {'point is' if count == 1 else 'points are'} left out of the limits: {reasons}"
