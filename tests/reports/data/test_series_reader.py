"""What is read from the warehouse is what the quantity can be."""

from __future__ import annotations

import duckdb
import pytest

from reports.data import edition_reader, series_reader, series_source
from reports.data.chart_limits import clip_to_possible
from reports.data.edition_record import EditionRecord
from reports.data.series_source import SeriesSource

Loaded = tuple[duckdb.DuckDBPyConnection, EditionRecord]


def test_limits_are_cut_to_what_can_be(publishable: duckdb.DuckDBPyConnection) -> None:
    shared = edition_reader.read_edition(publishable, None, "")
    actual = [series for name in shared.measures for series in series_reader.series_for(publishable, shared, name)]
    drawn = [(series, point) for series in actual for point in series.points if point.lower is not None]
    assert drawn, "thirteen months are enough for limits"
    assert all(point.lower >= 0 for _, point in drawn if point.lower is not None)
    assert all(
        point.upper <= 1 for series, point in drawn if series.measure.unit == "share" and point.upper is not None
    )


@pytest.mark.parametrize(
    ("unit", "limits", "shown"),
    [
        ("count", (-6.0, 12.0), (0.0, 12.0)),
        ("share", (-0.1, 1.2), (0.0, 1.0)),
        ("weeks", (3.0, 20.0), (3.0, 20.0)),
        ("share", (None, None), (None, None)),
    ],
)
def test_a_limit_is_possible(unit: str, limits: tuple[float | None, ...], shown: tuple[float | None, ...]) -> None:
    assert clip_to_possible(unit, *limits) == shown


def test_one_question_reads_what_many_would(publishable: duckdb.DuckDBPyConnection) -> None:
    shared = edition_reader.read_edition(publishable, None, "")
    every = series_reader.series_for(publishable, shared, "ae_within_4h")
    some = [series.organisation for series in every][:3]
    assert series_reader.series_among(publishable, shared, "ae_within_4h", some) == every[:3]
    assert series_reader.series_among(publishable, shared, "ae_within_4h", []) == []


def test_a_small_edition_keeps_its_series_and_a_large_one_reads_the_same_again(
    publishable: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = edition_reader.read_edition(publishable, None, "")
    small = SeriesSource(publishable, shared)
    monkeypatch.setattr(series_source, "MOST_KEPT_POINTS", 0)
    large = SeriesSource(publishable, shared)
    some = [series.organisation for series in large.of_measure("ae_within_4h")][:3]
    for measure in shared.measures:
        assert small.of_measure(measure) == large.of_measure(measure)
    assert small.among("ae_within_4h", some) == large.among("ae_within_4h", some)
    assert list(small.by_organisation()) == list(large.by_organisation())
