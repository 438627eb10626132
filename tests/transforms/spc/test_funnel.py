"""The funnel with over-dispersion meets the reference package's; ranks and gaps are right on hand-made peers."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from tests.transforms.spc.test_golden import SHARED
from transforms.spc.any_series import read_model

GOLDEN = SHARED / "golden" / "funnel"
LIMITS = {"lower_95": "OD95LCL", "upper_95": "OD95UCL", "lower_998": "OD99LCL", "upper_998": "OD99UCL"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def warehouse(
    direction: str, observed: Sequence[tuple[str, str, float | None, float | None, float]]
) -> duckdb.DuckDBPyConnection:
    """`observed`: organisation, month, numerator, denominator, value of the one measure."""
    con = duckdb.connect(":memory:")
    con.execute("create schema core; create schema mart")
    con.execute(
        "create table core.measure as select 'm' as measure, 'k' as kind, 'share' as unit, 'ALL' as service, "
        f"'{direction}' as direction"
    )
    con.execute("create table core.extract(kind varchar, peer_measure varchar, peer_label varchar)")
    con.execute("insert into core.extract values ('k', null, null)")
    con.execute("create table core.exclusion(measure varchar, organisation varchar, from_month date, to_month date)")
    con.execute(
        "create table core.observation(measure varchar, organisation varchar, month date, "
        "numerator double, denominator double, value double)"
    )
    con.executemany("insert into core.observation values ('m', ?, ?, ?, ?, ?)", observed)
    con.execute("alter table core.observation add column service varchar default 'ALL'")
    con.execute(
        "create table core.organisation as select distinct organisation, 'provider' as kind from core.observation"
    )
    con.execute(
        "create table core.standard as select 'm' as measure, 0.9 as value, date '2020-01-01' as from_month, "
        "null::date as to_month"
    )
    con.execute(
        "create table mart.spc_summary as select measure, organisation, max(month) as last_month, "
        "'inconsistent' as assurance from core.observation group by all"
    )
    for model in ("core.peer", "core.funnel", "core.rank_range", "mart.benchmark", "mart.need"):
        con.execute(f"create table {model} as {read_model(model)}")
    return con


@pytest.mark.skipif(not GOLDEN.exists(), reason="the reference package's answers are not beside the checkout")
def test_the_reference_is_met() -> None:
    given = [(row["org_code"], float(row["breaches"]), float(row["attendances"])) for row in rows(GOLDEN / "input.csv")]
    con = warehouse("decrease", [(code, "2019-03-01", r, n, r / n) for code, r, n in given])
    summary = next(row for row in rows(GOLDEN / "summary.csv") if row["id"] == "PR_proportion")
    phi, tau_squared = con.execute("select phi, tau_squared from core.funnel").fetchone() or (None, None)
    assert math.isclose(phi, float(summary["phi"]), rel_tol=1e-9)
    assert math.isclose(tau_squared, float(summary["tau2"]), rel_tol=1e-9)
    actual = {
        row[0]: row[1:]
        for row in con.execute(f"select organisation, position, {', '.join(LIMITS)} from mart.benchmark").fetchall()
    }
    expected = rows(GOLDEN / "PR_proportion.csv")
    assert len(expected) == len(actual)
    for row in expected:
        position, *limits = actual[row["group"]]
        assert (position in ("above_998", "below_998")) == (row["outlier"] == "1")
        for limit, column in zip(limits, LIMITS.values(), strict=True):
            assert math.isclose(limit, float(row[column]), rel_tol=1e-9)


def test_best_is_first_by_the_direction_of_the_measure() -> None:
    observed = [(f"R0{n}", "2024-01-01", float(n), 10.0, n / 10) for n in range(1, 6)]
    for direction, best in (("increase", "R05"), ("decrease", "R01")):
        con = warehouse(direction, observed)
        first = con.execute(
            "select organisation, percentile, quartile, peers, position from mart.benchmark where rank = 1"
        )
        assert first.fetchall() == [(best, 1.0, 1, 5, None)]


def test_limits_never_fold_over_the_ends() -> None:
    observed = [
        (f"R{n:02}", "2024-01-01", r, 100.0, r / 100) for n, r in enumerate([0.0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 60.0])
    ]
    con = warehouse("decrease", observed)
    assert con.execute("select distinct lower_95, lower_998 from mart.benchmark").fetchall() == [(0, 0)]
    mirrored = [(code, month, n - r, n, 1 - value) for code, month, r, n, value in observed]
    con = warehouse("increase", mirrored)
    assert con.execute("select min(upper_95) > 0.9999, min(upper_998) > 0.9999 from mart.benchmark").fetchall() == [
        (True, True)
    ]


def test_need_is_positive_where_there_is_something_to_gain() -> None:
    observed = [(f"R0{n}", "2024-01-01", float(n), 10.0, n / 10) for n in range(1, 6)]
    con = warehouse("increase", observed)
    row = con.execute(
        "select gap_to_standard, gap_to_best_quartile, rank, peers from mart.need "
        "where organisation = 'R01' and month = date '2024-01-01'"
    ).fetchone()
    assert row is not None
    assert row == pytest.approx((0.8, 0.3, 5, 5))
