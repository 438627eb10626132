"""A verdict's history by run: stretches of the same status, and the change confirmed by the newest run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.charts.months import month_ordinal
from reports.charts.runs import StatusStretch, status_strip
from reports.components.figures import ChartFigure, make_table, mark_safe, places_between
from reports.components.practice_claims import claim_evidence
from reports.data.practice_records import VerdictRun
from reports.formatting import month_name, plural, short_month
from reports.text.gain_words import STATUS_STYLES, status_label


def status_stretches(runs: Sequence[VerdictRun]) -> list[StatusStretch]:
    """Group consecutive runs with one status in the same words, keeping provisional and confirmed ones apart."""
    stretches = []
    for (status, words, is_provisional), group in groupby(
        runs, key=lambda run: (run.status, status_label(run.status, run.reason), run.is_provisional)
    ):
        ours = list(group)
        stretches.append(
            StatusStretch(
                ours[0].month,
                ours[-1].month,
                STATUS_STYLES.get(status, "plain"),
                words,
                is_provisional,
            )
        )
    return stretches


def history_figure(
    runs: Sequence[VerdictRun], data_file: str, practice: str, organisation: str = ""
) -> ChartFigure | None:
    """Draw the strip of statuses, for at least two runs."""
    if len(runs) < 2:
        return None
    newest = (runs[-1].status, f"{runs[-1].month:%Y-%m}")
    claim = claim_evidence("verdict history", practice, len(runs), *newest, organisation=organisation)
    stretches = status_stretches(runs)
    table_rows = [
        (
            short_month(stretch.first)
            if stretch.first == stretch.last
            else f"{short_month(stretch.first)} to {short_month(stretch.last)}",
            stretch.words,
            "Provisional" if stretch.is_provisional else "Confirmed",
            str(stretch.months),
        )
        for stretch in stretches
    ]
    return ChartFigure(
        "history",
        f"The verdict in {plural(len(runs), 'monthly run')}",
        f"{month_name(runs[0].month)} to {month_name(runs[-1].month)}; the figures of each run as they are held now",
        (),
        (("ru", "Confirmed"), ("ru open", "Provisional: not yet in three runs")),
        mark_safe(status_strip(stretches)),
        f"Strip of statuses. {'; '.join(f'{when}: {words}' for when, words, *_ in table_rows)}.",
        "",
        make_table(
            ("Runs", "Status", "Standing", "Months"),
            table_rows,
            ("month", "status", "reason", "is_provisional", "confirmed_status"),
            [(run.month, run.status, run.reason, run.is_provisional, run.confirmed_status) for run in runs],
            _middles(stretches),
        ),
        data_file,
        claim,
        "strip",
    )


def _middles(stretches: Sequence[StatusStretch]) -> list[float]:
    """The middle of the box of each stretch."""
    ends = [(month_ordinal(stretch.first), month_ordinal(stretch.last) + 1) for stretch in stretches]
    return places_between([(first + last) / 2 for first, last in ends], ends[0][0], ends[-1][1])


@dataclass(frozen=True)
class StatusChange:
    """A status confirmed by the newest run in place of another."""

    practice: str
    organisation: str | None
    before: str
    now: str
    reason: str


def latest_change(practice: str, organisation: str | None, runs: Sequence[VerdictRun]) -> StatusChange | None:
    """The change confirmed by the last run; None where nothing changed or there was no status before."""
    if len(runs) < 2:
        return None
    before, last = runs[-2].confirmed_status, runs[-1]
    if before is None or last.confirmed_status in (None, before):
        return None
    return StatusChange(practice, organisation, before, last.confirmed_status or "", last.reason)
