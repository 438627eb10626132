"""Test the rules of a contract on tables in DuckDB, which counts failing rows; Great Expectations judges the counts.

Where a count is not zero, Great Expectations gets the rows of that table, with the columns of the broken rules, and its
answer is the one that is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from checks.contracts.contract import Rule
from checks.validation.failing_rows import count_failing_rows
from checks.validation.rule_result import RuleResult, make_met_result


@dataclass(frozen=True)
class RuleTest:
    """Rules to test on the rows of a table, which has a column `row`; `suite` is what Great Expectations calls them."""

    suite: str
    table: str
    rules: tuple[Rule, ...]


def run_tests(con: duckdb.DuckDBPyConnection, tests: Sequence[RuleTest]) -> list[RuleResult]:
    """Return one result for each rule, in the order of the tests and their rules."""
    # importing Great Expectations takes seconds, so it is left until something is validated
    from checks.validation.expectation_suite import find_broken_rules

    counted = [count_failing_rows(con, test.table, test.rules) for test in tests]
    broken = find_broken_rules(
        {
            (test.suite, rule.name): number
            for test, (_, failing) in zip(tests, counted, strict=True)
            for rule, number in zip(test.rules, failing, strict=True)
        }
    )
    return [
        result
        for test, (rows, _) in zip(tests, counted, strict=True)
        for result in _list_results(con, test, rows, [rule for rule in test.rules if (test.suite, rule.name) in broken])
    ]


def _list_results(
    con: duckdb.DuckDBPyConnection, test: RuleTest, rows: int, broken: Sequence[Rule]
) -> list[RuleResult]:
    from checks.validation.expectation_suite import validate_frame

    if not broken:
        return [make_met_result(rule, rows) for rule in test.rules]
    columns = ", ".join(dict.fromkeys(("row", *(name for rule in broken for name in rule.columns))))
    frame = con.execute(f"select {columns} from {test.table} order by row").df()
    results = {result.rule: result for result in validate_frame(test.suite, frame, broken)}
    return [results.get(rule.name) or make_met_result(rule, rows) for rule in test.rules]
