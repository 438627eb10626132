"""Reads the series of an edition from the warehouse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import duckdb

from checks.storage.sql_text import quote_sql_text
from reports.data import chart_limits, secondary_chart_reader
from reports.data.edition_record import EditionRecord
from reports.data.records import MeasureRecord, SeriesPoint, SeriesRecord

NO_FINDING = ("old", "not_stable")
"""Phases whose limits cannot say what stands out; trial limits and those that mislead have no finding anyway."""


def by_organisation(
    con: duckdb.DuckDBPyConnection, shared: EditionRecord, already_read: list[SeriesRecord] | None = None
) -> Iterator[tuple[str, list[SeriesRecord]]]:
    """Yield the series of each organisation in turn; none where all its figures are hidden."""
    order = {name: at for at, name in enumerate(shared.measures)}
    left = set(shared.organisations)
    every = read_series(con, shared) if already_read is None else already_read
    for organisation, organisation_series in groupby(every, key=lambda series: series.organisation):
        left.discard(organisation)
        yield organisation, sorted(organisation_series, key=lambda series: order[series.measure.name])
    # an organisation whose figures are all hidden has a page that says so
    yield from ((organisation, []) for organisation in sorted(left))


def series_of(con: duckdb.DuckDBPyConnection, shared: EditionRecord, organisation: str) -> list[SeriesRecord]:
    """Read the series of one organisation, in the order of the measures."""
    order = {name: at for at, name in enumerate(shared.measures)}
    series_rows = read_series(con, shared, f"where organisation = {quote_sql_text(organisation)}")
    return sorted(series_rows, key=lambda series: order[series.measure.name])


def series_among(
    con: duckdb.DuckDBPyConnection, shared: EditionRecord, measure: str, organisations: Sequence[str]
) -> list[SeriesRecord]:
    """Read the series of one measure for these organisations, in one query."""
    if not organisations:
        return []
    listed = ", ".join(map(quote_sql_text, organisations))
    condition = f"where measure = {quote_sql_text(measure)} and organisation in ({listed})"
    return list(read_series(con, shared, condition))


def series_for(con: duckdb.DuckDBPyConnection, shared: EditionRecord, measure: str) -> list[SeriesRecord]:
    """Read the series of one measure for every organisation."""
    return list(read_series(con, shared, f"where measure = {quote_sql_text(measure)}"))


def count_points(con: duckdb.DuckDBPyConnection) -> int:
    con.execute(chart_limits.POINTS_SQL)
    [(count,)] = con.execute("select count(*) from series_point").fetchall()
    return int(count)


def read_series(con: duckdb.DuckDBPyConnection, shared: EditionRecord, condition: str = "") -> Iterator[SeriesRecord]:
    # joined once for the connection: the pages of organisations, measures and adopters ask for the same points
    con.execute(chart_limits.POINTS_SQL)
    # a separate cursor, because another query on the same connection would discard the remaining rows
    with con.cursor() as cursor:
        cursor.execute(f"from series_point {condition} order by organisation, measure, month")
        batches = iter(lambda: cursor.fetchmany(20_000), [])
        rows = (row for batch in batches for row in batch)
        for (measure, organisation), point_rows in groupby(rows, key=lambda row: row[:2]):
            series = _make_series(shared, measure, organisation, list(point_rows))
            if series:
                yield series


def _make_series(
    shared: EditionRecord, name: str, organisation: str, point_rows: list[tuple[Any, ...]]
) -> SeriesRecord | None:
    measure = shared.measures[name]
    points = tuple(_make_point(measure, row) for row in point_rows)
    if not points:
        return None
    other = shared.drawn.get((name, organisation))
    summary = _find_summary(shared, measure, organisation)
    standing = shared.standings.get((name, organisation))
    return SeriesRecord(
        measure,
        organisation,
        points,
        shared.standards.get(name, ()),
        variation=summary.get("variation"),
        variation_icon=summary.get("variation_icon"),
        assurance=summary.get("assurance"),
        sentence=summary.get("sentence"),
        refusal=summary.get("refusal"),
        standing=standing if measure.is_comparable and standing and standing.peers > 1 else None,
        hidden=shared.hidden.get((name, organisation), ()),
        chart=other.chart if other else "xmr",
        rebases=shared.rebases.get((name, organisation), ()),
        phases=() if other else shared.phases.get((name, organisation), ()),
        beside=secondary_chart_reader.make_secondary_chart(
            points, point_rows, shared.besides.get((name, organisation)), measure.direction
        ),
        mergers=shared.mergers.get(organisation, ()),
        gaps=shared.gaps.get((name, organisation), ()),
        is_shifted=bool(other and other.is_shifted),
        assurance_refusal=summary.get("assurance_refusal"),
        recent_points=summary.get("recent_points"),
        recent_reached=summary.get("recent_reached"),
    )


def _make_point(measure: MeasureRecord, row: tuple[Any, ...]) -> SeriesPoint:
    _, _, month, numerator, denominator, figure, phase, mean, lower, upper, label, variation, *_ = row
    if (lower is not None and lower < 0) or (upper is not None and upper > 1):
        lower, upper = chart_limits.clip_to_possible(measure.unit, lower, upper)
    return SeriesPoint(
        month, figure, numerator, denominator, phase or 0, mean, lower, upper, label or "", variation or ""
    )


def _find_summary(shared: EditionRecord, measure: MeasureRecord, organisation: str) -> dict[str, Any]:
    """The control chart's finding, or that of the chart which is drawn instead."""
    key = (measure.name, organisation)
    summary = shared.summaries.get(key, {"refusal": "hidden"} if shared.hidden.get(key) else {})
    other, phases = shared.drawn.get(key), shared.phases.get(key, ())
    if other is None:
        has_finding = not phases or phases[-1].refusal not in NO_FINDING
        return summary if has_finding else {**summary, "variation": None, "variation_icon": None, "assurance": None}
    return {
        **summary,
        "sentence": other.sentence,
        "variation": other.variation,
        "variation_icon": chart_limits.variation_icon(other.variation, measure.direction),
        # values that are all the same meet or miss a standard without limits
        "assurance": summary.get("assurance") if summary.get("refusal") == "constant" else None,
    }
