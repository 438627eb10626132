"""What the chart of a verdict shows, worked out again: its months, its windows, and where each lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reports.claims.claim import ClaimValue
from reports.verification.chart_frame import ordinal_of
from reports.verification.practice_facts import PracticeWarehouse, Row, estimate_of
from reports.verification.series_facts import SeriesWarehouse

YEAR, APART = 12, 3
"""Months of a window, and those left empty before the latest year of all adopters together (docs/dashboards.md)."""
YEARS_BEFORE = 2
"""An adopter's chart begins so many years before its adoption."""
PERIODS = {"before": "before", "gain": "first", "current": "now"}
LIMITS = ("actual", "expected", "expected_lower", "expected_upper")


@dataclass(frozen=True)
class DrawnSpan:
    """A window with its first and its last place."""

    css: str
    row: Row
    first: float
    last: float

    @property
    def readings(self) -> list[float]:
        """What was expected in each reading of the months just before adoption."""
        names = ("expected_with_quarter", "expected_without_quarter", "expected_without_nine_months")
        levels = [self.row[name] for name in names]
        return [level for level in levels if level is not None]


@dataclass(frozen=True)
class DrawnVerdict:
    """Everything that the chart of a verdict shows, by place."""

    row: Row
    unit: str
    values: list[tuple[float, float]]
    expected: list[tuple[float, float]]
    spans: list[DrawnSpan]
    adopted: float
    support: float | None
    dates: dict[float, date]
    """The month of each dot, where it has one."""

    @property
    def has_readings(self) -> bool:
        causes = (self.row["grade_causes"] or "").split(",")
        return self.row["reason"] == "depends_on_months_before" or "readings_differ" in causes

    @property
    def span_of_places(self) -> tuple[float, float]:
        places = [place for place, _ in (*self.values, *self.expected)]
        places += [end for span in self.spans for end in (span.first, span.last)]
        return min(places), max(places)


def draw_again(practices: PracticeWarehouse, series: SeriesWarehouse, row: Row) -> DrawnVerdict | None:
    """What the chart of a verdict should show; None where there is none."""
    return _draw_adopter(practices, series, row) if row["organisation"] else _draw_practice(practices, series, row)


def verdict_chart_values(drawn: DrawnVerdict) -> tuple[ClaimValue, ...]:
    """The months drawn, and of each window the level, the level expected, and its limits."""
    windows = {span.css: span.row for span in drawn.spans}
    numbers = [windows[css][name] if css in windows else None for css in PERIODS.values() for name in LIMITS]
    return (len(drawn.values), *numbers)


def _draw_adopter(practices: PracticeWarehouse, series: SeriesWarehouse, row: Row) -> DrawnVerdict | None:
    facts, adopted = series.series.get((row["measure"], row["organisation"])), row["adopted_month"]
    if facts is None or adopted is None:
        return None
    start = adopted.replace(year=adopted.year - YEARS_BEFORE)
    points = [(month, value) for month, value in zip(facts.months, facts.values, strict=True) if month >= start]
    key = (row["practice"], row["organisation"])
    windows = practices.windows.get(key, {})
    is_compared = "before" in windows
    months = [month for month in practices.expected.get(key, []) if month["month"]] if is_compared else []
    spans = [
        DrawnSpan(css, windows[name], ordinal_of(windows[name]["from_month"]), ordinal_of(windows[name]["to_month"]))
        for name, css in PERIODS.items()
        if is_compared and name in windows and None not in (windows[name]["from_month"], windows[name]["to_month"])
    ]
    ends = practices.support_ends.get(row["practice"])
    first, last = ordinal_of(points[0][0]), ordinal_of(points[-1][0])
    support = ordinal_of(ends) + 0.5 if ends and first <= ordinal_of(ends) < last else None
    return DrawnVerdict(
        row,
        facts.measure.unit,
        [(ordinal_of(month), value) for month, value in points],
        [(ordinal_of(month["month"]), month["expected"]) for month in months],
        spans,
        ordinal_of(adopted) - 0.5,
        support,
        {ordinal_of(month): month for month, _ in points},
    )


def _draw_practice(practices: PracticeWarehouse, series: SeriesWarehouse, row: Row) -> DrawnVerdict | None:
    """All adopters together: months are counted from adoption, and the latest year is drawn apart."""
    key = (row["practice"], "")
    windows, months = practices.windows.get(key, {}), practices.expected.get(key, [])
    if "before" not in windows or row["measure"] not in series.measures:
        return None
    start = min((month["month_number"] for month in months if month["period"] == "gain"), default=0)
    starts = {"before": -YEAR, "first": start, "now": start + YEAR + APART}
    places = list(_place_months(months, starts["now"]))
    spans = [
        DrawnSpan(css, windows[name], starts[css], starts[css] + YEAR - 1)
        for name, css in PERIODS.items()
        if name in windows
    ]
    return DrawnVerdict(
        row,
        series.measures[row["measure"]].unit,
        [(place, month["actual"]) for place, month in places if month["actual"] is not None],
        [(place, month["expected"]) for place, month in places],
        spans,
        -0.5,
        None,
        {},
    )


def _place_months(months: list[Row], latest: float) -> Iterator[tuple[float, Row]]:
    first = min((month["month_number"] for month in months if month["period"] == "current"), default=0)
    for month in months:
        is_latest = month["period"] == "current"
        yield (latest + month["month_number"] - first if is_latest else month["month_number"]), month


def newest_effect(drawn: DrawnVerdict) -> tuple[float, float, float] | None:
    """The gain that is labelled beside the last month: that of the latest year, else of the first."""
    return estimate_of(drawn.row, "current") or estimate_of(drawn.row, "gain")
