"""The rows of a load that a measure counts, as SQL."""

from __future__ import annotations

from checks.contracts.contract import Extract, Measure
from checks.reference.tables import excluded_codes


def write_included_condition(extract: Extract, measure: Measure, month: str) -> str:
    """SQL over one row: whether the measure counts it, given the organisations left out in that month (YYYY-MM).

    Where the extract is divided by service, the rows of all services together count.
    """
    counted = write_counted_condition(extract, measure, month)
    return f"{counted} and ({extract.services.is_whole})" if extract.services else counted


def write_counted_condition(extract: Extract, measure: Measure, month: str) -> str:
    """The same for rows of any service, or of all together."""
    codes = excluded_codes(measure.name, month)
    if not codes:
        return f"({measure.where})"
    return f"({measure.where}) and {extract.organisation} not in ({', '.join(repr(code) for code in codes)})"
