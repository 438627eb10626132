"""Reads from the warehouse what all pages of an edition share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

import duckdb

from reports.data import absences, chart_limits, cohort_reader, mergers, peer_levels, reading, secondary_chart_reader
from reports.data.edition_record import EditionRecord
from reports.data.organisation_record import OrganisationRecord
from reports.data.query import fetch_rows
from reports.data.records import ExclusionRecord, MeasureRecord, PeerStanding, StandardRecord
from reports.proper_names import proper_name

STANDING_COLUMNS = tuple(PeerStanding.__dataclass_fields__)


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
        organisations=_read_organisations(con, month),
        standards=_read_standards(con),
        loads=fetch_rows(con, "select * from core.load order by received_at, load_id"),
        is_sample=bool(con.execute("select coalesce(bool_or(is_sample), false) from core.load").fetchall()[0][0]),
        built_at=built_at,
        provisional=_read_provisional(con),
        years=years,
        summaries=_read_summaries(con),
        peer_levels=peer_levels.read_peer_levels(con),
        drawn=chart_limits.read_other_charts(con),
        rebases=chart_limits.read_rebases(con),
        phases=reading.read_reading_phases(con),
        besides=secondary_chart_reader.read_sentences(con),
        mergers=mergers.read_mergers(con),
        gaps=absences.incomplete_totals_by_series(con),
        hidden=_read_hidden(con),
        exclusions=_read_exclusions(con),
    )
    standings, spreads = _read_standings(con)
    return replace(edition, standings=standings, spreads=spreads, england=_read_england(con))


def _read_measures(con: duckdb.DuckDBPyConnection) -> dict[str, MeasureRecord]:
    rows = fetch_rows(
        con,
        "select measure.*, extract.source, extract.source_url, extract.is_published_statistics, "
        "extract.peer_label, extract.peer_noun, extract.service_noun, extract.service_plural "
        "from core.measure as measure "
        "join core.extract as extract using (kind) "
        "where measure in (select distinct measure from core.reported) order by position",
    )
    fields = ["name", "title", "unit", "direction", "description", "kind", "section", "noun", "source", "source_url"]
    fields += ["is_published_statistics", "is_at_month_end", "axis_title", "for_patients", "peer_label", "peer_noun"]
    fields += ["service", "service_title", "whole_measure", "service_noun", "service_plural"]
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


def _read_summaries(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict[str, Any]]:
    rows = fetch_rows(con, "select * from mart.spc_reading_summary where points > 0")
    return {(row["measure"], row["organisation"]): row for row in rows}


def _read_exclusions(con: duckdb.DuckDBPyConnection) -> tuple[ExclusionRecord, ...]:
    rows = fetch_rows(con, "select * from core.exclusion order by from_month, organisation")
    return tuple(ExclusionRecord(**row) for row in rows)


def _read_standards(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[StandardRecord, ...]]:
    standards_by_measure: dict[str, list[StandardRecord]] = defaultdict(list)
    for row in fetch_rows(con, "select * exclude (standard) from core.standard order by measure, from_month"):
        standards_by_measure[row["measure"]].append(StandardRecord(**row))
    return {measure: tuple(standards) for measure, standards in standards_by_measure.items()}


def _read_organisations(con: duckdb.DuckDBPyConnection, month: date) -> dict[str, OrganisationRecord]:
    titles, cohorts = cohort_reader.read_cohorts(con, month)
    rows = fetch_rows(
        con,
        "select organisation as code, name, kind, region, icb, sha, closed, successor from core.organisation "
        "where organisation in (select distinct organisation from core.reported) "
        # and the areas in which a register places them, although no file has figures of these
        "or kind in ('region', 'ICB', 'SHA') and organisation in ("
        "    select unnest([region, icb, sha]) from core.organisation "
        "    where organisation in (select organisation from core.reported)"
        ") order by organisation",
    )
    organisations = {
        row["code"]: OrganisationRecord(
            **{**row, "name": proper_name(row["name"], row["code"])}, cohorts=cohorts.get(row["code"], ())
        )
        for row in rows
    }
    shown = {code for organisation in organisations.values() for code in organisation.cohorts}
    return organisations | {code: cohort_reader.make_cohort(code, titles[code]) for code in titles if code in shown}


def _read_england(con: duckdb.DuckDBPyConnection) -> dict[str, float]:
    return dict(
        con.execute(
            "select measure, arg_max(value, month) from core.observation where organisation = 'ENGLAND' group by all"
        ).fetchall()
    )


def _read_standings(
    con: duckdb.DuckDBPyConnection,
) -> tuple[dict[tuple[str, str], PeerStanding], dict[tuple[str, str], tuple[float, ...]]]:
    """Read each organisation's rank, and the values of each peer kind, in the newest month of each measure."""
    standings: dict[tuple[str, str], PeerStanding] = {}
    spreads: dict[tuple[str, str], list[float]] = defaultdict(list)
    rows = fetch_rows(
        con,
        "select benchmark.*, need.best_quartile, need.own_year, need.own_best, need.own_best_month "
        "from mart.benchmark as benchmark join mart.need as need using (measure, organisation, month) "
        "join (select measure, max(month) as month from core.reported group by measure) as newest "
        "using (measure, month) order by benchmark.value, benchmark.organisation",
    )
    for row in rows:
        measure = row["measure"]
        spreads[(measure, row["peer_kind"])].append(row["value"])
        standings[(measure, row["organisation"])] = PeerStanding(**{name: row[name] for name in STANDING_COLUMNS})
    return standings, {key: tuple(values) for key, values in spreads.items()}
