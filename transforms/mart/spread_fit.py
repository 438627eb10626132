"""One row per practice and month from its launch on, two years ahead included: the fitted curve with its limits."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa

from transforms import bass
from transforms.histories import Spread, spreads

READS = frozenset({"mart.spread", "mart.spread_curve"})
AHEAD = 24
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


def rows(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Only of practices whose curve could be fitted."""
    fitted = con.execute(
        f"select practice, {', '.join(COEFFICIENTS)} from mart.spread_curve where model = 'bass' order by practice"
    ).fetchall()
    known = spreads(con)
    made = [row for practice, *found in fitted for row in _rows(practice, known[practice], found)]
    return pa.Table.from_pylist(made, schema=SCHEMA)


def _rows(practice: str, spread: Spread, found: list[float]) -> list[dict[str, object]]:
    held = len(spread.new)
    pairs = bass.region(spread.history, *found)
    monthly = bass.curve(*pairs, held + AHEAD)
    return [
        {
            "practice": practice,
            "month": _later(spread.launch, number),
            "months": number + 1,
            "expected": float(shares[0]),
            "lower": float(shares.min()),
            "upper": float(shares.max()),
            "is_forecast": number >= held,
        }
        for number, shares in enumerate(monthly)
    ]


def _later(month: date, months: int) -> date:
    years, place = divmod(month.month - 1 + months, 12)
    return date(month.year + years, place + 1, 1)
