"""What the rules say of a series reaches its page: signals both ways, trial limits, gaps, charts that are refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from reports.components.table_rows import series_icons
from reports.data.records import SeriesRecord
from reports.text import narrative
from tests.reports.series import month, series
from transforms.spc.any_series import chart_any_series

STEADY = [50.0, 53, 49, 52, 48, 51, 50, 52, 49, 51, 50, 53, 48, 51]


def chart_with_sentences(folder: Path, values: Sequence[float | None]) -> SeriesRecord:
    """The series with what the warehouse's own SQL says of it; None leaves the month out."""
    lines = [f"s,{month(place):%Y-%m},{value}" for place, value in enumerate(values) if value is not None]
    (folder / "series.csv").write_text("\n".join(["series_id,date,value", *lines]) + "\n")
    con = chart_any_series(folder / "series.csv").connection
    names = ("variation", "variation_icon", "assurance", "sentence", "refusal")
    row = con.execute(f"select {', '.join(names)} from mart.spc_summary").fetchone()
    assert row
    return series(values, **dict(zip(names, row, strict=True)))


def test_signals_both_ways_are_both_reported(tmp_path: Path) -> None:
    words = narrative.process_sentence(chart_with_sentences(tmp_path, [*STEADY, 30, 31, 32, 33, 34, 35, 36]))
    assert ": improvement. " in words
    assert words.endswith(": deterioration.")


def test_trial_limits_are_reported_and_carry_no_icon(tmp_path: Path) -> None:
    actual = chart_with_sentences(tmp_path, STEADY[:12])
    assert narrative.process_sentence(actual) == "Too few points for more than trial limits: 12 of 13."
    assert series_icons(actual) == ""
    assert "trial" not in narrative.process_sentence(chart_with_sentences(tmp_path, STEADY))
    assert series_icons(chart_with_sentences(tmp_path, STEADY))


def test_months_that_are_missing_are_reported(tmp_path: Path) -> None:
    actual = chart_with_sentences(tmp_path, [*STEADY[:3], None, None, *STEADY])
    assert narrative.process_sentence(actual).endswith(" 2 months are missing.")
    assert narrative.chart_subtitle(actual).endswith("; 2 months missing")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([5.0] * 20, "No limits are drawn: every month has the same value."),
        ([0.0, 0, 0, 1] * 5, "No limits are drawn: in half of the months or more the count is zero."),
        ([5.0] * 9 + [4.0] + [5.0] * 9, "No limits are drawn: most months have the same value."),
    ],
)
def test_a_chart_that_is_refused_says_why(tmp_path: Path, values: list[float], words: str) -> None:
    actual = chart_with_sentences(tmp_path, values)
    assert narrative.process_sentence(actual) == words
    assert series_icons(actual) == ""
