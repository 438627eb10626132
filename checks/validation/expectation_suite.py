"""The contract as a Great Expectations suite, and its verdict. The only module that knows that library.

Small extracts are validated row by row. For large ones the contract's derived columns carry the arithmetic over the
wide rows (did the bands add up?), so that the suite sees every row, but narrow.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checks.contracts.contract import Rule, Severity
from checks.contracts.problems import Reason

if TYPE_CHECKING:
    import pandas as pd

MAX_EXAMPLES = 20
"""How many failing rows of a rule are named; the count is always whole."""


@dataclass(frozen=True)
class RuleResult:
    """What the suite said of one rule."""

    rule: str
    meaning: str
    severity: str
    is_met: bool
    failing: int
    examined: int
    reasons: tuple[Reason, ...]


def _load_great_expectations() -> Any:
    # the import alone takes seconds, so it waits until something is validated
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx
    return gx


def validate_frame(name: str, frame: pd.DataFrame, rules: Sequence[Rule]) -> list[RuleResult]:
    """Hold the frame, which has a column `row`, to the rules; one answer for each rule, in their order."""
    gx = _load_great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    expectations = [
        getattr(gx.expectations, rule.expectation)(
            **rule.arguments, severity=rule.severity.value, meta={"rule": rule.name}
        )
        for rule in rules
    ]
    suite = gx.ExpectationSuite(name=name, expectations=expectations)
    asset = context.data_sources.add_pandas(name).add_dataframe_asset(name)
    batch = asset.add_batch_definition_whole_dataframe(name).get_batch(batch_parameters={"dataframe": frame})
    wanted = {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": ["row"],
        "partial_unexpected_count": MAX_EXAMPLES,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        outcome = batch.validate(suite, result_format=wanted)
    results_by_rule = {result.expectation_config.meta["rule"]: result for result in outcome.results}
    return [_to_rule_result(rule, results_by_rule[rule.name], len(frame)) for rule in rules]


def _to_rule_result(rule: Rule, result: Any, size: int) -> RuleResult:
    detail = result.result or {}
    raised = _validation_error(result)
    failing = int(detail.get("unexpected_count", 0)) if result.success or not raised else size
    reasons: tuple[Reason, ...] = ()
    if not result.success:
        reasons = (raised,) if raised else tuple(_reasons_of_rule(rule, detail))
    return RuleResult(rule.name, rule.meaning, rule.severity.value, bool(result.success), failing, size, reasons)


def _validation_error(result: Any) -> Reason | None:
    """The validation itself failing is a fault of ours, and never counts as passing."""
    info = result.exception_info or {}
    detail = info if "raised_exception" in info else next(iter(info.values()), {})
    if not detail or not detail.get("raised_exception"):
        return None
    return Reason(
        "validation", f"the rule could not be tested: {detail.get('exception_message')}", "report this as a fault"
    )


def _reasons_of_rule(rule: Rule, detail: dict[str, Any]) -> list[Reason]:
    places = detail.get("unexpected_index_list") or []
    reasons = []
    for place in places[:MAX_EXAMPLES]:
        row = place.get("row") if isinstance(place, dict) else None
        values = {key: value for key, value in place.items() if key != "row"} if isinstance(place, dict) else {}
        reasons.append(_reason_for_row(rule, row, values))
    if not reasons:
        reasons.append(_reason_for_row(rule, None, {}))
    rest = int(detail.get("unexpected_count") or 0) - len(places[:MAX_EXAMPLES])
    if rest > 0:
        reasons.append(Reason(rule.name, f"and {rest:,} more rows: {rule.meaning}", rule.advice, rule.severity.value))
    return reasons


def _reason_for_row(rule: Rule, row: Any, values: dict[str, Any]) -> Reason:
    value_text = ", ".join(_format_value(value) for value in values.values()) if values else None
    column: str | None = ", ".join(rule.columns)
    if rule.expectation == "ExpectColumnValuesToBeNull" and not rule.names_column:
        column = None  # a derived column, which the sender does not know
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


def has_critical_failure(answers: Sequence[RuleResult]) -> bool:
    """A file is refused when a critical rule is broken."""
    return any(not answer.is_met and answer.severity == Severity.CRITICAL.value for answer in answers)
