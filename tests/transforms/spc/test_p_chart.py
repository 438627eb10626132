"""P and Laney P' limits against the formulas in plain Python."""

from __future__ import annotations

import datetime
import math
import random
from collections.abc import Sequence
from itertools import pairwise

import duckdb
import pytest

from transforms.spc.any_series import create_models

MONTHS = 30


def observed(seed: int) -> list[tuple[datetime.date, float, float]]:
    """Month, numerator, denominator."""
    chance = random.Random(seed)
    rows = []
    for place in range(MONTHS):
        denominator = chance.randint(200, 2000)
        numerator = round(denominator * (0.7 + 0.1 * math.sin(place) + chance.uniform(-0.05, 0.05)))
        rows.append((datetime.date(2020 + place // 12, place % 12 + 1, 1), float(numerator), float(denominator)))
    return rows


def warehouse(rows: Sequence[tuple[datetime.date, float, float]]) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:")
    con.execute("create schema core; create schema mart")
    con.execute("create table core.extract as select 'k' as kind")
    con.execute(
        "create table core.measure as select 'm' as measure, kind, 'share' as unit, 'increase' as direction "
        "from core.extract"
    )
    con.execute(
        "create table core.observation(measure varchar, organisation varchar, month date, "
        "numerator double, denominator double, value double)"
    )
    con.executemany(
        "insert into core.observation values ('m', 'R01', ?, ?, ?, ?)", [(*row, row[1] / row[2]) for row in rows]
    )
    con.execute("alter table core.observation add column service varchar default 'ALL'")
    con.execute(
        "create table core.rebase(measure varchar, organisation varchar, month date, decision varchar, problem varchar)"
    )
    con.execute("create table core.standard(measure varchar, value double, from_month date, to_month date)")
    con.execute(
        "insert into core.standard values ('m', 0.98, '2004-01-01', '2010-05-01'), "
        "('m', 0.95, '2010-06-01', '2022-05-01'), ('m', 0.76, '2022-06-01', null), ('m', 0.82, '2027-01-01', null)"
    )
    create_models(con, ("core.spc_option", "core.spc_series"))
    create_models(con)
    create_models(con, ("core.spc_attribute", "mart.p_chart"))
    return con


def laney(rows: Sequence[tuple[datetime.date, float, float]]) -> list[tuple[float, float, float, float]]:
    """Lower and upper limit of P, then of P', unclipped."""
    centre = sum(r for _, r, _ in rows) / sum(n for _, _, n in rows)
    deviations = [math.sqrt(centre * (1 - centre) / n) for _, _, n in rows]
    scores = [(r / n - centre) / s for (_, r, n), s in zip(rows, deviations, strict=True)]
    ranges = [abs(b - a) for a, b in pairwise(scores)]
    remaining = [moved for moved in ranges if moved < 3.267 * sum(ranges) / len(ranges)]
    sigma = sum(remaining) / len(remaining) / 1.128
    return [(centre - 3 * s, centre + 3 * s, centre - 3 * s * sigma, centre + 3 * s * sigma) for s in deviations]


@pytest.mark.parametrize("seed", range(5))
def test_limits_follow_the_formulas(seed: int) -> None:
    rows = observed(seed)
    query = "select lower_p, upper_p, lower_laney, upper_laney from mart.p_chart order by month"
    actual = warehouse(rows).execute(query).fetchall()
    for ours, theirs in zip(actual, laney(rows), strict=True):
        assert ours == pytest.approx([min(max(limit, 0), 1) for limit in theirs], rel=1e-9)


def test_a_share_of_all_has_no_limits_to_cross() -> None:
    rows = [(month, n, n) for month, _, n in observed(1)]
    query = "select distinct centre, lower_p, upper_p, sigma_z, is_outside from mart.p_chart"
    assert warehouse(rows).execute(query).fetchall() == [(1.0, 1.0, 1.0, None, None)]


def test_the_target_is_the_standard_in_force_in_the_last_month() -> None:
    rows = observed(2)
    assert warehouse(rows).execute("select target from mart.spc_summary").fetchall() == [(0.76,)]
    assert warehouse(rows[:24]).execute("select target from mart.spc_summary").fetchall() == [(0.95,)]
