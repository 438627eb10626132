"""An answer is given again for the same frame and rules, and never for others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest

from checks.contracts.contract import Rule
from checks.validation.rule_result import RuleResult, make_rule_result
from tests.checks import remembered_rules

RULES = (Rule("known", "ExpectColumnValuesToNotBeNull", {"column": "code"}, "is known", "send it"),)
FRAME = pd.DataFrame({"row": [1, 2], "code": ["RAA", "RAB"]})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[pd.DataFrame]:
    """The frames for which the engine is asked."""
    frames: list[pd.DataFrame] = []

    def validate(_suite: str, frame: pd.DataFrame, rules: Sequence[Rule]) -> list[RuleResult]:
        frames.append(frame)
        return [make_rule_result(rule, len(frame), is_met=True, detail={}) for rule in rules]

    monkeypatch.setattr(remembered_rules, "_validate", validate)
    monkeypatch.setattr(remembered_rules, "_remembered", {})
    return frames


def test_the_same_frame_is_validated_once(asked: list[pd.DataFrame]) -> None:
    first = remembered_rules._validate_once("ae", FRAME, RULES)
    assert remembered_rules._validate_once("ae", FRAME.copy(), RULES) == first
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("suite", "frame", "rules"),
    [
        ("rtt", FRAME, RULES),
        ("ae", FRAME.assign(code=["RAA", "RAC"]), RULES),
        ("ae", FRAME.assign(code=["RAA", None]), RULES),
        ("ae", FRAME.assign(row=[1, 3]), RULES),
        ("ae", FRAME.assign(row=[1.0, 2.0]), RULES),
        ("ae", FRAME.rename(columns={"code": "codes"}), RULES),
        ("ae", FRAME.iloc[:1], RULES),
        ("ae", FRAME, (replace(RULES[0], arguments={"column": "row"}),)),
        ("ae", FRAME, (*RULES, replace(RULES[0], name="other"))),
    ],
    ids=["suite", "cell", "blank", "row", "type", "column", "fewer", "argument", "rule"],
)
def test_whatever_differs_is_validated(
    asked: list[pd.DataFrame], suite: str, frame: pd.DataFrame, rules: tuple[Rule, ...]
) -> None:
    remembered_rules._validate_once("ae", FRAME, RULES)
    remembered_rules._validate_once(suite, frame, rules)
    assert len(asked) == 2


def test_a_long_frame_is_validated_each_time(asked: list[pd.DataFrame], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered_rules, "MAX_ROWS", 1)
    for _ in range(2):
        remembered_rules._validate_once("ae", FRAME, RULES)
    assert len(asked) == 2
