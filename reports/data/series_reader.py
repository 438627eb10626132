"""Reads the edition and its series from the warehouse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

import duckdb

from reports.data import absences, chart_limits, mergers, reading, secondary_chart_reader
from reports.data.query import fetch_rows
from reports.data.records import (
    EditionRecord,
    ExclusionRecord,
    MeasureRecord,
    OrganisationRecord,
    PeerStanding,
    SeriesPoint,
    SeriesRecord,
    StandardRecord,
)
from reports.formatting import proper_name

NO_FINDING = ("old", "not_stable")
"""Phases whose limits cannot say what stands out; trial limits and those that mislead have no finding anyway."""
STANDING_SQL = tuple(PeerStanding.__dataclass_fields__)


def read_edition(con: duckdb.DuckDBPyConnection, name: str | None, built_at: str) -> EditionRecord:
    """Read the data that all pages share. An edition is named after its newest month unless a name is given."""
    spans = con.execute(
        "select measure, min(month), max(month) from core.reported group by all order by measure"
    ).fetchall()
    years = {measure: (first, last) for measure, first, last in spans}
    month = max(last for _, last in years.values())
    edition = EditionRecord(
        name=name or month.strftime("%Y-%m"),
        month=month,
        measures=_read_measures(con),
        organisations=_read_organisations(con),
        standards=_read_standards(con),
        loads=fetch_rows(con, "select * from core.load order by received_at, load_id"),
        is_sample=bool(con.execute("select coalesce(bool_or(is_sample), false) from core.load").fetchall()[0][0]),
        built_at=built_at,
        provisional=_read_provisional(con),
        years=years,
        summaries={
            (row["measure"], row["organisation"]): row
            for row in fetch_rows(con, "select * from mart.spc_reading_summary where points > 0")
        },
        drawn=chart_limits.read_other_charts(con),
        rebases=chart_limits.read_rebases(con),
        phases=reading.read_reading_phases(con),
        besides=secondary_chart_reader.read_sentences(con),
        mergers=mergers.read_mergers(con),
        gaps=absences.incomplete_totals_by_series(con),
        hidden=_read_hidden(con),
        exclusions=tuple(
            ExclusionRecord(**row)
            for row in fetch_rows(con, "select * from core.exclusion order by from_month, organisation")
        ),
    )
    standings, spreads = _read_standings(con, edition)
    return replace(edition, standings=standings, spreads=spreads, england=_read_england(con))


def _read_measures(con: duckdb.DuckDBPyConnection) -> dict[str, MeasureRecord]:
    rows = fetch_rows(
        con,
        "select measure.*, extract.source, extract.source_url, extract.is_published_statistics, "
        "extract.peer_label, extract.peer_noun "
        "from core.measure as measure "
        "join core.extract as extract using (kind) "
        "where measure in (select distinct measure from core.reported) order by position",
    )
    fields = ["name", "title", "unit", "direction", "description", "kind", "section", "noun", "source", "source_url"]
    fields += ["is_published_statistics", "is_at_month_end", "axis_title", "peer_label", "peer_noun"]
    return {row["measure"]: MeasureRecord(**{key: row.get(key, row["measure"]) for key in fields}) for row in rows}


def _read_hidden(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[date, ...]]:
    """The months of each measure and organisation whose figures are hidden."""
    result = con.execute(
        "select measure, organisation, list(month order by month) from core.hidden group by all order by all"
    )
    return {(measure, organisation): tuple(months) for measure, organisation, months in result.fetchall()}


def _read_provisional(con: duckdb.DuckDBPyConnection) -> tuple[tuple[str, date], ...]:
    """Read the kinds of extract with months that may still be revised, and the first such month."""
    rows = con.execute(
        "select extract.title, min(load.month) from core.load as load join core.extract as extract using (kind) "
        "where load.status = 'accepted' and load.is_provisional group by all order by all"
    )
    return tuple((str(title), month) for title, month in rows.fetchall())


def _read_standards(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[StandardRecord, ...]]:
    standards_by_measure: dict[str, list[StandardRecord]] = defaultdict(list)
    for row in fetch_rows(con, "select * exclude (standard) from core.standard order by measure, from_month"):
        standards_by_measure[row["measure"]].append(StandardRecord(**row))
    return {measure: tuple(standards) for measure, standards in standards_by_measure.items()}


def _read_organisations(con: duckdb.DuckDBPyConnection) -> dict[str, OrganisationRecord]:
    rows = fetch_rows(
        con,
        "select organisation as code, name, kind, region, icb, sha, closed, successor from core.organisation "
        "where organisation in (select distinct organisation from core.reported) order by organisation",
    )
    return {row["code"]: OrganisationRecord(**{**row, "name": proper_name(row["name"], row["code"])}) for row in rows}


def _read_england(con: duckdb.DuckDBPyConnection) -> dict[str, float]:
    return dict(
        con.execute(
            "select measure, arg_max(value, month) from core.observation where organisation = 'ENGLAND' group by all"
        ).fetchall()
    )


def _read_standings(
    con: duckdb.DuckDBPyConnection, shared: EditionRecord
) -> tuple[dict[tuple[str, str], PeerStanding], dict[tuple[str, str], tuple[float, ...]]]:
    """Read each organisation's rank, and the values of each peer kind, in the newest month of each measure."""
    standings: dict[tuple[str, str], PeerStanding] = {}
    spreads: dict[tuple[str, str], list[float]] = defaultdict(list)
    rows = fetch_rows(
        con,
        "select benchmark.*, need.best_quartile, need.own_year, need.own_best, need.own_best_month "
        "from mart.benchmark as benchmark join mart.need as need "
        "using (measure, organisation, month) order by benchmark.value",
    )
    for row in rows:
        measure = shared.measures[row["measure"]]
        if row["month"] == shared.years[measure.name][1]:
            spreads[(measure.name, row["peer_kind"])].append(row["value"])
            standings[(measure.name, row["organisation"])] = PeerStanding(**{name: row[name] for name in STANDING_SQL})
    return standings, {key: tuple(values) for key, values in spreads.items()}


def by_organisation(con: duckdb.DuckDBPyConnection, shared: EditionRecord) -> Iterator[tuple[str, list[SeriesRecord]]]:
    """Yield the series of each organisation in turn; none where all its figures are hidden."""
    order = {name: at for at, name in enumerate(shared.measures)}
    left = set(shared.organisations)
    for organisation, series_of_one in groupby(
        _read_series(con, shared, "", []), key=lambda series: series.organisation
    ):
        left.discard(organisation)
        yield organisation, sorted(series_of_one, key=lambda series: order[series.measure.name])
    # an organisation whose figures are all hidden has a page that says so
    yield from ((organisation, []) for organisation in sorted(left))


def series_of(con: duckdb.DuckDBPyConnection, shared: EditionRecord, organisation: str) -> list[SeriesRecord]:
    """Read the series of one organisation, in the order of the measures."""
    order = {name: at for at, name in enumerate(shared.measures)}
    series_rows = _read_series(con, shared, "where observation.organisation = ?", [organisation])
    return sorted(series_rows, key=lambda series: order[series.measure.name])


def series_among(
    con: duckdb.DuckDBPyConnection, shared: EditionRecord, measure: str, organisations: Sequence[str]
) -> list[SeriesRecord]:
    """Read the series of one measure for these organisations, in one query."""
    condition = "where observation.measure = ? and observation.organisation in (select unnest(?::varchar[]))"
    return list(_read_series(con, shared, condition, [measure, list(organisations)]))


def series_for(con: duckdb.DuckDBPyConnection, shared: EditionRecord, measure: str) -> list[SeriesRecord]:
    """Read the series of one measure for every organisation."""
    return list(_read_series(con, shared, "where observation.measure = ?", [measure]))


def _read_series(
    con: duckdb.DuckDBPyConnection, shared: EditionRecord, condition: str, values: list[Any]
) -> Iterator[SeriesRecord]:
    # a separate cursor, because another query on the same connection would discard the remaining rows
    with con.cursor() as cursor:
        cursor.execute(chart_limits.POINTS_SQL.format(condition=condition), values)
        rows_ = iter(lambda: cursor.fetchmany(20_000), [])
        for (measure, organisation), point_rows in groupby(
            (row for some in rows_ for row in some), key=lambda row: row[:2]
        ):
            series = _make_series(shared, measure, organisation, list(point_rows))
            if series:
                yield series


def _make_series(
    shared: EditionRecord, name: str, organisation: str, point_rows: list[tuple[Any, ...]]
) -> SeriesRecord | None:
    measure = shared.measures[name]
    points = tuple(
        SeriesPoint(
            *(month, figure, numerator, denominator, phase or 0, mean),
            *chart_limits.clip_to_possible(measure.unit, lower, upper),
            *(label or "", variation or ""),
        )
        for _, _, month, numerator, denominator, figure, phase, mean, lower, upper, label, variation, *_ in point_rows
    )
    if not points:
        return None
    hidden = shared.hidden.get((name, organisation), ())
    summary = shared.summaries.get((name, organisation), {"refusal": "hidden"} if hidden else {})
    other = shared.drawn.get((name, organisation))
    if other:
        icon = chart_limits.variation_icon(other.variation, measure.direction)
        summary = {**summary, "sentence": other.sentence, "variation": other.variation, "variation_icon": icon}
        # values that are all the same meet or miss a standard without limits
        summary["assurance"] = summary.get("assurance") if summary.get("refusal") == "constant" else None
    phases = shared.phases.get((name, organisation), ())
    if not other and phases and phases[-1].refusal in NO_FINDING:
        summary = {**summary, "variation": None, "variation_icon": None, "assurance": None}
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
        hidden=hidden,
        chart=other.chart if other else "xmr",
        rebases=shared.rebases.get((name, organisation), ()),
        phases=phases if not other else (),
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
