"""Rules in words: every rule that a file can break has a label for its count."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from checks.extracts import EXTRACTS
from checks.validation import plausibility, published_words
from checks.validation.contract_validation import rules_of
from checks.validation.rule_labels import count_in_words, label_rule

VALIDATION = Path(published_words.__file__).parent


def _listed_rules() -> set[str]:
    with (VALIDATION / "published_words.csv").open(encoding="utf-8", newline="") as handle:
        return {row["rule"] for row in csv.DictReader(handle)}


def test_every_rule_outside_the_contracts_has_a_label() -> None:
    rules = _listed_rules() | plausibility.FAILURES | plausibility.WARNINGS
    rules |= {rule.name for rule in published_words.EVERY_KIND}
    assert not [rule for rule in rules if label_rule(None, rule).startswith("findings of the rule")]


@pytest.mark.parametrize("kind", sorted(EXTRACTS))
def test_every_rule_of_a_contract_has_a_label(kind: str) -> None:
    labels = [label_rule(kind, rule.name) for rule in rules_of(EXTRACTS[kind])]
    assert not [label for label in labels if label.startswith("findings of the rule")]


def test_counts_are_reported_in_words() -> None:
    counts = {"organisation_leaps": 1_031, "denominator_is_zero": 2, "of_an_older_release": 3}
    assert count_in_words("measures", counts) == (
        'months that leap tenfold: 1,031, rows that break "a denominator is above 0": 2, '
        "findings of the rule of_an_older_release: 3"
    )
