"""The chart type of series not drawn as XmR, and recalculations of limits, approved or proposed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import duckdb

from reports.data.query import fetch_rows

BY_THE_DATA = "proposed by the data"


@dataclass(frozen=True)
class RebaseRecord:
    """A recalculation of a series' limits from a month on, requested by a person or proposed by the data."""

    measure: str
    organisation: str
    month: date
    reason: str
    evidence: str | None
    state: str
    proposed_by: str | None
    decided_by: str | None
    decided_on: date | None
    problem: str | None
    is_applied: bool | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided about it yet."""
        return self.state in ("proposed", BY_THE_DATA) and self.problem is None


@dataclass(frozen=True)
class OtherChart:
    """The finding of a series not drawn as XmR; `chart` is None where no chart type is suitable."""

    chart: str | None
    variation: str | None
    sentence: str | None
    is_shifted: bool = False


REBASES_SQL = "select * exclude (evidence_in_data) from mart.rebase_proposal order by measure, organisation, month"
DRAWN_SQL = """
    select measure, organisation, chart, variation, is_shifted,
        if(chart is null and basis is null, '', sentence) as sentence
    from mart.chart where chart is distinct from 'xmr'
"""
POINTS_SQL = """
    create table if not exists series_point as
    select observation.* exclude (service),
        coalesce(reading.phase, 0) as phase,
        case chart.chart
            when 'xmr' then if(has_limits, reading.mean, null)
            when 'run' then run.centre
            else drawn.centre
        end as mean,
        if(chart.chart = 'xmr', if(has_limits, reading.lower_limit, null), drawn.lower_limit) as lower_limit,
        if(chart.chart = 'xmr', if(has_limits, reading.upper_limit, null), drawn.upper_limit) as upper_limit,
        case
            when chart.chart = 'xmr' then if(reading_phase.is_coloured, reading.label, null)
            when drawn.is_outside then if(drawn.value > drawn.centre, 'Above the upper limit', 'Below the lower limit')
        end as label,
        case
            when chart.chart = 'xmr' then if(reading_phase.is_coloured, reading.variation, 'not_judged')
            -- a month without limits is no finding, whatever the direction of the measure
            when drawn.is_outside is null then null
            when not drawn.is_outside then 'common_cause'
            when option.direction = 'neutral'
                then if(drawn.value > drawn.centre, 'special_cause_neutral_high', 'special_cause_neutral_low')
            when (drawn.value > drawn.centre) = (option.direction = 'increase') then 'special_cause_improvement'
            when drawn.is_outside then 'special_cause_concern'
        end as variation,
        beside.centre, beside.lower_laney, beside.upper_laney, coalesce(beside.is_outside, false) as is_outside
    from core.observation as observation
    left join core.spc_option as option using (measure, organisation)
    left join mart.chart as chart using (measure, organisation)
    left join mart.spc_reading as reading using (measure, organisation, month)
    left join (
        -- a short phase has no limits, unless it is the newest
        select *,
            refusal is null or refusal in ('old', 'not_stable') or (refusal = 'trial' and is_newest) as has_limits
        from mart.reading_phase
    ) as reading_phase
        on reading_phase.measure = observation.measure and reading_phase.organisation = observation.organisation
        and reading_phase.phase = reading.phase
    left join mart.chart_limit as drawn using (measure, organisation, month)
    left join mart.run_chart as run
        on chart.chart = 'run' and run.measure = observation.measure and run.organisation = observation.organisation
        and run.phase = reading.phase
    left join (
        select * from mart.p_chart where measure in (select measure from core.measure where beside = 'p_prime')
    ) as beside using (measure, organisation, month)
"""


def read_rebases(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[RebaseRecord, ...]]:
    rebases_by_series: dict[tuple[str, str], list[RebaseRecord]] = defaultdict(list)
    for row in fetch_rows(con, REBASES_SQL):
        rebases_by_series[row["measure"], row["organisation"]].append(RebaseRecord(**row))
    return {key: tuple(some) for key, some in rebases_by_series.items()}


def clip_to_possible(unit: str, lower: float | None, upper: float | None) -> tuple[float | None, float | None]:
    """Limits clipped to possible values: none below zero, no share above 100%."""
    low = None if lower is None else max(lower, 0.0)
    return low, upper if upper is None or unit != "share" else min(upper, 1.0)


def variation_icon(variation: str | None, direction: str) -> str | None:
    """The icon of a variation; the direction of the measure decides whether better is high or low."""
    if variation in (None, "common_cause"):
        return variation
    word = str(variation).removeprefix("special_cause_")
    if word.startswith("neutral"):
        return word
    return f"{word}_{'high' if (word == 'improvement') == (direction == 'increase') else 'low'}"


def read_other_charts(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], OtherChart]:
    return {
        (row["measure"], row["organisation"]): OtherChart(
            row["chart"], row["variation"], row["sentence"], row["is_shifted"]
        )
        for row in fetch_rows(con, DRAWN_SQL)
    }
