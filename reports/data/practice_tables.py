"""The tables that the practice pages read: how each row becomes a record, and how the records are grouped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reports.data import comparison, practice_rows

Row = dict[str, Any]
BY_ADOPTER = ("practice", "organisation")

GAINS_SQL = "select * from mart.gain order by practice, organisation"
POOLED_SQL = "select * from mart.programme_gain order by practice"
RUNS_SQL = (
    "select practice, organisation, month, status, reason, is_provisional, confirmed_status from mart.gain_history"
)
POOLED_RUNS = (
    "select practice, month, status, reason, is_provisional, confirmed_status from mart.programme_gain_history"
)
ADOPTERS_SQL = """
    select adoption.*, adopter.category, coalesce(adopter.referrals, 0) as referrals
    from core.adoption as adoption
    left join mart.adopter as adopter
        on adopter.practice = adoption.practice and adopter.organisation = adoption.organisation
    where adoption.adopted_month is not null
    order by adoption.practice, adoption.adopted_month, adoption.organisation
"""
COVERAGES_SQL = "select * from mart.spread order by practice, area, month"
JOINT_SQL = """
    select joint.*, other.title as other_title, practice.direction
    from mart.joint_gain as joint
    join core.practice as other on other.practice = joint.other_practice
    join core.practice as practice on practice.practice = joint.practice
    order by joint.practice, joint.adopters_of_both desc, joint.other_practice
"""
WINDOWS_SQL = "select * from mart.gain_window order by practice, organisation, period"
EXPECTED_SQL = "select * from mart.gain_expected order by practice, organisation, month_number"
SIGNALS_SQL = """
    with newest as (
        select practice.practice, max(observation.month) as month
        from core.practice as practice join core.observation as observation using (measure)
        group by practice.practice
    )
    -- older ones are nothing to look at now; and of adoptions to come, which registers have, no figure can tell yet
    select signal.* from mart.signal as signal
    join newest on newest.practice = signal.practice and signal.month = newest.month
    where signal.sentence is not null
    order by signal.practice, signal.organisation nulls first, signal.signal
"""
SOURCES_SQL = """
    select practice, source, is_pull, sum(adopters) as adopters
    from mart.adoption_source group by practice, source, is_pull order by practice, adopters desc, source
"""


@dataclass(frozen=True)
class GroupedTable:
    """A table of figures about practices: how each row becomes a record, and by which columns they are grouped."""

    sql: str
    build: Callable[[Row], Any]
    keys: tuple[str, ...] = ("practice",)
    is_single: bool = False
    """Whether there is one row for each key, so that the record is not put into a tuple."""


TABLES_BY_FIELD = {
    "runs": GroupedTable(RUNS_SQL, practice_rows.make_run, BY_ADOPTER),
    "pooled_runs": GroupedTable(POOLED_RUNS, practice_rows.make_run),
    "adopters": GroupedTable(ADOPTERS_SQL, practice_rows.make_adopter),
    "years": GroupedTable("select * from mart.retention order by year", practice_rows.make_year),
    "effects": GroupedTable("select * from mart.event_study order by months_since_adoption", practice_rows.make_effect),
    "trends": GroupedTable("select * from mart.pre_trend", practice_rows.make_trend, is_single=True),
    "balances": GroupedTable("select * from mart.balancing order by measure", practice_rows.make_balance),
    "survivals": GroupedTable("select * from mart.gain_survival order by months", practice_rows.make_survival),
    "durations": GroupedTable("select * from mart.gain_survival_summary", practice_rows.make_duration, is_single=True),
    "coverages": GroupedTable(COVERAGES_SQL, practice_rows.make_coverage, ("practice", "area")),
    "fits": GroupedTable("select * from mart.spread_fit order by month", practice_rows.make_fitted),
    "curves": GroupedTable("select * from mart.spread_curve", practice_rows.make_curve, is_single=True),
    "sources": GroupedTable(SOURCES_SQL, practice_rows.make_source),
    "warnings": GroupedTable("select * from mart.early_warning order by month", practice_rows.make_warning, BY_ADOPTER),
    "windows": GroupedTable(WINDOWS_SQL, comparison.make_window, BY_ADOPTER),
    "expected_months": GroupedTable(EXPECTED_SQL, comparison.make_expected_month, BY_ADOPTER),
    "joint": GroupedTable(JOINT_SQL, practice_rows.make_joint_verdict),
    "signals": GroupedTable(SIGNALS_SQL, practice_rows.make_signal),
}
"""The fields of the catalogue that are read from one table each."""
