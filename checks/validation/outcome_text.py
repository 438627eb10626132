"""Short summaries of outcomes. The ledger keeps every reason in full."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from checks.contracts.contract import Severity
from checks.contracts.problems import Reason
from checks.extracts import EXTRACTS
from checks.validation.outcome import AdmissionOutcome, printable_name
from checks.validation.rule_labels import count_in_words

MAX_EXAMPLES = 3
"""Reasons of one rule shown individually, so that a summary fits on a screen."""
RULES = 20
"""Rules shown before the rest are only counted, for the same reason."""
MORE = re.compile(r"and ([0-9,]+) more ")
"""How a rule's last reason begins if there were too many to record individually."""
WORDS = {"accepted": "accepted", "duplicate": "already loaded", "quarantined": "quarantined"}
LIKE_PATIENTS = "like records of patients; nothing was copied, and a file in the inbox has been given a hidden name"


def summarise_outcome(verdict: AdmissionOutcome) -> str:
    """Summarise an outcome in one line: rows and warnings per rule, or the first reason."""
    start = f"{verdict.file_name}: {verdict.outcome}{_describe_kind(verdict)}"
    if verdict.status != "accepted":
        return f"{start}: {verdict.reasons[0].sentence()}" if verdict.reasons else start
    rows = "1 row" if verdict.rows == 1 else f"{verdict.rows:,} rows"
    return f"{start}: {rows}{_describe_repetition(verdict)}{_count_warnings(verdict)}"


def count_outcomes(verdicts: Sequence[AdmissionOutcome], quarantine: Path) -> str:
    """Count the files by outcome, and say where the quarantined files are."""
    outcomes = Counter(verdict.outcome for verdict in verdicts)
    phrases = [f"{outcomes[outcome]} {word}" for outcome, word in WORDS.items() if outcomes[outcome]]
    if outcomes["quarantined"]:
        phrases[-1] += f"; the reasons are beside the files in {quarantine}"
    lines = [", ".join(phrases)] if phrases else []
    if refused := outcomes["refused"]:
        lines.append(f"{refused} refused: {'it looks' if refused == 1 else 'they look'} {LIKE_PATIENTS}")
    return "\n".join(lines) or "nothing to admit"


def _describe_kind(verdict: AdmissionOutcome) -> str:
    if not (verdict.kind and verdict.month):
        return ""
    # a register is filed under the month in which it arrived, and its rows are of many months
    month = "" if EXTRACTS[verdict.kind].is_register else f" {verdict.month}"
    return f", {verdict.kind}{month}"


def _describe_repetition(verdict: AdmissionOutcome) -> str:
    """Say that another file of the month has the same figures, and which of them counts."""
    messages = [reason.message for reason in verdict.reasons if reason.rule == "same_figures"]
    return "".join(f"; {printable_name(message)}" for message in messages)


def _count_warnings(verdict: AdmissionOutcome) -> str:
    counted: Counter[str] = Counter()
    for reason in verdict.reasons:
        if reason.severity == Severity.WARNING.value:
            counted[reason.rule] += _rows_affected(reason)
    if not counted:
        return ""
    total = counted.total()
    return f"; {total:,} warning{'s' if total > 1 else ''} ({count_in_words(verdict.kind, counted)}): holdgain status"


def _rows_affected(reason: Reason) -> int:
    """Return the number of rows a reason covers."""
    match = MORE.match(reason.message)
    return int(match[1].replace(",", "")) if match else 1


def group_reasons(reasons: Sequence[Reason]) -> list[str]:
    """Format the reasons by rule: a few of each, the advice once, and the number of further rows."""
    by_rule: dict[tuple[str, str], list[Reason]] = {}
    for reason in reasons:
        by_rule.setdefault((reason.rule, reason.severity), []).append(reason)
    lines: list[str] = []
    for (rule, _), reasons_of_rule in list(by_rule.items())[:RULES]:
        lines += _of_rule(rule, reasons_of_rule)
    if len(by_rule) > RULES:
        lines.append(f"and reasons of {len(by_rule) - RULES} more rules")
    return lines


def _of_rule(rule: str, reasons: Sequence[Reason]) -> list[str]:
    shown = [reason for reason in reasons if not MORE.match(reason.message)][:MAX_EXAMPLES] or list(reasons[:1])
    advice_given, lines = set(), []
    for reason in shown:
        lines.append(reason.finding() if reason.advice in advice_given else reason.sentence())
        advice_given.add(reason.advice)
    if rest := sum(map(_rows_affected, reasons)) - sum(map(_rows_affected, shown)):
        lines.append(f"and {rest:,} more row{'s' if rest > 1 else ''} [{rule}]")
    return lines
