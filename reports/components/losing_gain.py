"""The adopters that are losing their gain, or may be about to, and whom to ask at each."""

from __future__ import annotations

from dataclasses import dataclass

from reports.claims.claim import Claim
from reports.components import edition_claims, practice_claims, register_claims
from reports.components.badge import StatusBadge, verdict_badge
from reports.data.catalogue import PracticeCatalogue
from reports.data.gain_scale import FALLING
from reports.data.practice_evidence import EarlyWarning
from reports.data.practice_records import GainVerdict
from reports.formatting import plural
from reports.links import adopter_page_path
from reports.text.share_retained import share_in_brief

Key = tuple[str, str]
"""A practice and an organisation."""
MOST_URGENT_FIRST = ("eroding", "warned", "lost")
"""While a gain erodes there is something to save; a warning is a prompt to look; a lost gain is known for longer."""


@dataclass(frozen=True)
class LosingRow:
    """An adopter whose gain erodes or is lost, or that is warned of."""

    code: str
    name: str
    practice: str
    page: str
    practice_page: str
    badge: StatusBadge
    gain_kept: str
    gain_kept_claim: Claim | None
    warning: str
    warning_claim: Claim | None
    contact: str
    contact_claim: Claim | None


@dataclass(frozen=True)
class LosingList:
    """The adopters of all practices, or those in one area, with the claim of their number."""

    rows: tuple[LosingRow, ...]
    claim: Claim


def newest_warnings(catalogue: PracticeCatalogue) -> dict[Key, EarlyWarning]:
    """The adopters that are warned of in the newest month that any adopter has."""
    newest = max((rows[-1].month for rows in catalogue.warnings.values()), default=None)
    return {
        key: rows[-1] for key, rows in catalogue.warnings.items() if rows[-1].is_warning and rows[-1].month == newest
    }


def warning_words(verdict: GainVerdict | None, last: EarlyWarning) -> str:
    beyond = "above" if verdict and verdict.scale == FALLING else "below"
    return f"{plural(max(last.in_a_row, 1), 'month')} in a row {beyond} what we expect while its gain holds."


def list_losing(catalogue: PracticeCatalogue, area: str = "", members: frozenset[str] | None = None) -> LosingList:
    """List them, most urgent first; with `members`, only those of an area."""
    warnings = newest_warnings(catalogue)
    ranked = []
    for key in {*catalogue.verdicts, *warnings}:
        verdict = catalogue.verdicts.get(key)
        rank = _rank(verdict, is_warned=key in warnings)
        if rank is not None and (members is None or key[1] in members):
            ranked.append((rank, _make_row(catalogue, verdict, key, warnings.get(key))))
    ranked.sort(key=lambda pair: (pair[0], pair[1].name, pair[1].practice))
    return LosingList(tuple(row for _, row in ranked), edition_claims.claim_losing(area, len(ranked)))


def _rank(verdict: GainVerdict | None, *, is_warned: bool) -> int | None:
    """How urgent it is; None where there is nothing to lose. The gain of who merged is not that of who runs it now."""
    if verdict and verdict.merged_into:
        return None
    kind = verdict.status if verdict and verdict.status in MOST_URGENT_FIRST else "warned" if is_warned else ""
    return MOST_URGENT_FIRST.index(kind) if kind else None


def _make_row(
    catalogue: PracticeCatalogue, verdict: GainVerdict | None, key: Key, last: EarlyWarning | None
) -> LosingRow:
    practice, code = catalogue.practices[key[0]], key[1]
    adopter = next((record for record in catalogue.adopters.get(key[0], ()) if record.organisation == code), None)
    return LosingRow(
        code,
        catalogue.names.get(code, code),
        practice.title,
        adopter_page_path(practice, code),
        f"practice/{practice.place}.html",
        verdict_badge(verdict),
        share_in_brief(verdict.share.value).capitalize() if verdict and verdict.share else "",
        practice_claims.claim_status(verdict, "row") if verdict else None,
        warning_words(verdict, last) if last else "",
        edition_claims.claim_early_warning(*key, last.month, max(last.in_a_row, 1)) if last else None,
        (adopter.contact if adopter else None) or "–",
        register_claims.claim_adopter(key[0], adopter) if adopter else None,
    )
