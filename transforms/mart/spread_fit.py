"""One row per practice and month from its launch on, including two years ahead: the fitted curve with its limits."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa

from transforms.result_cache import NO_CACHE, ResultCache
from transforms.spread import bass_curve
from transforms.spread.adoption_history import PracticeSpread, read_spreads

READS = frozenset({"mart.spread", "mart.spread_curve"})
AHEAD = 24  # months of forecast: two years, chosen
SCHEMA = pa.schema(
    [
        ("practice", pa.string()),
        ("month", pa.date32()),
        ("months", pa.int32()),
        ("expected", pa.float64()),
        ("lower", pa.float64()),
        ("upper", pa.float64()),
        ("is_forecast", pa.bool_()),
    ]
)


COEFFICIENTS = ("p", "p_lower", "p_upper", "q", "q_lower", "q_upper")


def rows(con: duckdb.DuckDBPyConnection, _: ResultCache = NO_CACHE) -> pa.Table:
    """Make the table, for practices whose curve could be fitted."""
    fitted = con.execute(
        f"select practice, {', '.join(COEFFICIENTS)} from mart.spread_curve where model = 'bass' order by practice"
    ).fetchall()
    known = read_spreads(con)
    fit_rows = [row for practice, *coefficients in fitted for row in _fit_rows(practice, known[practice], coefficients)]
    return pa.Table.from_pylist(fit_rows, schema=SCHEMA)


def _fit_rows(practice: str, spread: PracticeSpread, coefficients: list[float]) -> list[dict[str, object]]:
    observed_months = len(spread.new)
    pairs = bass_curve.bass_curve_limits(spread.history, *coefficients)
    monthly = bass_curve.bass_curve(*pairs, observed_months + AHEAD)
    return [
        {
            "practice": practice,
            "month": _add_months(spread.launch, number),
            "months": number + 1,
            "expected": float(shares[0]),
            "lower": float(shares.min()),
            "upper": float(shares.max()),
            "is_forecast": number >= observed_months,
        }
        for number, shares in enumerate(monthly)
    ]


def _add_months(month: date, months: int) -> date:
    years, place = divmod(month.month - 1 + months, 12)
    return date(month.year + years, place + 1, 1)
