"""qicharts2's answers are met: run charts with Anhoej's rules, I charts, plain, unscreened and frozen at 12 points."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.transforms.spc.test_golden import SHARED, is_met
from transforms.spc.any_series import SpcResult, chart_any_series, create_models

QIC = SHARED / "golden" / "qic"
SERIES = SHARED / "golden" / "spc" / "series.csv"
VARIANTS: dict[str, dict[str, object]] = {
    "run": {},
    "run_freeze12": {"fix_after_n_points": 12},
    "i_screened": {"screen_outliers": True},
    "i_unscreened": {"screen_outliers": False},
    "i_freeze12": {"screen_outliers": True, "fix_after_n_points": 12},
}
ANHOEJ = ("longest.run", "longest.run.max", "n.crossings", "n.crossings.min", "n.useful")
LIMITS = ("cl", "lcl", "lcl.95", "ucl.95", "ucl")

pytestmark = pytest.mark.skipif(not QIC.exists(), reason="the reference package's answers are not beside the checkout")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expected(variant: str) -> Iterator[tuple[str, dict[str, str]]]:
    for row in rows(QIC / "run_i.csv"):
        name, _, series = row["series_id"].partition("|")
        if name == variant:
            yield series, row


def chart(folder: Path, variant: str) -> SpcResult:
    names = {row["series_id"] for row in rows(SERIES)}
    option: dict[str, object] = {"rule_set": "i_chart", **VARIANTS[variant]}
    (folder / "options.json").write_text(json.dumps([{"series_id": name, **option} for name in sorted(names)]))
    result = chart_any_series(SERIES, folder / "options.json")
    create_models(result.connection, ("core.run_chart_limit", "core.spc_step", "mart.spc", "mart.run_chart"))
    return result


def text(value: object) -> str:
    return "" if value is None else str(value)


@pytest.mark.parametrize("variant", ["run", "run_freeze12"])
def test_run_charts_are_met(tmp_path: Path, variant: str) -> None:
    query = (
        "select measure, longest_run, longest_run_max, crossings, crossings_min, useful_points, centre, is_shifted "
        "from mart.run_chart"
    )
    actual = {name: answer for name, *answer in chart(tmp_path, variant).connection.execute(query).fetchall()}
    seen = 0
    for series, row in expected(variant):
        *anhoej, centre, is_shifted = actual[series]
        has_useful_points = row["n.useful"] != "0"
        assert not has_useful_points or [int(row[column]) for column in ANHOEJ] == anhoej
        assert math.isclose(float(row["cl"]), centre, rel_tol=1e-9)
        assert (row["runs.signal"] == "TRUE") == is_shifted
        seen += 1
    assert seen == len(rows(SERIES))


@pytest.mark.parametrize("variant", ["i_screened", "i_unscreened", "i_freeze12"])
def test_i_charts_are_met(tmp_path: Path, variant: str) -> None:
    query = "select measure, month, mean, lower_limit, lower_near, upper_near, upper_limit, is_outside from mart.spc"
    actual = {
        (name, str(month)): answer
        for name, month, *answer in chart(tmp_path, variant).connection.execute(query).fetchall()
    }
    seen = 0
    for series, row in expected(variant):
        *limits, is_outside = actual[series, row["x"]]
        for column, limit in zip(LIMITS, limits, strict=True):
            assert is_met(row[column], text(limit)), (series, row["x"], column)
        assert (row["sigma.signal"] == "TRUE") == bool(is_outside)
        seen += 1
    assert seen == len(actual)


def test_critical_values_are_met(tmp_path: Path) -> None:
    actual = chart(tmp_path, "run").connection.execute("select * from core.run_chart_limit").fetchall()
    values = {useful: (longest, crossings) for useful, longest, crossings in actual}
    for row in rows(QIC / "anhoej_critical_values.csv"):
        assert values[int(row["n"])] == (int(row["longest_run_max"]), int(row["crossings_min"]))
