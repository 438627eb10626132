"""What the user should know about the points of a series: sentences, one for each series and matter."""

from __future__ import annotations

import duckdb

PERCENTAGES = """
    select series_id, arg_min(text, line), arg_min(value, line) from point where is_percentage
    group by series_id order by series_id
"""
MARKS = """
    with mark as (
        select series_id, trim(text) as text, count(*) as cells from point
        where value is null and trim(text) <> ''
        group by series_id, trim(text)
    )
    select series_id, sum(cells)::bigint, string_agg(cells || ' written ' || text, ', ' order by cells desc, text)
    from mark group by series_id order by series_id
"""
GHOSTS = """
    select series_id, count(*), string_agg(date || ' (' || ghost_reason || ')', ', ' order by month) from point
    where is_ghost
    group by series_id order by series_id
"""
TARGETS_OUT_OF_SCALE = """
    select option.measure, option.target from core.spc_option as option
    inner join core.spc_series as point on point.series = option.series
    where option.target > 1 and option.target <= 100
    group by all
    having min(point.value) >= 0 and max(point.value) <= 1 and bool_or(point.value <> floor(point.value))
    order by option.measure
"""
GAPS = """
    select measure || ': ' || gaps || ' missing between the first date and the last'
    from mart.spc_summary where gaps > 0 order by measure
"""


def describe_points(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Percentages, marks for no value, ghosts and gaps; targets that look like percentages of shares."""
    fetch = connection.execute
    return [
        *(
            f"{name}: the values are percentages, read as shares: {text} is {share:.15g}"
            for name, text, share in fetch(PERCENTAGES).fetchall()
        ),
        *(
            f"{name}: {count} {'value is' if count == 1 else 'values are'} missing: {marks}"
            for name, count, marks in fetch(MARKS).fetchall()
        ),
        *(
            f"{name}: {count} {'point is' if count == 1 else 'points are'} left out of the limits: {reasons}"
            for name, count, reasons in fetch(GHOSTS).fetchall()
        ),
        *(
            f"{name}: the target is {target:.15g} and every value is a share between 0 and 1; "
            f"if the target is a percentage, write {target / 100:.15g}"
            for name, target in fetch(TARGETS_OUT_OF_SCALE).fetchall()
        ),
        *(sentence for (sentence,) in fetch(GAPS).fetchall()),
    ]
