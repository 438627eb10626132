"""The figures of every series, read from the published warehouse for the check."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

import duckdb

from reports.verification.peer_places import Place, read_places
from reports.verification.peer_tenths import Tenths, read_tenths
from reports.verification.reading_phases import ReadingFacts, read_phases
from reports.verification.series_queries import (
    FINDINGS,
    POINTS,
    read_hidden,
    read_incomplete,
    read_merger_months,
    read_starts,
)

Key = tuple[str, str]
"""A measure and an organisation."""
Limits = tuple[float | None, float | None, float | None]
"""Centre, lower and upper limit of a month."""


@dataclass(frozen=True)
class MeasureFacts:
    title: str
    unit: str
    direction: str
    noun: str
    first_month: date
    last_month: date
    whole_measure: str = ""
    """Of a measure of one service, that of all together."""


@dataclass
class SeriesFacts:
    """One measure at one organisation, month by month."""

    measure: MeasureFacts
    months: list[date] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    parts: list[tuple[float | None, float | None]] = field(default_factory=list)
    """Numerator and denominator."""
    limits: list[Limits] = field(default_factory=list)
    second_limits: list[Limits] = field(default_factory=list)
    """Those of the second chart."""
    signals: list[int] = field(default_factory=list)
    second_signals: list[int] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    reading: ReadingFacts = field(default_factory=ReadingFacts)
    are_grey: list[bool] = field(default_factory=list)
    """Whether the chart may not colour the month."""
    has_second: bool = False
    hidden: list[date] = field(default_factory=list)
    finding: dict[str, Any] = field(default_factory=dict)

    def value_at(self, months_before: int) -> float | None:
        """The value so many months before the last one."""
        year, month = divmod(self.months[-1].year * 12 + self.months[-1].month - 1 - months_before, 12)
        wanted = date(year, month + 1, 1)
        return next((value for day, value in zip(self.months, self.values, strict=True) if day == wanted), None)

    def colours_from(self, at: int) -> str:
        """The colour of each month from a place on: `u` for a month that may have none."""
        months = zip(self.signals[at:], self.are_grey[at:], strict=True)
        return "".join("u" if is_grey else self.colour(signal) for signal, is_grey in months)

    def colour(self, signal: int) -> str:
        """The colour of a signal: improvement, concern, or neither."""
        if not signal:
            return "."
        if self.measure.direction == "neutral":
            return "n"
        return "i" if (signal > 0) == (self.measure.direction == "increase") else "c"


@dataclass
class SeriesWarehouse:
    """Everything about series that the check needs."""

    measures: dict[str, MeasureFacts]
    series: dict[Key, SeriesFacts]
    places: dict[Key, Place]
    standards: dict[str, list[tuple[date, date | None, float, str]]]
    hidden: dict[Key, list[date]]
    """The months of each series that disclosure control hides, also where it hides all."""
    starts: dict[Key, set[str]]
    """The months with which the charts of adopters' pages begin: three years before adoption."""
    mergers: dict[str, set[date]]
    """The months in which others merged into an organisation."""
    incomplete: dict[Key, set[date]]
    """The months whose total lacks an organisation that had figures before."""
    tenths: dict[Key, dict[date, Tenths]]
    """The level of all trusts of one kind, by measure and kind of peers."""

    @cached_property
    def wholes(self) -> dict[Key, SeriesFacts]:
        """The series of all services together: an edition counts no others."""
        return {key: facts for key, facts in self.series.items() if not facts.measure.whole_measure}

    def standard_of(self, measure: str, month: date) -> tuple[float, str] | None:
        """The standard in force in a month, and its title."""
        for first, last, value, title in reversed(self.standards.get(measure, [])):
            if first <= month and (last is None or month <= last):
                return value, title
        return None


def read_series_warehouse(con: duckdb.DuckDBPyConnection) -> SeriesWarehouse:
    measures = {
        row[0]: MeasureFacts(*row[1:])
        for row in con.execute(
            "select measure, title, unit, direction, noun, min(month), max(month), "
            "max(if(service = 'ALL', '', whole_measure)) "
            "from core.measure join core.reported using (measure) group by all"
        ).fetchall()
    }
    standards: dict[str, list[tuple[date, date | None, float, str]]] = defaultdict(list)
    for measure, *standard in con.execute(
        "select measure, from_month, to_month, value, title from core.standard order by measure, from_month"
    ).fetchall():
        standards[measure].append((standard[0], standard[1], standard[2], standard[3]))
    hidden = read_hidden(con)
    series = _read_series(con, measures, hidden)
    return SeriesWarehouse(
        measures,
        series,
        read_places(con),
        standards,
        hidden,
        read_starts(con),
        read_merger_months(con),
        read_incomplete(con),
        read_tenths(con),
    )


def _read_series(
    con: duckdb.DuckDBPyConnection, measures: dict[str, MeasureFacts], hidden: dict[Key, list[date]]
) -> dict[Key, SeriesFacts]:
    series: dict[Key, SeriesFacts] = {}
    rows, phases = con.execute(POINTS).fetchall(), read_phases(con)
    for (organisation, measure), points in groupby(rows, key=lambda row: (row[0], row[1])):
        facts = series[measure, organisation] = SeriesFacts(measures[measure])
        facts.reading.phases = phases.get((measure, organisation), {})
        for _, _, month, value, above, below, centre, lower, upper, signal, phase, second, has, label, *ends in points:
            facts.months.append(month)
            facts.values.append(value)
            facts.parts.append((above, below))
            facts.limits.append((centre, *_possible(facts.measure.unit, lower, upper)))
            facts.signals.append(signal)
            facts.reading.months.append(phase)
            facts.second_signals.append(second)
            facts.second_limits.append((ends[0], *_possible(facts.measure.unit, ends[1], ends[2])))
            facts.labels.append(label or "")
            facts.has_second = facts.has_second or has
    for key, months in hidden.items():
        if key in series:
            series[key].hidden = months
    cursor = con.execute(FINDINGS)
    names = [column[0] for column in cursor.description]
    for row in cursor.fetchall():
        if row[:2] in series:
            series[row[:2]].finding = dict(zip(names, row, strict=True))
    for facts in series.values():
        _apply_reading(facts)
    return series


def _apply_reading(facts: SeriesFacts) -> None:
    """Take from each month what its phase does not allow to be drawn: its colour, and its limits."""
    facts.are_grey = [False] * len(facts.months)
    for at in range(len(facts.months) if facts.finding.get("chart") == "xmr" else 0):
        if not facts.reading.has_limits(at):
            facts.limits[at] = (None, None, None)
        if not facts.reading.has_colour(at):
            facts.signals[at], facts.labels[at], facts.are_grey[at] = 0, "", True


def _possible(unit: str, lower: float | None, upper: float | None) -> tuple[float | None, float | None]:
    """No limit lies below none, and none of a share above all."""
    top = 1.0 if unit == "share" else float("inf")
    return (
        None if lower is None else lower if lower > 0 else 0.0,
        None if upper is None else upper if upper < top else top,
    )
