"""The balancing measures of a practice: those that must not get worse because of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.claims.claim import Claim, ClaimedText
from reports.components import practice_claims
from reports.data.gain_scale import choose_gain_scale
from reports.data.practice_evidence import BalancingEffect
from reports.data.practice_records import PracticeRecord
from reports.data.records import MeasureRecord
from reports.text.balancing_words import BALANCING_FINDINGS, balancing_title
from reports.text.gain_words import format_gain, format_harm, format_limits


@dataclass(frozen=True)
class BalancingRow:
    """A balancing measure and its finding, as a table row."""

    title: str
    place: str
    effect: str
    limits: str
    margin: str
    finding: str
    css: str
    claim: Claim


def balancing_rows(
    practice: PracticeRecord, effects: Sequence[BalancingEffect], measures: Mapping[str, MeasureRecord]
) -> list[BalancingRow]:
    """List the balancing measures in the register; those that are not computed have a row that says so."""
    effects_by_measure = {balance.measure: balance for balance in effects}
    rows = []
    for name in practice.balancing_measures:
        measure, balance = measures.get(name), effects_by_measure.get(name)
        is_share = measure is None or measure.unit == "share"
        # each balancing measure has its own direction
        scale = "points" if measure is None or is_share else choose_gain_scale("log", measure.direction)
        rows.append(
            BalancingRow(
                measure.title if measure else name,
                name if measure else "",
                format_gain(balance.effect.value, scale, short=True) if balance and balance.effect else "–",
                format_limits(balance.effect, scale) if balance and balance.effect else "–",
                format_harm(balance.margin, scale) if balance and balance.margin is not None else "–",
                BALANCING_FINDINGS.get(balance.finding, balance.finding) if balance else "Not measured",
                balance.finding if balance else "",
                practice_claims.claim_balance(practice.practice, name, balance),
            )
        )
    return rows


def summarise_balances(practice: PracticeRecord, rows: Sequence[BalancingRow]) -> ClaimedText | None:
    """The title above the table; None where the register names no balancing measure."""
    if not rows:
        return None
    findings = [(row.title, row.css) for row in rows]
    return ClaimedText(balancing_title(findings), practice_claims.claim_balances(practice.practice, findings))
