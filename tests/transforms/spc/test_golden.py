"""Every row of the reference package's answers is met: limits to 1e-9, every rule, label and icon."""

from __future__ import annotations

import csv
import io
import math
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from transforms.spc.any_series import SpcResult, chart_any_series

SHARED = Path(os.environ.get("HOLDGAIN_SHARED", Path(__file__).parents[4] / "shared"))
GOLDEN = SHARED / "golden" / "spc"
CRASHED = {"s077_na_after_trend6", "s079_all_na_but_one"}

pytestmark = pytest.mark.skipif(
    not GOLDEN.exists(), reason="the reference package's answers are not beside the checkout"
)


@pytest.fixture(scope="module")
def result() -> SpcResult:
    return chart_any_series(GOLDEN / "series.csv", GOLDEN / "options.json", ignores_absent_rebases=True)


def rows(text: str, *keys: str) -> dict[tuple[str, ...], dict[str, str]]:
    return {tuple(row[key] for key in keys): row for row in csv.DictReader(io.StringIO(text))}


def is_met(expected: str, text: str) -> bool:
    if expected == text:
        return True
    try:
        theirs, ours = float(expected), float(text)
    except ValueError:
        return False
    return math.isclose(theirs, ours, rel_tol=1e-9, abs_tol=0) or (math.isnan(theirs) and math.isnan(ours))


def differences(name: str, text: str, *keys: str) -> Iterator[str]:
    ours = rows(text, *keys)
    for key, row in rows((GOLDEN / name).read_text(), *keys).items():
        for column, expected in row.items():
            if not is_met(expected, ours[key][column]):
                yield f"{key} {column}: {expected} in the reference, {ours[key][column]} here"


def test_every_point_is_met(result: SpcResult) -> None:
    assert list(differences("points.csv", result.points_csv(), "series_id", "date")) == []


def test_every_icon_is_met(result: SpcResult) -> None:
    assert list(differences("summary.csv", result.summary_csv(), "series_id")) == []


def test_series_that_crash_the_reference_have_an_answer(result: SpcResult) -> None:
    points = [row for row in rows(result.points_csv(), "series_id", "date").values() if row["series_id"] in CRASHED]
    expected = [
        row for row in csv.DictReader(io.StringIO((GOLDEN / "series.csv").read_text())) if row["series_id"] in CRASHED
    ]
    assert len(points) == len(expected)
    assert {row["point_type"] for row in points} == {"common_cause"}
    assert {row["part_of_trend7"] for row in points} == {"0"}


def test_a_rebase_date_without_a_point_is_reported(result: SpcResult) -> None:
    assert [warning for warning in result.warnings if "s065" in warning and "2020-01-15" in warning]
