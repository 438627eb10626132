"""The series of an edition, for its pages of measures, organisations, adopters and proposals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import duckdb

from reports.data import series_reader
from reports.data.edition_record import EditionRecord
from reports.data.records import SeriesRecord

MOST_KEPT_POINTS = 200_000
"""Some 100 MB of memory. 74 months of A&E are 82,000 points, 120 months of RTT a million."""


class SeriesSource:
    """Reads series from the warehouse: those of a small edition once, those of a large one for each kind of page."""

    def __init__(self, con: duckdb.DuckDBPyConnection, shared: EditionRecord) -> None:
        self._con, self._shared = con, shared

    @cached_property
    def _kept(self) -> list[SeriesRecord] | None:
        """All series by organisation and measure; None where they are too many to keep."""
        is_small = series_reader.count_points(self._con) <= MOST_KEPT_POINTS
        return list(series_reader.read_series(self._con, self._shared)) if is_small else None

    def of_measure(self, measure: str) -> list[SeriesRecord]:
        """The series of one measure, by organisation."""
        if self._kept is None:
            return series_reader.series_for(self._con, self._shared, measure)
        return [series for series in self._kept if series.measure.name == measure]

    def among(self, measure: str, organisations: Sequence[str]) -> list[SeriesRecord]:
        """The series of one measure at these organisations."""
        if self._kept is None:
            return series_reader.series_among(self._con, self._shared, measure, organisations)
        chosen = frozenset(organisations)
        return [series for series in self.of_measure(measure) if series.organisation in chosen]

    def by_organisation(self) -> Iterator[tuple[str, list[SeriesRecord]]]:
        """The series of each organisation in turn; none where all its figures are hidden."""
        return series_reader.by_organisation(self._con, self._shared, self._kept)
