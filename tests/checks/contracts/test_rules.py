"""Every rule of every contract can fail: each is broken on rows of its own in a faithful extract, and fails there.

The kinds in `breaking.py` have faithful extracts for that. Every other kind has a broken sample for each rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from checks.admission import AdmissionOutcome, admit
from checks.contracts.contract import Severity
from checks.extracts import EXTRACTS
from checks.samples.discovery import find_broken_samples
from checks.storage.home import Home
from checks.validation.contract_validation import rules_of
from checks.validation.reconciliation import PART_OF_PUBLICATION
from tests.checks.breaking import BENCHES, NEVER, Bench, bench_of, breaking


@dataclass(frozen=True)
class Spoilt:
    """A file in which organisation n breaks rule n, and what the gate said of it."""

    verdict: AdmissionOutcome
    lines: dict[str, int]
    units: dict[str, range]


def _spoil(kind: str, bench: Bench, folder: Path) -> Spoilt:
    rows, lines, units = bench.rows(0), {}, {}
    for number, rule in enumerate(rules_of(EXTRACTS[kind]), start=1):
        if bench_of(kind, rule) is not bench:
            continue
        unit = bench.rows(number)
        at = breaking(kind, rule)(unit)
        lines[rule.name], units[rule.name] = len(rows) + at, range(len(rows), len(rows) + len(unit))
        rows += unit
    sheet = bench.sheet(rows)
    first = len(sheet.lines) - bench.below - len(rows) + 1
    [verdict] = admit(Home(folder / "home"), [sheet.write(folder)])
    moved = {name: range(unit.start + first, unit.stop + first) for name, unit in units.items()}
    return Spoilt(verdict, {name: line + first for name, line in lines.items()}, moved)


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Spoilt]:
    actual = {}
    for kind, benches in BENCHES.items():
        for bench in benches:
            outcome = _spoil(kind, bench, tmp_path_factory.mktemp(kind))
            actual |= {(kind, name): outcome for name in outcome.lines}
    return actual


def _every_rule() -> Iterator[tuple[str, str]]:
    for kind in BENCHES:
        yield from ((kind, rule.name) for rule in rules_of(EXTRACTS[kind]))


RULES = sorted(set(_every_rule()) - NEVER)


def test_every_rule_that_is_not_tried_here_has_a_broken_sample() -> None:
    """That the sample is quarantined for this rule is tested with all samples, in `samples/test_admission.py`."""
    broken = {(sample.kind, sample.rule) for sample in find_broken_samples()}
    others = [(kind, rule) for kind in EXTRACTS.keys() - BENCHES.keys() for rule in rules_of(EXTRACTS[kind])]
    untried = {(kind, rule.name) for kind, rule in others if rule.severity == Severity.CRITICAL}
    assert untried - NEVER - broken == set()


@pytest.mark.parametrize("kind", sorted(EXTRACTS))
def test_rules_have_names_of_their_own(kind: str) -> None:
    names = [rule.name for rule in rules_of(EXTRACTS[kind])]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", sorted(BENCHES))
def test_a_faithful_extract_meets_every_rule(kind: str, tmp_path: Path) -> None:
    for number, bench in enumerate(BENCHES[kind]):
        sheet = bench.sheet([row for unit in range(4) for row in bench.rows(unit)])
        [verdict] = admit(Home(tmp_path / f"home{number}"), [sheet.write(tmp_path)])
        assert verdict.status == "accepted", verdict.reasons
        # the files are smaller than any publication
        noticed = {reason.rule for reason in verdict.reasons if reason.severity != "info"}
        assert noticed <= {PART_OF_PUBLICATION.name}, verdict.reasons


@pytest.mark.parametrize(("kind", "rule"), RULES)
def test_a_broken_rule_is_seen_where_it_is_broken(kind: str, rule: str, spoilt: dict[tuple[str, str], Spoilt]) -> None:
    outcome = spoilt[(kind, rule)]
    reported = [reason for reason in outcome.verdict.reasons if reason.rule == rule]
    assert outcome.verdict.status == "quarantined"
    assert outcome.lines[rule] in {reason.row for reason in reported}
    assert all(reason.advice and reason.message for reason in reported)


@pytest.mark.parametrize(
    ("kind", "rule"), [("ae", "over_4h_type1_within_attendances_type1"), ("rtt", "bands_do_not_add_up")]
)
def test_a_rule_names_no_row_that_keeps_it(kind: str, rule: str, spoilt: dict[tuple[str, str], Spoilt]) -> None:
    outcome = spoilt[(kind, rule)]
    rows = {reason.row for reason in outcome.verdict.reasons if reason.rule == rule}
    others = {"rtt": {"smallest_count_not_below_0", "not_a_number", "part_known"}}.get(kind, set())
    # a value that is no number, or below nothing, spoils the sums of its row too
    allowed = {row for name in (*others, rule) for row in outcome.units[name]}
    assert rows <= allowed
