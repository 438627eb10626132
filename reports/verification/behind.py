"""Whether a series is behind others, so that its standard is one of the past."""

from __future__ import annotations

from reports.verification.series_facts import SeriesFacts, SeriesWarehouse

OLD_AFTER = 3
"""Months after which a measure no longer counts as new (docs/dashboards.md)."""


def is_behind(series: SeriesWarehouse, facts: SeriesFacts) -> bool:
    """Whether others have a newer month of the measure, or the measure itself is old."""
    last = max([facts.months[-1], *facts.hidden])
    edition = max(measure.last_month for measure in series.measures.values())
    months_on = (edition.year - last.year) * 12 + edition.month - last.month
    return last < facts.measure.last_month or months_on > OLD_AFTER
