"""The rows of a load that a measure counts, as SQL."""

from __future__ import annotations

from checks.contracts.contract import Extract, Measure
from checks.reference.tables import excluded_codes


def write_included_condition(extract: Extract, measure: Measure, month: str) -> str:
    """SQL over one row: whether the measure counts it, given the organisations left out in that month (YYYY-MM)."""
    codes = excluded_codes(measure.name, month)
    if not codes:
        return f"({measure.where})"
    return f"({measure.where}) and {extract.organisation} not in ({', '.join(repr(code) for code in codes)})"
