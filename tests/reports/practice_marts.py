"""Invented verdicts of every status, put into the marts of a built warehouse: samples are too few to have them."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb

from tests.reports.practice_verdicts import STATES, pooled, verdict

MEASURE = "ae_within_4h"
MONTHS = [date(2025 + number // 12, number % 12 + 1, 1) for number in range(8, 21)]
"""September 2025 to September 2026: the months of the samples."""
POOLED = {"HELD": ("sustained", ""), "GONE": ("lost", "fell_back"), "EARLY": ("too_early", ""), "NONE": None}
HOSTILE = '<i onclick="x()">Rounds & more</i>'


def _sql_literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_sql_literal, value))}]::varchar[]"
    if isinstance(value, date):
        return f"date '{value}'"
    return "'" + str(value).replace("'", "''") + "'"


def insert_row(con: duckdb.DuckDBPyConnection, table: str, **row: Any) -> None:
    cells = ", ".join(f'{_sql_literal(value)} as "{name}"' for name, value in row.items())
    con.execute(f"insert into {table} by name select {cells}")


def _mart_row(actual: Any) -> dict[str, Any]:
    """A verdict as a row of its mart."""
    same = ("practice", "measure", "scale", "adopted_month", "baseline", "minimum_detectable_gain", "worthwhile_gain")
    same += ("comparators", "status", "reason", "status_since", "is_provisional", "confirmed_status", "months_held")
    same += ("evidence_grade", "status_with_shocks", "gain_with_quarter", "gain_without_quarter")
    row = {name: getattr(actual, name) for name in same}
    row["grade_causes"] = ",".join(actual.grade_causes) or None
    for name, prefix in (("gain", "gain"), ("current", "current"), ("share", "share")):
        limits = getattr(actual, name)
        if limits:
            value = "share_retained" if name == "share" else name
            row |= {value: limits.value, f"{prefix}_lower": limits.lower, f"{prefix}_upper": limits.upper}
    return {**row, "month": MONTHS[-1], "measure": MEASURE}


def providers(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Those with figures, first the one whose name is markup, which has most of them."""
    actual = con.execute(
        "select organisation from core.observation join core.organisation using (organisation) "
        f"where kind = 'provider' and measure = '{MEASURE}' group by all order by count(*) desc, 1"
    ).fetchall()
    return [code for (code,) in actual]


def fill_practice_marts(con: duckdb.DuckDBPyConnection) -> None:
    """A programme with four practices; the first has an adopter of every status."""
    codes = providers(con)
    # statuses outnumber the providers: the rest are of organisations that have no figures
    codes += [f"Z{number:02d}" for number in range(len(STATES) - len(codes) + 1)]
    insert_row(
        con, "core.programme", programme="FLOW", title="Flow", approach="supportive", support_ends=date(2026, 3, 31)
    )
    for code, reported in POOLED.items():
        balancing = ["ae_emergency_admissions"] if code == "HELD" else []
        row = {"title": HOSTILE if code == "HELD" else f"Practice {code}", "measure": MEASURE, "direction": "increase"}
        row |= {"washout_months": 3, "balancing_measures": balancing, "guidance_url": "https://example.org/guidance"}
        insert_row(con, "core.practice", practice=code, programme="FLOW", **row)
        if reported:
            actual = pooled(*reported, practice=code, is_provisional=reported[0] == "lost", confirmed_status="eroding")
            row = _mart_row(actual)
            more = {
                "adopters_first_year": 16,
                "adopters_second_year": 16,
                "adopters": 16,
                "needed_to_see": 41,
                "ever_adopted": 18,
                "programme": "FLOW",
            }
            patients = {"patients_affected": 3210.0, "patients_lower": 2000.0, "patients_upper": 4400.0}
            insert_row(con, "mart.programme_gain", **row, **more, **patients)
    for code, (status, reason) in zip(codes[: len(STATES)], STATES, strict=True):
        insert_row(
            con,
            "mart.gain",
            **_mart_row(verdict(status, reason)),
            **_adopter_row(verdict(status, reason)),
            organisation=code,
        )
    _insert_registers(con, codes)
    _insert_history(con, codes)
    _insert_evidence(con, codes[STATES.index(("sustained", ""))])
    for status in ("sustained", "gain_emerging"):
        _insert_comparison(con, codes[STATES.index((status, ""))], verdict(status))
    _insert_comparison(con, "*", pooled())
    _insert_spread(con)
    _insert_merged_adopter(con, codes)
    _insert_pair(con)
    # adopters of which no register says who else could adopt
    insert_row(con, "mart.spread", practice="EARLY", area="ENGLAND", area_kind="england", month=MONTHS[-1], adopted=3)


def _insert_pair(con: duckdb.DuckDBPyConnection) -> None:
    """Two practices that organisations took up together, found from either."""
    row = _mart_row(pooled("eroding", "fell_back", grade_causes=("few_alike",), is_provisional=True))
    del row["status_with_shocks"]
    row |= {"adopters": 3, "adopters_first_year": 3, "adopters_of_both": 3, "settled_months": 7}
    for practice, other in (("HELD", "GONE"), ("GONE", "HELD")):
        insert_row(con, "mart.joint_gain", **{**row, "practice": practice}, other_practice=other)


def _insert_merged_adopter(con: duckdb.DuckDBPyConnection, codes: list[str]) -> None:
    """One that adopted, gained and merged; and an adoption to come, of which no figure can tell."""
    for column in ("merged_into varchar", "merged_month date"):
        con.execute(f"alter table mart.gain add column if not exists {column}")
    reported = {"merged_into": codes[0], "merged_month": date(2026, 4, 1)}
    actual = verdict(practice="GONE")
    insert_row(con, "mart.gain", **_mart_row(actual), **_adopter_row(actual), **reported, organisation=codes[1])
    reported = {"kind": "new_adopter", "sentence": "An adoption of next month."}
    insert_row(
        con, "mart.signal", signal="two", month=date(2026, 10, 1), organisation=codes[1], practice="GONE", **reported
    )


def _adopter_row(actual: Any) -> dict[str, Any]:
    spans = {
        f"{name}_{end}": span[at]
        for name in ("baseline", "gain", "current")
        if (span := getattr(actual, f"{name}_span"))
        for at, end in enumerate(("from", "to"))
    }
    names = ("baseline_months", "holding_months", "stands_out", "other_practice", "other_practice_month")
    return {**spans, **{name: getattr(actual, name) for name in names}}


def _insert_registers(con: duckdb.DuckDBPyConnection, codes: list[str]) -> None:
    for at, (code, (status, _)) in enumerate(zip(codes, STATES, strict=False)):
        if status != "not_adopted":
            more = {"source": "peer", "peer_organisation": codes[0], "fidelity": 0.75, "contact": "Practice lead"}
            adopted = MONTHS[-1] if at == 2 else date(2022, 11, 1)
            insert_row(
                con, "core.adoption", practice="HELD", organisation=code, adopted_month=adopted, is_live=True, **more
            )
            insert_row(
                con, "mart.adopter", practice="HELD", organisation=code, category="innovator" if at < 4 else None
            )


def _insert_history(con: duckdb.DuckDBPyConnection, codes: list[str]) -> None:
    """One adopter whose status the newest run has confirmed, one whose status has never changed."""
    changed, steady = codes[STATES.index(("eroding", "fell_back"))], codes[STATES.index(("sustained", ""))]
    for at, month in enumerate(MONTHS):
        is_last = at == len(MONTHS) - 1
        status = "eroding" if at > len(MONTHS) - 4 else "sustained"
        more = {"practice": "HELD", "month": month, "measure": MEASURE}
        row = {"status": status, "is_provisional": status == "eroding" and not is_last}
        confirmed = "eroding" if is_last else "sustained"
        insert_row(con, "mart.gain_history", organisation=changed, confirmed_status=confirmed, **row, **more)
        still = {"status": "sustained", "is_provisional": False, "confirmed_status": "sustained"}
        insert_row(con, "mart.gain_history", organisation=steady, **still, **more)
        insert_row(con, "mart.programme_gain_history", **still, **more)


def _insert_evidence(con: duckdb.DuckDBPyConnection, steady: str) -> None:
    for year, (effect, share) in enumerate(((0.11, 1.0), (0.1, 0.91), (0.08, 0.73))):
        limits = {"effect_lower": effect - 0.02, "effect_upper": effect + 0.02}
        shares = {"share_retained": share, "share_lower": share - 0.2, "share_upper": share + 0.2}
        insert_row(
            con, "mart.retention", practice="HELD", year=year, adopters=16 - year, effect=effect, **limits, **shares
        )
    for month in range(-12, 13):
        effect = 0.0 if month < 0 else 0.1
        limits = {"effect": effect, "lower": effect - 0.03, "upper": effect + 0.03}
        insert_row(con, "mart.event_study", practice="HELD", months_since_adoption=month, adopters=16, **limits)
    trend = {"slope_per_year": 0.001, "lower": -0.01, "upper": 0.012, "p_value": 0.8}
    insert_row(con, "mart.pre_trend", practice="HELD", adopters=16, **trend)
    effect = {"effect": -0.08, "lower": -0.12, "upper": -0.06, "margin": 0.05, "finding": "worse"}
    insert_row(con, "mart.balancing", practice="HELD", measure="ae_emergency_admissions", adopters=16, **effect)
    for months in range(13):
        survival = 1.0 if months < 6 else 0.8
        limits = {"survival": survival, "lower": survival - 0.1, "upper": min(survival + 0.1, 1)}
        reported = {"at_risk": 10 - months // 3, "lost": int(months == 6)}
        insert_row(con, "mart.gain_survival", practice="HELD", months=months, censored=0, **reported, **limits)
    insert_row(con, "mart.gain_survival_summary", practice="HELD", gains=10, lost=1, censored=9, comparable=False)
    for at, month in enumerate(MONTHS):
        level = {"level": 0.1 if at < 11 else 0.02, "expected_low": 0.05, "is_warning": at >= 11}
        rates = {"warnings_in_a_row": max(at - 10, 0), "false_alarm_rate": 0.021, "spc_false_alarm_rate": 0.34}
        insert_row(con, "mart.early_warning", practice="HELD", organisation=steady, month=month, **level, **rates)
    reported = {
        "kind": "early_warning",
        "severity": "look",
        "sentence": "Two months in a row are below what is expected.",
    }
    insert_row(con, "mart.signal", signal="one", month=MONTHS[-1], organisation=steady, practice="HELD", **reported)
    reported = {"pooled_claims": 0.062, "single_claims": 0.054, "coverage_held": 0.91, "held_found": 0.9}
    more = {"half_called_sustained": 0.06, "lost_found": 0.99, "draws": 400, "adopters": 20, "organisations": 105}
    span = {"first_month": date(2021, 6, 1), "last_month": date(2026, 2, 1), "injected_gain": 0.05}
    span |= {"whole_regions_claims": 0.078, "worst_first_claims": 0.034}
    span |= {"months_read": 21, "any_month_confirmed": 0.049, "any_month_claims": 0.098}
    span |= {"later_months": 34, "later_coverage_held": 0.93, "later_coverage_half": 0.96, "later_coverage_lost": 0.88}
    insert_row(con, "mart.calibration", measure=MEASURE, peer_kind="trust", **reported, **more, **span)


def _insert_comparison(con: duckdb.DuckDBPyConnection, organisation: str, actual: Any) -> None:
    """The levels that a verdict compares: as far above what was expected as its gain says."""
    names = {"practice": "HELD", "organisation": organisation, "adopters": 1}
    before = {"period": "before", "actual": actual.baseline, "actual_score": actual.baseline}
    span = {"from_month": actual.baseline_span[0], "to_month": actual.baseline_span[1]}
    insert_row(con, "mart.gain_window", **names, **before, **(span if organisation != "*" else {}))
    for period, gain, months in (
        ("gain", actual.gain, actual.gain_span),
        ("current", actual.current, actual.current_span),
    ):
        if gain is None or months is None:
            continue
        level = 0.437 + gain.value + 0.021
        limits = {"expected_lower": level - gain.upper, "expected_upper": level - gain.lower}
        levels = {
            "actual": level,
            "expected": level - gain.value,
            "expected_with_quarter": level - gain.value,
            **limits,
        }
        span = {"from_month": months[0], "to_month": months[1]}
        insert_row(con, "mart.gain_window", **names, period=period, **levels, **span)
    for at, month in enumerate(MONTHS):
        row = {"period": "current", "month_number": 34 + at, "month": month, "expected": 0.458}
        insert_row(con, "mart.gain_expected", **names, **row, actual=0.6 if organisation == "*" else None)


def _insert_spread(con: duckdb.DuckDBPyConnection) -> None:
    areas = con.execute("select organisation, kind from core.organisation where kind in ('region', 'ICB')").fetchall()
    for at, month in enumerate(MONTHS):
        for area, kind in [("ENGLAND", "england"), *areas]:
            share = (at + 1) / 20 if area == "ENGLAND" else (sum(map(ord, area)) % 10) / 10
            counts = {"eligible": 20, "adopted": round(share * 20), "stopped": 0, "new_adopters": 1}
            shares = {"coverage": share, "volume_coverage": share, "effective_coverage": share, "held_coverage": 0.1}
            insert_row(con, "mart.spread", practice="HELD", area=area, area_kind=kind, month=month, **counts, **shares)
        fit = {"expected": at / 20, "lower": at / 30, "upper": at / 10, "is_forecast": at > 10, "months": at + 1}
        insert_row(con, "mart.spread_fit", practice="HELD", month=month, **fit)
    curve = {"launch": MONTHS[0], "months": 13, "eligible": 20, "t10": 2, "model": "bass", "has_imitation": True}
    fitted = {"t50_fitted": 10, "t50_fitted_lower": 8, "t50_fitted_upper": 14}
    insert_row(con, "mart.spread_curve", practice="HELD", **curve, **fitted)
    gone = {"launch": MONTHS[0], "months": 13, "eligible": 20, "model": "kaplan_meier"}
    insert_row(con, "mart.spread_curve", practice="GONE", **gone, why_no_fit="3 of 20 so far; too early to fit a curve")
    for source, is_pull, adopters in (("self", True, 6), ("peer", True, 4), ("mandated", False, 3)):
        reported = {"quarter": date(2025, 10, 1), "adoptions": 13, "adopters": adopters}
        insert_row(con, "mart.adoption_source", practice="HELD", source=source, is_pull=is_pull, **reported)
