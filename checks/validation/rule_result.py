"""The result of one rule over a whole file, and its failing rows as reasons in our own words.

What Great Expectations returns is put into words here and not by its own renderers, so that reasons name the row and
the column as the sender knows them, and nothing is fetched from a network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks.contracts.contract import COMPLAINT_ABOUT_ROW, Rule, Severity
from checks.contracts.problems import Reason

MAX_EXAMPLES = 20
"""How many failing rows are listed for each rule, so that reasons stay readable; the count is always complete."""


@dataclass(frozen=True)
class RuleResult:
    """The result of one rule; `failing` and `examined` are numbers of rows."""

    rule: str
    meaning: str
    severity: str
    is_met: bool
    failing: int
    examined: int
    reasons: tuple[Reason, ...]


def has_critical_failure(results: Sequence[RuleResult]) -> bool:
    """Whether a critical rule is broken, so that the file must be quarantined."""
    return any(not result.is_met and result.severity == Severity.CRITICAL.value for result in results)


def make_met_result(rule: Rule, examined: int) -> RuleResult:
    """Make the result of a rule that no row breaks."""
    return make_rule_result(rule, examined, is_met=True, detail={})


def make_rule_result(rule: Rule, examined: int, *, is_met: bool, detail: Mapping[str, Any]) -> RuleResult:
    """Make the result of a rule that was tested; `detail` has the failing rows as Great Expectations lists them."""
    reasons = () if is_met else tuple(_list_reasons(rule, detail))
    failing = int(detail.get("unexpected_count", 0))
    return RuleResult(rule.name, rule.meaning, rule.severity.value, is_met, failing, examined, reasons)


def make_untested_result(rule: Rule, examined: int, message: str) -> RuleResult:
    """Make the result of a rule that could not be tested: that is our fault, and never counts as a pass."""
    reason = Reason("validation", f"the rule could not be tested: {message}", "report this as a fault")
    return RuleResult(rule.name, rule.meaning, rule.severity.value, False, examined, examined, (reason,))


def _list_reasons(rule: Rule, detail: Mapping[str, Any]) -> list[Reason]:
    places = detail.get("partial_unexpected_index_list") or []
    reasons = []
    for place in places:
        row = place.get("row") if isinstance(place, dict) else None
        values = {key: value for key, value in place.items() if key != "row"} if isinstance(place, dict) else {}
        reasons.append(_reason_for_row(rule, row, values))
    if not reasons:
        reasons.append(_reason_for_row(rule, None, {}))
    rest = int(detail.get("unexpected_count") or 0) - len(places)
    if rest > 0:
        reasons.append(Reason(rule.name, f"and {rest:,} more rows: {rule.meaning}", rule.advice, rule.severity.value))
    return reasons


def _reason_for_row(rule: Rule, row: Any, values: Mapping[str, Any]) -> Reason:
    value_text = ", ".join(_format_value(value) for value in values.values()) if values else None
    column: str | None = ", ".join(rule.columns)
    if rule.expectation == COMPLAINT_ABOUT_ROW:
        column = None  # a derived column means nothing to the sender
    elif rule.names_column and value_text:
        column, _, value_text = value_text.partition(": ")
    return Reason(
        rule=rule.name,
        message=f"must hold: {rule.meaning}",
        advice=rule.advice,
        severity=rule.severity.value,
        row=None if row is None or _format_value(row) == "blank" else int(row),
        column=column,
        value=value_text,
    )


def _format_value(value: Any) -> str:
    if str(value) in ("<NA>", "NaT"):
        return "blank"
    if isinstance(value, float):
        return "blank" if value != value else f"{value:g}" if not value.is_integer() else f"{value:.0f}"
    return "blank" if value is None else str(value)
