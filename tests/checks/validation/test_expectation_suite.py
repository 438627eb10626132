"""Great Expectations as we use it: named expectations, a checkpoint for each kind, suites as JSON beside the ledger."""

from __future__ import annotations

import gc
import json
import os
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import great_expectations as gx
import pandas as pd
import pytest

from checks.admission import admit
from checks.contracts.rules import at_least, in_set, is_blank, is_unique, not_above, not_null
from checks.extracts import EXTRACTS
from checks.storage import ledger
from checks.storage.home import Home
from checks.validation import exported_suites
from checks.validation.contract_validation import suites_of
from checks.validation.expectation_suite import (
    ExpectCellsToKeepContract,
    ExpectRowsToKeepContract,
    build_checkpoint,
    build_suite,
    validate_frame,
    write_suite_as_json,
)
from checks.validation.rule_result import MAX_EXAMPLES, has_critical_failure
from tests.checks import sheets

RULES = (
    not_null("code"),
    in_set("code", ["RAA", "RBB"]),
    is_unique("code"),
    at_least("seen"),
    not_above("late", "seen"),
    is_blank("sum_fault", "the parts add up", "correct it"),
    is_blank("cell_fault", "every count is whole", "write digits", names_column=True),
)
RIGHT = {"row": 1, "code": "RAA", "seen": 5, "late": 2, "sum_fault": None, "cell_fault": None}
SECOND = {**RIGHT, "row": 2, "code": "RBB"}


def _validate(*rows: dict[str, object]) -> dict[str, object]:
    return {result.rule: result for result in validate_frame("test", pd.DataFrame(list(rows)), RULES)}


def test_right_rows_meet_every_rule() -> None:
    assert all(result.is_met and not result.reasons for result in _validate(RIGHT, SECOND).values())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("change", "rule", "row", "column", "value"),
    [
        ({"code": None}, "code_present", 2, "code", "blank"),
        ({"code": "RZZ"}, "code_known", 2, "code", "RZZ"),
        ({"seen": -1, "late": -1}, "seen_not_below_0", 2, "seen", "-1"),
        ({"late": 6}, "late_within_seen", 2, "seen, late", "5, 6"),
        ({"sum_fault": "105 bands"}, "sum_fault", 2, None, "105 bands"),
        ({"cell_fault": "seen: 3.7"}, "cell_fault", 2, "seen", "3.7"),
    ],
)
def test_a_broken_rule_names_row_column_and_value(
    change: dict[str, object], rule: str, row: int, column: str | None, value: str
) -> None:
    result = _validate(RIGHT, {**SECOND, **change})[rule]
    (reason,) = result.reasons  # type: ignore[attr-defined]
    assert (reason.row, reason.column, reason.value) == (row, column, value)
    assert result.failing == 1  # type: ignore[attr-defined]
    assert has_critical_failure([result])  # type: ignore[list-item]


def test_every_failing_row_is_counted_and_the_first_are_listed() -> None:
    rows = [{**RIGHT, "row": number, "sum_fault": f"fault {number}"} for number in range(1, 101)]
    result = _validate(*rows)["sum_fault"]
    assert result.failing == 100  # type: ignore[attr-defined]
    listed = [reason.row for reason in result.reasons]  # type: ignore[attr-defined]
    assert listed == [*range(1, MAX_EXAMPLES + 1), None]
    assert "and 80 more rows" in result.reasons[-1].message  # type: ignore[attr-defined]


def test_a_rule_that_cannot_be_tested_fails() -> None:
    results = validate_frame("test", pd.DataFrame([{"row": 1}]), (not_null("code"),))
    assert has_critical_failure(results)
    assert results[0].reasons[0].rule == "validation"


def test_complaints_have_expectations_of_their_own() -> None:
    types = [type(expectation) for expectation in build_suite("test", RULES).expectations]
    assert types[-2:] == [ExpectRowsToKeepContract, ExpectCellsToKeepContract]
    assert {
        rule.expectation for extract in EXTRACTS.values() for rules in suites_of(extract).values() for rule in rules
    } >= {
        "ExpectRowsToKeepContract",
        "ExpectCellsToKeepContract",
    }


def test_a_checkpoint_has_one_validation_definition_of_the_kind() -> None:
    checkpoint = build_checkpoint("ae", suites_of(EXTRACTS["ae"])["ae"])
    (definition,) = checkpoint.validation_definitions
    assert isinstance(checkpoint, gx.Checkpoint)
    assert isinstance(definition, gx.ValidationDefinition)
    assert (checkpoint.name, definition.name, definition.suite.name) == ("ae", "ae", "ae")


def test_a_checkpoint_is_built_once_and_again_when_its_rules_change() -> None:
    first = build_checkpoint("test", RULES)
    assert build_checkpoint("test", tuple(RULES)) is first
    frame = pd.DataFrame([RIGHT, {**SECOND, "late": 6}])
    assert [result.rule for result in validate_frame("test", frame, RULES) if not result.is_met] == ["late_within_seen"]
    assert [result.rule for result in validate_frame("test", frame, RULES[:2])] == ["code_present", "code_known"]
    assert build_checkpoint("test", RULES) is not first


def test_frames_of_one_suite_do_not_mix() -> None:
    for change in ({"late": 6}, {}, {"code": "RZZ"}, {}):
        broken = [rule for rule, result in _validate(RIGHT, {**SECOND, **change}).items() if not result.is_met]  # type: ignore[attr-defined]
        assert len(broken) == len(change)


def test_a_frame_and_its_results_are_let_go() -> None:
    frame = pd.DataFrame([RIGHT, SECOND])
    reference = weakref.ref(frame)
    validate_frame("test", frame, RULES)
    del frame
    gc.collect()
    assert reference() is None
    context = build_checkpoint("test", RULES)._resolve_context().context
    assert context.validation_results_store.list_keys() == []


def test_threads_validate_at_the_same_time() -> None:
    def count_broken(late: int) -> int:
        return sum(not result.is_met for result in _validate(RIGHT, {**SECOND, "late": late}).values())  # type: ignore[attr-defined]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(count_broken, [2, 6] * 8)) == [0, 1] * 8


@pytest.mark.parametrize("kind", EXTRACTS)
def test_suites_are_written_alike_and_can_be_read_back(kind: str) -> None:
    for name, rules in suites_of(EXTRACTS[kind]).items():
        text = write_suite_as_json(name, rules)
        assert write_suite_as_json(name, rules) == text
        again = gx.ExpectationSuite(**json.loads(text))
        assert [expectation.meta["rule"] for expectation in again.expectations] == [rule.name for rule in rules]
        assert [expectation.description for expectation in again.expectations] == [rule.meaning for rule in rules]
        assert "ExpectColumnValuesToBeNull" not in {type(expectation).__name__ for expectation in again.expectations}


def test_the_ledger_names_the_suites_and_each_is_written_once(home: Home, tmp_path: Path) -> None:
    admit(home, [sheets.ae(month="2025-05").write(tmp_path, "may.csv")])
    written = {path: path.stat().st_mtime_ns for path in home.suites.iterdir()}
    admit(home, [sheets.ae(month="2025-06").write(tmp_path, "june.csv")])
    assert {path: path.stat().st_mtime_ns for path in home.suites.iterdir()} == written
    for load in ledger.read_loads(home):
        assert [name.rpartition("-")[0] for name in load.suites] == ["ae", "ae_totals"]
        assert {home.suites / name for name in load.suites} == set(written)
        rules = json.loads((home.suites / load.suites[0]).read_text(encoding="utf-8"))["expectations"]
        assert {rule["meta"]["rule"] for rule in rules} <= {check["rule"] for check in load.checks}


def test_another_rule_makes_another_file(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before = exported_suites.record_suites(home, "ae")
    exported_suites._write_suites.cache_clear()
    monkeypatch.setattr(exported_suites, "suites_of", lambda extract: {extract.kind: RULES})
    after = exported_suites.record_suites(home, "ae")
    exported_suites._write_suites.cache_clear()
    assert len({*before, *after}) == len(before) + 1
    assert all((home.suites / name).exists() for name in before)


@pytest.mark.parametrize("content", [b"", b"{}", None])
def test_a_damaged_suite_is_written_again_with_the_next_file(home: Home, content: bytes | None) -> None:
    (name, _) = exported_suites.record_suites(home, "ae")
    whole = (home.suites / name).read_bytes()
    (home.suites / name).unlink() if content is None else (home.suites / name).write_bytes(content)
    assert exported_suites.find_suite_fault(home.suites / name)
    assert exported_suites.record_suites(home, "ae")[0] == name
    assert (home.suites / name).read_bytes() == whole
    assert not exported_suites.find_suite_fault(home.suites / name)


def test_a_file_that_is_refused_before_its_rows_are_read_names_no_suite(home: Home, tmp_path: Path) -> None:
    (tmp_path / "page.csv").write_text("<!DOCTYPE html><html></html>")
    admit(home, [tmp_path / "page.csv"])
    assert [load.suites for load in ledger.read_loads(home)] == [()]
    assert not home.suites.exists()


def test_nothing_is_written_beside_and_no_statistics_are_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _validate(RIGHT, SECOND)
    assert list(tmp_path.iterdir()) == []
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
