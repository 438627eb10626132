"""The claims about what registers say: programmes, practices, adopters, and decisions about limits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from reports.claims.claim import Claim
from reports.components.badge import StatusBadge
from reports.data.chart_limits import RebaseRecord
from reports.data.practice_records import AdopterRecord, PracticeRecord, ProgrammeRecord


def claim_programme(programme: ProgrammeRecord) -> Claim:
    """What the register says of a programme."""
    days = (_as_day(programme.starts), _as_day(programme.support_ends))
    values = (programme.approach, programme.lead, programme.sponsor, *days)
    return Claim("programme facts", practice=programme.programme, values=values)


def claim_programme_summary(programme: str, badges: Iterable[StatusBadge]) -> Claim:
    """The verdict of each practice of a programme."""
    return Claim("programme summary", practice=programme, values=tuple(sorted(badge.words for badge in badges)))


def claim_practice_count(count: int) -> Claim:
    return Claim("practices", values=(count,))


def claim_practice(practice: PracticeRecord) -> Claim:
    """What the register says of a practice."""
    values = (practice.measure, practice.direction, practice.aim, practice.washout_months, practice.guidance_url)
    return Claim("practice facts", practice=practice.practice, values=(*values, practice.programme))


def claim_adopter(practice: str, adopter: AdopterRecord) -> Claim:
    """What the register says of an adopter."""
    months = (adopter.adopted_month, adopter.embedded_month, adopter.stopped_month)
    values = (*map(_as_month, months), adopter.source, adopter.peer_organisation, adopter.fidelity, adopter.contact)
    return Claim("register entry", organisation=adopter.organisation, practice=practice, values=values)


def claim_rebase(rebase: RebaseRecord) -> Claim:
    """A recalculation of limits: who asked for it, why, and what was decided."""
    values = (rebase.state, rebase.proposed_by, rebase.decided_by, _as_day(rebase.decided_on), bool(rebase.is_applied))
    return Claim("rebase note", rebase.measure, rebase.organisation, month=_as_month(rebase.month) or "", values=values)


def _as_day(day: date | None) -> str | None:
    return f"{day:%Y-%m-%d}" if day else None


def _as_month(month: date | None) -> str | None:
    return f"{month:%Y-%m}" if month else None
