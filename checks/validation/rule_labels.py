"""What a rule's findings are called when they are counted: `months that leap tenfold: 31`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from checks.extracts import EXTRACTS
from checks.reference.tables import read_fact_rows


def label_rule(kind: str | None, rule: str) -> str:
    """The findings of a rule in words; a contract's own rule is quoted by its meaning.

    A rule that neither lists is one of an older release, whose name a ledger may still hold: it keeps that name.
    """
    if label := _listed_labels().get(rule):
        return label
    meaning = _contract_meanings(kind).get(rule) if kind else None
    return f'rows that break "{meaning}"' if meaning else f"findings of the rule {rule}"


def count_in_words(kind: str | None, counts: Mapping[str, int]) -> str:
    """Each rule with its number of findings, in the order given."""
    return ", ".join(f"{label_rule(kind, rule)}: {count:,}" for rule, count in counts.items())


@cache
def _listed_labels() -> dict[str, str]:
    return {row["rule"]: row["label"] for row in read_fact_rows("rule_labels.csv", Path(__file__).parent)}


@cache
def _contract_meanings(kind: str) -> dict[str, str]:
    # imported here: the rules load the validation engine, which a command that prints no rule does without
    from checks.validation.contract_validation import rules_of

    return {rule.name: rule.meaning for rule in rules_of(EXTRACTS[kind])} if kind in EXTRACTS else {}
