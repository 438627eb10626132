"""The table of `make bench`: each figure has a target with a reason, and a missed one fails."""

from __future__ import annotations

import pytest

from tests.bench.ratios import Target, print_table, read_targets

TARGET = Target("ratio", 1.0, 2.0, 0.5, "A reason")


def test_each_target_has_a_unit_a_tolerance_and_a_reason() -> None:
    targets = read_targets()
    assert targets
    for name, target in targets.items():
        assert target.unit in ("ratio", "MB"), name
        assert 0 < target.tolerance < target.most, name
        assert target.wanted <= target.most, name
        assert len(target.reason.split()) > 8, name


@pytest.mark.parametrize(
    ("figures", "verdict"),
    [
        ([2.0], "met"),
        ([2.5], "within the tolerance"),
        ([2.51], "MISSED"),
        ([1.0, 1.5, 9.0], "met"),
        ([], "NOT MEASURED"),
    ],
)
def test_the_median_is_compared_with_the_target_and_its_tolerance(figures: list[float], verdict: str) -> None:
    assert TARGET.judge(figures) == verdict


@pytest.mark.parametrize(
    ("figures", "code"),
    [({"a": [1.0]}, 0), ({"a": [2.4]}, 0), ({"a": [2.6]}, 1), ({}, 1), ({"a": [1.0], "b": [1.0]}, 1)],
)
def test_a_missed_target_fails_and_so_does_a_figure_without_one(figures: dict[str, list[float]], code: int) -> None:
    assert print_table({"a": TARGET}, figures) == code
