"""News of practices for the front page: statuses confirmed by the newest run, and new adopters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from reports.claims.claim import Claim
from reports.components import edition_claims
from reports.components.badge import StatusBadge, status_badge
from reports.components.verdict_history import StatusChange, latest_change
from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import VerdictRun
from reports.formatting import month_name, months_from
from reports.links import adopter_page_path
from reports.text.gain_words import status_label

RECENT_MONTHS = 3
"""Months within which an adopter counts as new: three, because registers arrive late (docs/dashboards.md)."""
SILENT = frozenset({"too_early", "not_assessable", "not_adopted"})


@dataclass(frozen=True)
class ReportedChange:
    """A change of status in words."""

    title: str
    place: str
    words: str
    badge: StatusBadge
    is_pooled: bool
    claim: Claim


@dataclass(frozen=True)
class NewAdopter:
    """A new adopter."""

    name: str
    title: str
    place: str
    when: str
    claim: Claim


@dataclass(frozen=True)
class PracticeNews:
    """The changes of the newest run, out of the number of verdicts checked."""

    month: str
    changes: list[ReportedChange]
    looked: int
    provisional: int
    joined: list[NewAdopter]
    since: str
    claim: Claim


def collect_news(catalogue: PracticeCatalogue) -> PracticeNews | None:
    """Collect the changes and new adopters; None before there is any verdict."""
    months = [runs[-1].month for runs in (*catalogue.runs.values(), *catalogue.pooled_runs.values())]
    if not months:
        return None
    newest = max(months)
    pooled = {(code, ""): runs for code, runs in catalogue.pooled_runs.items() if runs[-1].month == newest}
    single = {key: runs for key, runs in catalogue.runs.items() if runs[-1].month == newest}
    looked = {**pooled, **single}
    changes = [latest_change(code, organisation or None, runs) for (code, organisation), runs in looked.items()]
    # a change from "too early" to a first verdict is news; from a verdict to "not assessable" is not
    reported = [_report_change(catalogue, change) for change in changes if change and change.now not in SILENT]
    reported.sort(key=lambda change: (not change.is_pooled, change.title))
    provisional, joined = _count_provisional(looked), _new_adopters(catalogue, newest)
    claim = edition_claims.claim_news(len(reported), len(looked), provisional, len(joined))
    return PracticeNews(
        month_name(newest), reported, len(looked), provisional, joined, f"{RECENT_MONTHS} months", claim
    )


def _count_provisional(looked: dict[tuple[str, str], tuple[VerdictRun, ...]]) -> int:
    return sum(runs[-1].is_provisional and runs[-1].status not in SILENT for runs in looked.values())


def _report_change(catalogue: PracticeCatalogue, change: StatusChange) -> ReportedChange:
    practice = catalogue.practices[change.practice]
    claim = edition_claims.claim_change(change.practice, change.organisation, change.before, change.now)
    now = replace(status_badge(change.now, change.reason), claim=claim)
    words = f"from “{status_label(change.before)}” to “{now.words}”"
    if change.organisation is None:
        return ReportedChange(
            f"{practice.title}, all adopters together", f"practice/{practice.place}.html", words, now, True, claim
        )
    name = catalogue.names.get(change.organisation, change.organisation)
    return ReportedChange(
        f"{name}: {practice.title}", adopter_page_path(practice, change.organisation), words, now, False, claim
    )


def _new_adopters(catalogue: PracticeCatalogue, newest: date) -> list[NewAdopter]:
    new_adopters = []
    for code, adopters in catalogue.adopters.items():
        practice = catalogue.practices[code]
        for adopter in adopters:
            if 0 <= months_from(adopter.adopted_month, newest) < RECENT_MONTHS:
                name = catalogue.names.get(adopter.organisation, adopter.organisation)
                place = f"practice/{practice.place}.html"
                claim = edition_claims.claim_joined(code, adopter.organisation, adopter.adopted_month)
                when = month_name(adopter.adopted_month)
                new_adopters.append((adopter.adopted_month, NewAdopter(name, practice.title, place, when, claim)))
    return [joined for _, joined in sorted(new_adopters, key=lambda pair: (pair[0], pair[1].name), reverse=True)]
