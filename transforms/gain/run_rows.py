"""The rows of `core.gain_run`: one for each adopter, and one for the whole practice, in each monthly run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from transforms.gain.adopters import AdopterFinding, list_findings
from transforms.gain.cohorts import list_cohorts
from transforms.gain.evidence_grade import grade_adopter, grade_practice
from transforms.gain.history import ConfirmedStatus, MonthlyRun, RunMemory, run_history
from transforms.gain.interval import minimum_detectable
from transforms.gain.panel import MeasurePanel
from transforms.gain.panel_request import PracticePanel, with_shocks
from transforms.gain.parameters import Parameters
from transforms.gain.pooled import needed_to_see
from transforms.gain.practice_evidence import find_practice_evidence
from transforms.gain.run_columns import limit_columns, reading_columns, window_columns
from transforms.gain.status_ladder import HOLDING_STATUSES, choose_status
from transforms.gain.windows import YEARS_BACK, raw_mean

ALL_ADOPTERS = "*"
"""The code for all adopters of a practice together."""


def iterate_run_rows(
    practice: PracticePanel, parameters: Parameters, first: int = 0, memory: RunMemory | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a practice, run by run; from column `first` on, given a memory of the runs before."""
    panel, worthwhile = practice.panel, practice.worthwhile(parameters)
    shakes = panel.left_out.any()
    for run in run_history(panel, worthwhile, parameters, first, memory):
        is_newest = run.run == panel.months - 1
        others = _with_shocks(practice, run, worthwhile, parameters) if shakes and is_newest else {}
        yield {**pooled_row(practice, run, parameters), "status_with_shocks": others.get(ALL_ADOPTERS)}
        for finding, standing in run.adopters:
            row = _of_adopter(practice, run, finding, standing, parameters)
            yield {**row, "status_with_shocks": others.get(row["organisation"])}


def _shared_columns(practice: PracticePanel, run: int, standing: ConfirmedStatus) -> dict[str, Any]:
    panel = practice.panel
    return {
        "practice": practice.practice,
        "month": panel.date(run),
        "measure": practice.measure,
        "scale": "points" if panel.is_share else "log",
        "status": standing.verdict.status,
        "reason": standing.verdict.reason,
        "status_since": panel.date(standing.since),
        "is_provisional": standing.is_provisional,
        "confirmed_status": standing.confirmed or None,
        "confirmed_month": None if standing.gain_confirmed is None else panel.date(standing.gain_confirmed),
    }


def _of_adopter(
    practice: PracticePanel, run: MonthlyRun, finding: AdopterFinding, standing: ConfirmedStatus, parameters: Parameters
) -> dict[str, Any]:
    panel, evidence = practice.panel, finding.evidence
    adopted = int(panel.adopted[finding.adopter])
    counts = panel.running_sums[1][finding.adopter]
    back = int(counts[max(0, adopted)] - counts[max(0, adopted - YEARS_BACK * parameters.window_months)])
    grade = grade_adopter(finding, back, len(run.adopters), parameters)
    return {
        **_shared_columns(practice, run.run, standing),
        "organisation": panel.organisations[finding.adopter],
        "adopted_month": panel.date(adopted),
        "baseline": raw_mean(panel, finding.adopter, finding.windows.baseline),
        **window_columns(panel, finding.windows),
        **limit_columns("gain", evidence.gain),
        **limit_columns("current", evidence.current),
        **limit_columns("share", evidence.share),
        "p_value": finding.probability,
        "minimum_detectable_gain": finding.minimum_detectable,
        "worthwhile_gain": evidence.worthwhile,
        "comparators": finding.comparators,
        "comparators_alike": finding.alike,
        "baseline_months": back,
        "holding_months": finding.windows.holding_months,
        **reading_columns(finding.gains),
        "other_practice": None if finding.bundle is None else finding.bundle.practice,
        "other_practice_month": None if finding.bundle is None else panel.date(finding.bundle.column),
        "months_held": _months_held(panel, adopted, run.run, standing),
        **({} if grade is None else grade.columns),
    }


def pooled_row(practice: PracticePanel, run: MonthlyRun, parameters: Parameters) -> dict[str, Any]:
    """The row of all adopters together."""
    panel, evidence, pooled = practice.panel, run.together.evidence, run.together.pooled
    adopted = sorted(int(month) for month in panel.adopted if month <= run.run)
    row = {
        **_shared_columns(practice, run.run, run.practice),
        "organisation": ALL_ADOPTERS,
        "adopted_month": panel.date(adopted[0]),
        **limit_columns("gain", evidence.gain),
        **limit_columns("current", evidence.current),
        **limit_columns("share", evidence.share),
        **limit_columns("share_since", evidence.since),
        "worthwhile_gain": evidence.worthwhile,
        "adopters": pooled.adopters if pooled else 0,
        "adopters_first_year": run.together.first_year,
        "adopters_second_year": run.together.second_year,
        "comparators": pooled.comparators if pooled else int(panel.comparators(run.run).sum()),
        "months_held": _months_held(panel, adopted[0], run.run, run.practice),
    }
    if pooled is None:
        return row
    widest = pooled.widest
    reach, variance_of_one = widest.reach(parameters), float(widest.own_covariance[0, 0])
    alike = np.concatenate([fit.alike for _, fit in run.together.fits])
    least = _least_baseline(panel, run, parameters)
    grade = grade_practice(run.together, least, len(adopted), float(np.median(alike)), parameters)
    return {
        **row,
        "baseline": _pooled_baseline(panel, run),
        **reading_columns([float(reading.effects[0]) for reading in pooled.all]),
        "minimum_detectable_gain": minimum_detectable(float(widest.covariance[0, 0]), reach),
        "needed_to_see": needed_to_see(variance_of_one, pooled.comparators, evidence.worthwhile, reach),
        "comparators_alike": int(np.median(alike)),
        **grade.columns,
    }


def _pooled_baseline(panel: MeasurePanel, run: MonthlyRun) -> float | None:
    """The mean of the adopters' baselines, as published."""
    levels = [
        raw_mean(panel, int(adopter), cohort.windows.baseline)
        for cohort, fit in run.together.fits
        for adopter in fit.adopters
    ]
    known = [value for value in levels if value is not None]
    return float(np.mean(known)) if known else None


def _least_baseline(panel: MeasurePanel, run: MonthlyRun, parameters: Parameters) -> int:
    """The shortest baseline of any cohort, in months."""
    longest = YEARS_BACK * parameters.window_months
    return min(
        int((~panel.left_out[max(0, cohort.adopted - longest) : cohort.adopted]).sum())
        for cohort, _ in run.together.fits
    )


def _months_held(panel: MeasurePanel, adopted: int, run: int, standing: ConfirmedStatus) -> int | None:
    """Months since the washout ended, or since the gain returned; None while no gain is sustained."""
    status = standing.verdict.status
    if status not in HOLDING_STATUSES or standing.verdict.reason == "came_late":
        return None
    since = standing.since if status == "re_gained" else adopted + panel.washout
    return run - since + 1


def iterate_unassessed_rows(practice: PracticePanel) -> Iterator[dict[str, Any]]:
    """The rows of adopters without comparators of their kind, so that they are not silently dropped."""
    panel = practice.panel
    newest = panel.months - 1
    for organisation, adopted, reason in practice.others:
        if adopted <= panel.month(newest):
            yield {
                "practice": practice.practice,
                "organisation": organisation,
                "month": panel.date(newest),
                "measure": practice.measure,
                "scale": "points" if panel.is_share else "log",
                "adopted_month": panel.date(adopted - panel.first_month),
                "status": "not_assessable",
                "reason": reason,
                "status_since": panel.date(adopted - panel.first_month),
                "is_provisional": False,
            }


def _with_shocks(
    practice: PracticePanel, newest: MonthlyRun, worthwhile: float, parameters: Parameters
) -> dict[str, str]:
    """The newest run's verdicts with no month left out, by organisation; an earlier fall still counts."""
    panel, run = with_shocks(practice).panel, newest.run
    regained = {finding.adopter for finding, standing in newest.adopters if standing.verdict.status == "re_gained"}
    at = list_cohorts(panel, run, parameters)
    whole = find_practice_evidence(panel, at, worthwhile, parameters).evidence
    has_fallen = newest.practice.verdict.status == "re_gained"
    statuses = {ALL_ADOPTERS: choose_status(whole, has_fallen, parameters).status}
    for cohort in at:
        for finding in list_findings(panel, cohort, run, worthwhile, parameters):
            status = choose_status(finding.evidence, finding.adopter in regained, parameters).status
            statuses[panel.organisations[finding.adopter]] = status
    return statuses
