"""How a verdict has stood, run by run: stretches of the same status, and what the newest run has confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.charts.runs import Stretch, strip
from reports.practices.figures import Figure, safe, table
from reports.practices.records import Run
from reports.practices.words import LABELS, LOOKS, label
from reports.words import month_name, plural, short_month


def stretches(runs: Sequence[Run]) -> list[Stretch]:
    """Runs in a row with one status, provisional ones apart from those that are confirmed."""
    found = []
    for (status, reason, is_provisional), group in groupby(
        runs, key=lambda run: (run.status, _finer(run), run.is_provisional)
    ):
        ours = list(group)
        found.append(
            Stretch(ours[0].month, ours[-1].month, LOOKS.get(status, "plain"), label(status, reason), is_provisional)
        )
    return found


def _finer(run: Run) -> str:
    """The reason as far as it has a name of its own: the words of an obstacle do not make another status."""
    return run.reason if label(run.status, run.reason) != LABELS.get(run.status) else ""


def figure(runs: Sequence[Run], data_file: str) -> Figure | None:
    """The strip of statuses, for two runs or more."""
    if len(runs) < 2:
        return None
    found = stretches(runs)
    told = [
        (
            short_month(one.first) if one.first == one.last else f"{short_month(one.first)} to {short_month(one.last)}",
            one.words,
            "Provisional" if one.is_provisional else "Confirmed",
            str(one.months),
        )
        for one in found
    ]
    return Figure(
        "history",
        f"How the verdict has stood in {plural(len(runs), 'monthly run')}",
        f"{month_name(runs[0].month)} to {month_name(runs[-1].month)}; the figures of each run as they are held now",
        (),
        (("ru", "Confirmed"), ("ru open", "Provisional: not yet in three runs")),
        safe(strip(found)),
        f"Strip of statuses. {'; '.join(f'{when}: {words}' for when, words, *_ in told)}.",
        "",
        table(
            ("Runs", "Status", "Standing", "Months"),
            told,
            ("month", "status", "reason", "is_provisional", "confirmed_status"),
            [(run.month, run.status, run.reason, run.is_provisional, run.confirmed_status) for run in runs],
        ),
        data_file,
        "strip",
    )


@dataclass(frozen=True)
class Change:
    """A status that the newest run has confirmed in place of another."""

    practice: str
    organisation: str | None
    before: str
    now: str
    reason: str


def change(practice: str, organisation: str | None, runs: Sequence[Run]) -> Change | None:
    """What the last of these runs has confirmed; None where nothing has changed, or there was nothing before."""
    if len(runs) < 2:
        return None
    before, last = runs[-2].confirmed_status, runs[-1]
    if before is None or last.confirmed_status in (None, before):
        return None
    return Change(practice, organisation, before, last.confirmed_status or "", last.reason)
