"""Small numbers leave the house only where their publisher has already let them out."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from checks.home import Home
from reports import views
from reports.disclosure import is_hidden


@pytest.mark.parametrize(
    ("kind", "unit", "value", "denominator", "hidden"),
    [
        ("ae", "count", 3, None, False),
        ("rtt", "share", 0.5, 4, False),
        ("local", "count", 0, None, False),
        ("local", "count", 1, None, True),
        ("local", "count", 4, None, True),
        ("local", "count", 5, None, False),
        ("local", "share", 0.5, 19, True),
        ("local", "share", 0.5, 20, False),
        ("local", "weeks", 12.0, 19, True),
        ("local", "share", None, 19, False),
    ],
)
def test_what_is_hidden(kind: str, unit: str, value: float | None, denominator: float | None, hidden: bool) -> None:
    assert is_hidden(kind, unit, value, denominator) is hidden


@pytest.mark.parametrize(("unit", "hidden"), [("days", False), ("weeks", False), ("share", True), ("rate", True)])
def test_a_short_time_is_no_small_number(unit: str, hidden: bool) -> None:
    assert is_hidden("measures", unit, 3.0, None, 3.0) is hidden
    assert is_hidden("measures", unit, 3.0, 19, 57)


def test_a_small_count_of_another_source_reaches_no_page(built: Home) -> None:
    with duckdb.connect(str(built.warehouse), read_only=True) as con:
        shared = views.edition(con, None, "")
        name, code, small = con.execute(
            "select measure, organisation, count(*) from core.observation join core.measure using (measure) "
            "where kind <> 'measures' and unit = 'count' and value between 1 and 4 "
            "group by all order by 3 desc, 1, 2 limit 1"
        ).fetchall()[0]
        published = views.series_for(con, shared, name)
        shared.measures[name] = replace(shared.measures[name], kind="local")
        hidden = views.series_for(con, shared, name)
    counted = sum(len(series.points) for series in published if series.organisation == code)
    left = [point.value for series in hidden if series.organisation == code for point in series.points]
    assert small
    assert len(left) == counted - small
    assert not [value for value in left if 0 < value < 5]
