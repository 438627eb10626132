"""One row per practice: months from launch to 10, 50 and 90% adopted, and the Bass curve where it can be fitted."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from transforms.result_cache import NO_CACHE, ResultCache
from transforms.spread import bass_curve
from transforms.spread.adoption_history import PracticeSpread, read_spreads
from transforms.spread.logistic_curve import logistic_likelihood

READS = frozenset({"core.practice", "mart.spread", "mart.survival"})

# Outside these a fitted curve's middle is a third or more too early or too late (130 sites simulated, docs/spread.md)
LEAST_SHARE, LEAST_ADOPTIONS, LEAST_MONTHS, LARGEST_WAVE = 0.25, 30, 12, 0.25
IMITATION = 2.71  # likelihood ratio, one-sided 5%
HORIZON = 600  # months: a curve that takes over 50 years to reach a share is reported as never reaching it

TIMES = [f"t{share}{end}" for share in (10, 50, 90) for end in ("", "_lower", "_upper")]
EXPECTED = [f"t{share}_fitted{end}" for share in (50, 90) for end in ("", "_lower", "_upper")]
SCHEMA = pa.schema(
    [("practice", pa.string()), ("launch", pa.date32()), ("months", pa.int32())]
    + [(name, pa.int32()) for name in ("eligible", "ever_adopted", "adoptions", *TIMES)]
    + [("model", pa.string())]
    + [(f"{name}{end}", pa.float64()) for name in "pq" for end in ("", "_lower", "_upper")]
    + [("likelihood_ratio", pa.float64()), ("has_imitation", pa.bool_()), ("peak_month", pa.int32())]
    + [(name, pa.int32()) for name in EXPECTED]
    + [(f"aic_{name}", pa.float64()) for name in ("bass", "constant", "logistic")]
    + [("why_no_fit", pa.string())]
)


def rows(con: duckdb.DuckDBPyConnection, _: ResultCache = NO_CACHE) -> pa.Table:
    """Make the table; a practice without a register of who could adopt also has a row, with the reason."""
    known, times = read_spreads(con), _adoption_times(con)
    practices = con.execute(
        "select practice from core.practice union select practice from mart.spread order by practice"
    ).fetchall()
    curve_rows = [
        {"practice": practice, **_curve_row(known.get(practice), times.get(practice, {}))} for (practice,) in practices
    ]
    return pa.Table.from_pylist(curve_rows, schema=SCHEMA)


def _adoption_times(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int | None]]:
    """Times read from the Kaplan-Meier curve of non-adoption; its lower limit gives the earlier limit of a time."""
    firsts = [
        f"min(months) filter ({column} <= {1 - share / 100} + 1e-9) as t{share}{end}"
        for share in (10, 50, 90)
        for end, column in (("", "survival"), ("_lower", "lower"), ("_upper", "upper"))
    ]
    times = con.execute(
        f"select practice, {', '.join(firsts)} from mart.survival where curve = 'adoption' group by practice"
    ).fetchall()
    return {practice: dict(zip(TIMES, values, strict=True)) for practice, *values in times}


def _curve_row(spread: PracticeSpread | None, times: dict[str, int | None]) -> dict[str, Any]:
    if spread is None:
        return {"model": "none", "why_no_fit": "The register does not say who could adopt."}
    row: dict[str, Any] = {
        "launch": spread.launch,
        "months": len(spread.new),
        "eligible": int(spread.eligible[-1]),
        "ever_adopted": int(spread.ever_adopted[-1]),
        "adoptions": int(spread.new.sum()),
        **times,
    }
    why = why_no_fit(spread)
    if why:
        return {**row, "model": "kaplan_meier" if spread.new.any() else "none", "why_no_fit": why}
    return {**row, "model": "bass", **_fit_columns(spread)}


def why_no_fit(spread: PracticeSpread) -> str | None:
    """The sentence shown in place of the curve; None when there are data enough to fit one."""
    eligible, adopted, adoptions = spread.eligible[-1], spread.ever_adopted[-1], spread.new.sum()
    so_far = f"{adopted:.0f} of {eligible:.0f} so far"
    if adoptions == 0:
        return f"{so_far}, none of them since the launch; there is no curve to fit"
    if spread.lately is not None:
        so_far += f", {spread.lately:.2g} a month lately" if spread.lately else ", none lately"
    if adopted < LEAST_SHARE * eligible or adoptions < LEAST_ADOPTIONS or len(spread.new) < LEAST_MONTHS:
        return f"{so_far}; too early to fit a curve"
    if spread.new.max() > LARGEST_WAVE * adoptions:
        return f"{so_far}, {spread.new.max():.0f} of them in one month; a wave is not a curve"
    return None


def _fit_columns(spread: PracticeSpread) -> dict[str, Any]:
    history = spread.history
    fit = bass_curve.fit_bass_curve(history)
    limits = {name: getattr(fit, name) for name in ("p", "p_lower", "p_upper", "q", "q_lower", "q_upper")}
    monthly = bass_curve.bass_curve(*bass_curve.bass_curve_limits(history, **limits), HORIZON)
    new = np.diff(monthly[:, 0], prepend=0.0)
    return {
        **limits,
        "likelihood_ratio": fit.ratio,
        "has_imitation": fit.ratio > IMITATION,
        "peak_month": int(new.argmax()) + 1,
        **_months_to_share(monthly, 50),
        **_months_to_share(monthly, 90),
        "aic_bass": 4 - 2 * fit.likelihood,
        "aic_constant": 2 - 2 * fit.likelihood_constant,
        "aic_logistic": 4 - 2 * logistic_likelihood(history),
    }


def _months_to_share(monthly: bass_curve.Numbers, percent: int) -> dict[str, int | None]:
    """Month in which the curves reach the share: of the best fit, and the earliest and latest within the limits."""
    is_there = monthly >= percent / 100
    first = np.where(is_there.any(axis=0), is_there.argmax(axis=0) + 1, HORIZON + 1)
    values = {"": first[0], "_lower": first.min(), "_upper": first.max()}
    return {f"t{percent}_fitted{end}": int(month) if month <= HORIZON else None for end, month in values.items()}
