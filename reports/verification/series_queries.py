"""The queries of the check for the points and marks of every chart and for what it finds."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import duckdb

POINTS = """
    select observation.organisation, observation.measure, observation.month, observation.value,
        observation.numerator, observation.denominator,
        case kind.chart when 'xmr' then spc.mean when 'run' then median.centre else limits.centre end as centre,
        if(kind.chart = 'xmr', spc.lower_limit, limits.lower_limit) as lower_limit,
        if(kind.chart = 'xmr', spc.upper_limit, limits.upper_limit) as upper_limit,
        case
            when kind.chart = 'xmr' and spc.signal <> 0 then spc.signal
            when kind.chart <> 'xmr' and limits.is_outside then if(observation.value > limits.centre, 1, -1)
            else 0
        end as signal,
        spc.phase,
        case when second.is_outside then if(observation.value > second.centre, 1, -1) else 0 end as second_signal,
        second.measure is not null as has_second,
        if(kind.chart = 'xmr', spc.label, null) as label, second.centre, second.lower_laney,
        second.upper_laney
    from core.observation as observation
    left join mart.chart as kind
        on kind.measure = observation.measure and kind.organisation = observation.organisation
    left join mart.spc_reading as spc
        on spc.measure = observation.measure and spc.organisation = observation.organisation
        and spc.month = observation.month
    left join mart.chart_limit as limits
        on limits.measure = observation.measure and limits.organisation = observation.organisation
        and limits.month = observation.month
    left join mart.run_chart as median
        on median.measure = observation.measure and median.organisation = observation.organisation
        and median.phase = spc.phase
    left join mart.p_chart as second
        on second.measure = observation.measure and second.organisation = observation.organisation
        and second.month = observation.month
    order by observation.organisation, observation.measure, observation.month
"""
FINDINGS = """
    select kind.measure, kind.organisation, kind.chart, kind.is_shifted, kind.variation,
        if(kind.chart is null and kind.basis is null, '', kind.sentence) as sentence,
        summary.sentence as limits_sentence, summary.refusal, summary.is_trial, summary.assurance,
        summary.assurance_refusal, summary.measure is not null as has_summary, second.sentence as second_sentence
    from mart.chart as kind
    left join (from mart.spc_reading_summary where points > 0) as summary using (measure, organisation)
    left join (from mart.secondary_chart where chart is not null) as second using (measure, organisation)
"""
STARTS = """
    select measure, organisation, strftime(adopted_month - interval 3 years, '%Y-%m')
    from mart.gain where adopted_month is not null
"""
MERGERS = "select successor, month from core.merger where kind in ('whole', 'part', 'split')"
INCOMPLETE = "select measure, total, month from mart.incomplete_total where is_flagged"


def read_merger_months(con: duckdb.DuckDBPyConnection) -> dict[str, set[date]]:
    """The months of mergers and of parts taken over, by successor."""
    months: dict[str, set[date]] = defaultdict(set)
    for successor, month in con.execute(MERGERS).fetchall():
        months[successor].add(month)
    return months


def read_incomplete(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], set[date]]:
    """The months of each total that lack an organisation, by measure and total."""
    months: dict[tuple[str, str], set[date]] = defaultdict(set)
    for measure, total, month in con.execute(INCOMPLETE).fetchall():
        months[measure, total].add(month)
    return months


def read_starts(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], set[str]]:
    """The months with which the charts of adopters begin, by measure and adopter."""
    starts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for measure, organisation, start in con.execute(STARTS).fetchall():
        starts[measure, organisation].add(start)
    return starts


def read_hidden(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[date]]:
    """The months of each series that disclosure control hides."""
    hidden: dict[tuple[str, str], list[date]] = defaultdict(list)
    for measure, organisation, month in con.execute(
        "select measure, organisation, month from core.hidden order by all"
    ).fetchall():
        hidden[measure, organisation].append(month)
    return hidden
