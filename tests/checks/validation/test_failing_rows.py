"""DuckDB's counts of failing rows say what Great Expectations says of the rows themselves."""

from __future__ import annotations

import random
from collections.abc import Iterator

import duckdb
import pandas as pd
import pytest

from checks.contracts.contract import Rule
from checks.contracts.rules import at_least, in_set, is_blank, is_unique, matches_pattern, not_above, not_null, one_of
from checks.extracts import EXTRACTS
from checks.validation.contract_validation import suites_of
from checks.validation.expectation_suite import find_broken_rules, validate_frame
from checks.validation.failing_rows import count_failing_rows, write_count
from checks.validation.rule_tests import RuleTest, run_tests
from tests.engine import IN_FULL

RULES = (
    not_null("code"),
    in_set("code", ["RAA", "RBB", "it's"]),
    is_unique("code"),
    is_unique("code", "seen"),
    matches_pattern("code", r"^R[A-Z]{2}$", "code has three letters"),
    at_least("seen"),
    at_least("seen", -2),
    not_above("late", "seen"),
    is_blank("fault", "the parts add up", "correct it"),
    is_blank("cell", "every count is whole", "write digits", names_column=True),
)
VALUES = {
    "code": [None, "RAA", "RBB", "it's", "raa", ""],
    "seen": [None, 0, 1, 5, -1, -3],
    "late": [None, 0, 1, 6],
    "fault": [None, None, None, "", "105 bands"],
    "cell": [None, None, None, "seen: 3.7"],
}
TYPES = {"code": "varchar", "seen": "bigint", "late": "bigint", "fault": "varchar", "cell": "varchar"}


def _write_table(rows: list[dict[str, object]]) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(f"create table tested (row bigint, {', '.join(f'{name} {kind}' for name, kind in TYPES.items())})")
    if rows:
        con.executemany("insert into tested values (?, ?, ?, ?, ?, ?)", [[*row.values()] for row in rows])
    return con


def _draw_tables(count: int) -> Iterator[duckdb.DuckDBPyConnection]:
    draw = random.Random(7)
    for _ in range(count):
        # few values in most tables, so that many rules are met in some of them
        values = {name: draw.sample(choice, draw.randint(1, 3)) for name, choice in VALUES.items()}
        yield _write_table(
            [
                {"row": row, **{name: draw.choice(choice) for name, choice in values.items()}}
                for row in range(draw.randint(1, 6))
            ]
        )


def test_a_rule_is_broken_for_both_or_for_neither() -> None:
    broken, met = set(), set()
    # by the fifth table every rule has been both broken and met
    for con in _draw_tables(60 if IN_FULL else 30):
        frame = con.execute("select * from tested order by row").df()
        rows, failing = count_failing_rows(con, "tested", RULES)
        assert rows == len(frame)
        for rule, number, result in zip(RULES, failing, validate_frame("test", frame, RULES), strict=True):
            assert (number == 0) == result.is_met, (rule.name, frame)
            if "Unique" not in rule.expectation:
                assert number == result.failing, (rule.name, frame)
            (met if result.is_met else broken).add(rule.name)
    assert broken == met == {rule.name for rule in RULES}


@pytest.mark.parametrize("kind", EXTRACTS)
def test_every_rule_of_every_contract_can_be_counted(kind: str) -> None:
    assert all(write_count(rule) for rules in suites_of(EXTRACTS[kind]).values() for rule in rules)


def _list_patterns() -> list[str]:
    every = (rule for extract in EXTRACTS.values() for rules in suites_of(extract).values() for rule in rules)
    return sorted({str(rule.arguments["regex"]) for rule in every if "regex" in rule.arguments})


@pytest.mark.parametrize("pattern", _list_patterns())
def test_what_matches_in_duckdb_matches_for_great_expectations(pattern: str) -> None:
    """The other way round, a digit of another script sends the rows to Great Expectations, which decides."""
    draw = random.Random(11)
    pieces = ["R", "RAA", "Q99", "0", "7", "2025", "-", "04", "a", "é", "٣", "\n", " ", "_", "https://a.uk", ".", "%"]
    texts = sorted({"".join(draw.choices(pieces, k=draw.randint(1, 5))) for _ in range(2_000)})
    rule = matches_pattern("code", pattern, "")
    con = duckdb.connect()
    con.register("texts", pd.DataFrame({"row": range(len(texts)), "code": texts}))
    matching = con.execute(f"select row, code from texts where regexp_matches(code, '{pattern}') order by row").df()
    [result] = validate_frame("test", matching, (rule,))
    assert result.is_met, result.reasons


def test_a_double_that_is_not_a_number_counts_as_missing() -> None:
    con = duckdb.connect()
    con.execute("create table tested as select 1 as row, 'nan'::double as share")
    assert count_failing_rows(con, "tested", (not_null("share"),)) == (1, [1])


def test_a_missing_column_is_an_error_and_not_a_pass() -> None:
    con = _write_table([])
    with pytest.raises(duckdb.BinderException, match="lost"):
        count_failing_rows(con, "tested", (not_null("lost"),))


def test_great_expectations_judges_the_counts() -> None:
    assert find_broken_rules({("ae", "code_present"): 0, ("ae_totals", "not_reconciled"): 0}) == set()
    assert find_broken_rules({("ae", "code_present"): 0, ("ae_totals", "not_reconciled"): 3}) == {
        ("ae_totals", "not_reconciled")
    }


def test_rows_are_listed_for_broken_rules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    con = _write_table(
        [
            {"row": 2, "code": "RAA", "seen": 1, "late": 0, "fault": None, "cell": None},
            {"row": 3, "code": "RBB", "seen": 1, "late": 6, "fault": None, "cell": None},
        ]
    )
    results = run_tests(con, [RuleTest("test", "tested", RULES), RuleTest("more", "tested", (not_null("fault"),))])
    assert [result.rule for result in results] == [*(rule.name for rule in RULES), "fault_present"]
    assert {result.rule: result.failing for result in results if not result.is_met} == {
        "late_within_seen": 1,
        "fault_present": 2,
    }
    [reason] = next(result.reasons for result in results if result.rule == "late_within_seen")
    assert (reason.row, reason.column, reason.value) == (3, "seen, late", "1, 6")
    assert {result.examined for result in results} == {2}


def test_the_answer_of_great_expectations_counts() -> None:
    """The digit of another script is none for DuckDB, and the rule is met all the same if it is one for it."""
    con = duckdb.connect()
    con.execute("create table tested as select 1 as row, 'R٣' as code")
    rule: Rule = matches_pattern("code", r"^R\d$", "a letter and a digit")
    [result] = run_tests(con, [RuleTest("test", "tested", (rule,))])
    assert count_failing_rows(con, "tested", (rule,)) == (1, [1])
    assert result.is_met == validate_frame("test", con.execute("from tested").df(), (rule,))[0].is_met


def test_one_of_is_counted_as_a_set() -> None:
    con = _write_table([{"row": 1, "code": "x", "seen": 1, "late": 0, "fault": None, "cell": None}])
    assert count_failing_rows(con, "tested", (one_of("code", ["x", "y"]), one_of("code", ["y"]))) == (1, [0, 1])
