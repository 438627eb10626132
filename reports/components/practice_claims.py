"""The claims that a page makes about a verdict or the spread of a practice, from the record that it is written from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from reports.claims.claim import Claim, ClaimValue
from reports.data.practice_evidence import BalancingEffect, SpreadCoverage
from reports.data.practice_records import EstimateLimits, GainVerdict, JointVerdict
from reports.text.gain_words import GAINED

CODE = re.compile(r"[a-z_]*")
"""A reason that is a code; others are sentences, which the file of claims need not repeat."""


def claim_verdict(verdict: GainVerdict, kind: str, *values: ClaimValue) -> Claim:
    """A claim of a verdict; that on all adopters together has no organisation."""
    return Claim(kind, "", verdict.organisation or "", verdict.practice, "", values)


def claim_status(verdict: GainVerdict, kind: str = "status") -> Claim:
    """The status, whether it is provisional, and whether it may be chance among so many."""
    reason = verdict.reason if CODE.fullmatch(verdict.reason) else ""
    is_unsure = verdict.status in GAINED and (verdict.stands_out is False or "trend_before" in verdict.grade_causes)
    flags = (verdict.is_provisional, is_unsure, bool(verdict.merged_into))
    return claim_verdict(verdict, kind, verdict.status, reason, *flags)


def claim_reasons(verdict: GainVerdict, count: int) -> Claim:
    """How many reasons a verdict has, so that one that is left out is missed."""
    return claim_verdict(verdict, "reasons", count)


def claim_joint(joint: JointVerdict) -> Claim:
    """The verdict on two practices together: the other one is named by its code, in place of an organisation."""
    verdict = joint.verdict
    reason = verdict.reason if CODE.fullmatch(verdict.reason) else ""
    values = (verdict.status, reason, verdict.is_provisional)
    return Claim("joint verdict", "", joint.other_practice, verdict.practice, "", values)


def claim_estimate(verdict: GainVerdict, kind: str, estimate: EstimateLimits | None) -> Claim:
    """An estimate with its limits: `gain`, `current`, `share` or `patients`; no values where there is none."""
    values = (estimate.value, estimate.lower, estimate.upper) if estimate else (None, None, None)
    return claim_verdict(verdict, kind, *values)


def claim_cautions(verdict: GainVerdict, names: Iterable[str], rate: float | None) -> Claim:
    """The cautions beside a headline, by name, and the error rate of the method; claimed even where there are none."""
    return claim_verdict(verdict, "cautions", " ".join(names), rate)


def claim_months_held(verdict: GainVerdict) -> Claim:
    adopted = f"{verdict.adopted_month:%Y-%m}" if verdict.adopted_month else None
    return claim_verdict(verdict, "months held", verdict.months_held, adopted)


def claim_balance(practice: str, measure: str, balance: BalancingEffect | None) -> Claim:
    """The effect on a balancing measure, its margin, and the finding."""
    effect = balance.effect if balance else None
    limits = (effect.value, effect.lower, effect.upper) if effect else (None, None, None)
    margin, finding = (balance.margin, balance.finding) if balance else (None, "")
    return Claim("balance", measure, "", practice, "", (*limits, margin, finding))


def claim_balances(practice: str, findings: Sequence[tuple[str, str]]) -> Claim:
    """How many balancing measures a practice has, and which of them got worse or cannot be judged yet."""
    worse = sorted(title for title, finding in findings if finding == "worse")
    unknown = sorted(title for title, finding in findings if finding not in ("worse", "better", "not_worse"))
    return Claim("balances", practice=practice, values=(len(findings), "; ".join(worse), "; ".join(unknown)))


def claim_evidence(kind: str, practice: str, *values: ClaimValue, organisation: str = "") -> Claim:
    """What a chart, its words and its table show: how many rows, and the figures at its ends."""
    return Claim(kind, "", organisation, practice, "", values)


def claim_signals(practice: str, count: int, organisation: str = "") -> Claim:
    """How many signals there are of a practice and its adopters, or of one of them."""
    return claim_evidence("signals", practice, count, organisation=organisation)


def claim_coverage(practice: str, area: str, coverage: SpreadCoverage) -> Claim:
    """How many of those eligible use a practice in an area, in its newest month."""
    values = (coverage.adopted, coverage.eligible, coverage.coverage, coverage.held_coverage)
    return Claim("coverage", "", area, practice, f"{coverage.month:%Y-%m}", values)
