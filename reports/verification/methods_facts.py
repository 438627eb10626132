"""What the methods page prints of the warehouse, read for the check."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import duckdb

from reports.claims.claim import ClaimValue

RATE_TABLES = {
    "claims": (
        *("organisations", "draws", "adopters", "pooled_claims", "worst_first_claims", "just_fallen_claims"),
        *("already_rising_claims", "whole_regions_claims", "single_claims"),
    ),
    "monthly": ("months_read", "any_month_confirmed", "any_month_claims"),
    "power": (
        *("injected_gain", "held_found", "lost_found", "half_called_sustained", "half_called_held"),
        *("coverage_held", "coverage_half", "coverage_lost"),
    ),
    "later": ("later_months", "later_coverage_held", "later_coverage_half", "later_coverage_lost"),
}
"""The columns of `mart.calibration` in each table of the page, from left to right."""
HOLD, LOST = "share_that_holds", "share_that_is_lost"
MEANINGS: dict[str, tuple[str, ...]] = {
    "not_adopted": (),
    "not_assessable": (),
    "too_early": (),
    "gain_emerging": ("provisional_months",),
    "no_worthwhile_gain": (),
    "inconclusive_gain": (),
    "depends_on_months_before": (),
    "worse_than_expected": (),
    "moved_before": (HOLD,),
    "still_to_hold": ("window_months",),
    "too_few_with_both_years": (),
    "slipping": (HOLD, "fewest_months_since"),
    "came_late": (),
    "another_practice_since": (),
    "too_few_left_to_compare": (),
    "re_gained": (HOLD,),
    "sustained": (HOLD, LOST),
    "lost": (LOST,),
    "eroding": (HOLD,),
    "weak_evidence_of_holding": (HOLD, LOST, "weak_level"),
    "inconclusive": (),
}
"""The conventions that the words of each status name, in their order (docs/gain.md)."""


@dataclass(frozen=True)
class MethodsWarehouse:
    """Conventions, error rates, rule sets and charts."""

    rates: dict[tuple[str, str], dict[str, Any]]
    """By measure and kind of peers."""
    parameters: dict[str, tuple[ClaimValue, ...]]
    """Value and unit."""
    rule_sets: dict[str, tuple[ClaimValue, ...]]
    charts: dict[str, list[str]]
    """How many series are drawn on each type of chart, by measure."""
    shocks: list[str]


def read_methods(con: duckdb.DuckDBPyConnection) -> MethodsWarehouse:
    cursor = con.execute("select * from mart.calibration")
    names = [column[0] for column in cursor.description]
    rates = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    charts: dict[str, list[str]] = defaultdict(list)
    for measure, chart, count in con.execute("select measure, chart, count(*) from mart.chart group by all").fetchall():
        charts[measure].append(f"{chart or ''}={count}")
    return MethodsWarehouse(
        {(row["measure"], row["peer_kind"]): row for row in rates},
        {
            name: (value, unit)
            for name, value, unit in con.execute("select name, value, unit from core.gain_parameter").fetchall()
        },
        {
            name: tuple(rules)
            for name, *rules in con.execute(
                "select rule_set, shift_points, trend_points, screens_moving_ranges, points_for_limits, "
                "points_for_icon, reach_per_range from core.spc_rule_set"
            ).fetchall()
        },
        charts,
        [
            f"{first:%Y-%m}/{last:%Y-%m}"
            for first, last in con.execute("select from_month, to_month from core.shock order by from_month").fetchall()
        ],
    )
