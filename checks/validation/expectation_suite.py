"""A contract's rules as a Great Expectations suite and checkpoint. This is the only module that imports that library.

The import alone takes seconds, so other modules import this one inside the function that validates something.

It validates DuckDB's counts of failing rows, one for each rule (`failing_rows.py`), and where a count is not zero the
rows themselves, with the columns of the broken rules. For wide extracts, derived columns do the arithmetic in SQL first
(do the bands add up?).
"""

from __future__ import annotations

import json
import logging
import os
import threading
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from checks.contracts.contract import Rule
from checks.validation.rule_result import MAX_EXAMPLES, RuleResult, make_rule_result, make_untested_result

# no usage statistics leave the machine, whatever a project folder or an account's settings say
os.environ["GX_ANALYTICS_ENABLED"] = "false"
logging.getLogger("great_expectations").setLevel(logging.ERROR)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import great_expectations as gx
    import pandas as pd
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.core.expect_column_values_to_be_null import ExpectColumnValuesToBeNull

# SUMMARY counts every failing row and lists the first few by their `row`. COMPLETE lists them all: where 183,000 rows
# broke two rules, that took 27 s and 875 MB at the peak; SUMMARY takes 17 s and 407 MB
RESULT_FORMAT = {
    "result_format": "SUMMARY",
    "unexpected_index_column_names": ["row"],
    "partial_unexpected_count": MAX_EXAMPLES,
}

NO_FAILING_ROWS = Rule(
    "failing_rows_zero",
    "ExpectColumnValuesToBeInSet",
    {"column": "failing_rows", "value_set": [0]},
    "no row breaks the rule",
    "see the rows that break it",
)


class ExpectRowsToKeepContract(ExpectColumnValuesToBeNull):
    """Expect every row to keep a rule of its contract: a derived column describes the fault, and is null without one.

    The column is computed in SQL from as many columns as the rule needs, such as the sum of 105 weekly bands.
    """

    class Config:
        title = "Expect rows to keep their contract"


class ExpectCellsToKeepContract(ExpectColumnValuesToBeNull):
    """Expect every cell of some columns to keep a rule: a derived column names each fault as 'column: value'."""

    class Config:
        title = "Expect cells to keep their contract"


def build_suite(name: str, rules: Sequence[Rule]) -> Any:
    """Build the suite of these rules; each expectation has the rule's name, meaning, advice and severity."""
    expectations = [_build_expectation(rule) for rule in rules]
    return gx.ExpectationSuite(name=name, expectations=expectations)


def _build_expectation(rule: Rule) -> Any:
    own: dict[str, Any] = {kind.__name__: kind for kind in (ExpectRowsToKeepContract, ExpectCellsToKeepContract)}
    expectation = own.get(rule.expectation) or getattr(gx.expectations, rule.expectation)
    return expectation(
        **rule.arguments,
        severity=rule.severity.value,
        description=rule.meaning,
        notes=rule.advice,
        meta={"rule": rule.name},
    )


def write_suite_as_json(name: str, rules: Sequence[Rule]) -> str:
    """Write the suite as Great Expectations stores it, without the random ids that it gets in a store."""
    return json.dumps(build_suite(name, rules).to_json_dict(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


class _OwnOfThread(threading.local):
    """The context of one thread and its checkpoints by name, each with its rules: one for every suite of a kind.

    Making new ones for every frame took a third of the time of validating a small one. A context is not meant for two
    threads at once, so each thread has its own.
    """

    def __init__(self) -> None:
        self.context = _make_context()
        self.checkpoints: dict[str, tuple[tuple[Rule, ...], Any]] = {}


def _make_context() -> Any:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return context


_own = _OwnOfThread()


def build_checkpoint(name: str, rules: Sequence[Rule]) -> Any:
    """Build a checkpoint with one validation definition: these rules on a whole frame; kept for the next frame."""
    if name not in _own.checkpoints or _own.checkpoints[name][0] != tuple(rules):
        _remove_checkpoint(name)
        _own.checkpoints[name] = (tuple(rules), _add_checkpoint(_own.context, name, rules))
    return _own.checkpoints[name][1]


def _remove_checkpoint(name: str) -> None:
    if _own.checkpoints.pop(name, None):
        _own.context.checkpoints.delete(name)
        _own.context.validation_definitions.delete(name)
        _own.context.suites.delete(name)
        _own.context.data_sources.delete(name)


def _add_checkpoint(context: Any, name: str, rules: Sequence[Rule]) -> Any:
    suite = context.suites.add(build_suite(name, rules))
    asset = context.data_sources.add_pandas(name).add_dataframe_asset(name)
    batch_definition = asset.add_batch_definition_whole_dataframe(name)
    definition = gx.ValidationDefinition(name=name, data=batch_definition, suite=suite)
    context.validation_definitions.add(definition)
    checkpoint = gx.Checkpoint(name=name, validation_definitions=[definition], result_format=RESULT_FORMAT)
    return context.checkpoints.add(checkpoint)


def find_broken_rules(failing_rows: Mapping[tuple[str, str], int]) -> set[tuple[str, str]]:
    """Return the suites and rules that some rows break, from the number of failing rows of each: it is to be zero."""
    if _judge_counts(frozenset(failing_rows.values())):
        return set()
    return {rule for rule, number in failing_rows.items() if number}


# nearly all files break no rule, and to judge the same counts again would be a quarter of the time of a small file
@cache
def _judge_counts(numbers: frozenset[int]) -> bool:
    """Return whether Great Expectations finds that no count of failing rows differs from zero."""
    counts = pd.DataFrame({"row": range(len(numbers)), "failing_rows": sorted(numbers)})
    [result] = validate_frame("failing_rows", counts, (NO_FAILING_ROWS,))
    return result.is_met


def validate_frame(name: str, frame: pd.DataFrame, rules: Sequence[Rule]) -> list[RuleResult]:
    """Validate a frame with a column `row` against the rules; return one result per rule, in the same order."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        checkpoint = build_checkpoint(name, rules)
        try:
            outcome = checkpoint.run(batch_parameters={"dataframe": frame})
        finally:
            _forget_frame(name)
    (validation_result,) = outcome.run_results.values()
    results_by_rule = {result.expectation_config.meta["rule"]: result for result in validation_result.results}
    return [_to_rule_result(rule, results_by_rule[rule.name], len(frame)) for rule in rules]


def _forget_frame(name: str) -> None:
    """Let go of the frame and of its results, which the context would keep: a frame can be hundreds of megabytes."""
    batches = _own.context.data_sources.get(name).get_execution_engine().batch_manager
    batches.reset_batch_cache()
    batches.batch_data_cache.clear()
    results = _own.context.validation_results_store
    for key in results.list_keys():
        results.remove_key(key)


def _to_rule_result(rule: Rule, result: Any, examined: int) -> RuleResult:
    message = _find_error_message(result)
    if message is not None and not result.success:
        return make_untested_result(rule, examined, message)
    return make_rule_result(rule, examined, is_met=bool(result.success), detail=result.result or {})


def _find_error_message(result: Any) -> str | None:
    """Return what went wrong if the rule itself raised an error."""
    info = result.exception_info or {}
    detail = info if "raised_exception" in info else next(iter(info.values()), {})
    return str(detail.get("exception_message")) if detail and detail.get("raised_exception") else None
